import { pathOf } from '@sluice/core';
import { count, someOf } from '../output.js';
import type { ReviewedLock, ReviewedLoss, ReviewedMigration } from './reviewed.js';

/** The first thing that a reviewer reads of something. */
export interface Glance {
  readonly label: 'Proof' | 'Roll-out' | 'Locks' | 'Data at risk' | 'In the way' | 'Lint';
  /** Whether it wants a look: `unknown`, where nobody could tell. */
  readonly state: 'good' | 'look' | 'bad' | 'unknown';
  /** A sentence. */
  readonly text: string;
}

/** A migration at a glance. */
export const glancesAt = (migration: ReviewedMigration): readonly Glance[] => [
  proofGlance(migration),
  rollOutGlance(migration),
  locksGlance(migration),
  lossGlance(migration),
  ...obstacleGlance(migration),
  lintGlance(migration),
];

function proofGlance({ proof }: ReviewedMigration): Glance {
  const { verdict, text, warnings } = proof;
  const label = 'Proof';
  if (verdict === 'refuted') return { label, state: 'bad', text: `Refuted in ${text.split(',')[0] ?? text}.` };
  if (verdict !== 'proved') return { label, state: 'unknown', text: `Not proved: ${text}.` };
  return { label, state: warnings.length > 0 ? 'look' : 'good', text: [`${text}.`, ...warnings].join(' ') };
}

function rollOutGlance({ proof, rollOut }: ReviewedMigration): Glance {
  const label = 'Roll-out';
  if (proof.verdict === 'refuted') return { label, state: 'unknown', text: 'It does not hold: correct it first.' };
  return { label, state: rollOut.order === 'split' ? 'bad' : 'good', text: rollOut.advice };
}

function locksGlance({ upgrade: { locks } }: ReviewedMigration): Glance {
  const label = 'Locks';
  if (locks === undefined) return { label, state: 'unknown', text: 'Not measured: it was not run.' };
  const blocking = locks.filter(({ blocks }) => blocks !== undefined);
  if (blocking.length === 0) return { label, state: 'good', text: 'It is in nobody’s way.' };
  // A lock is held until all else in its transaction is done.
  const slow = new Set(
    locks.flatMap(({ transaction, work, alone }) => (work.length > 0 && !alone ? [transaction] : [])),
  );
  const long = blocking.filter(({ transaction }) => slow.has(transaction));
  if (long.length > 0)
    return { label, state: 'bad', text: `For as long as it takes to go through the rows, ${inTheWay(long)}.` };
  return { label, state: 'look', text: `For a moment, ${inTheWay(blocking)}.` };
}

function inTheWay(locks: readonly ReviewedLock[]): string {
  const tables = (what: string): readonly string[] => [
    ...new Set(locks.filter(({ blocks }) => blocks === what).map(({ table }) => table)),
  ];
  const shut = tables('reads or writes it');
  const readOnly = tables('writes to it').filter((name) => !shut.includes(name));
  return [
    ...(shut.length > 0 ? [`nobody reads or writes ${someOf(shut, 3)}`] : []),
    ...(readOnly.length > 0 ? [`nobody writes to ${someOf(readOnly, 3)}`] : []),
  ].join(', and ');
}

function lossGlance({ losses }: ReviewedMigration): Glance {
  const label = 'Data at risk';
  const of = (direction: ReviewedLoss['direction'], by: ReviewedLoss['by']): string =>
    someOf(
      [...new Set(losses.filter((loss) => loss.direction === direction && loss.by === by).map(({ object }) => object))],
      3,
    );
  const [dropped, changed] = [of('upgrade', 'drop'), of('upgrade', 'change')];
  const back = losses.some(({ direction }) => direction === 'downgrade')
    ? ' The downgrade throws away what came since.'
    : '';
  const may = changed === '' ? '' : ` Values of ${changed} may not come through as they were.`;
  if (dropped !== '') return { label, state: 'bad', text: `The upgrade throws away what is in ${dropped}.${may}` };
  if (may !== '') return { label, state: 'look', text: may.trim() };
  return { label, state: 'good', text: `None by the upgrade.${back}` };
}

/** Only where a database was asked. */
function obstacleGlance({ against }: ReviewedMigration): readonly Glance[] {
  if (against === undefined) return [];
  const { obstacles, unanswered } = against;
  const label = 'In the way';
  const open = unanswered.length === 0 ? '' : ` ${count(unanswered.length, 'question')} it did not answer.`;
  if (obstacles.length === 0)
    return [{ label, state: open === '' ? 'good' : 'unknown', text: `No rows of the database that was asked.${open}` }];
  const tables = [...new Set(obstacles.map(({ schema, table }) => pathOf({ schema, name: table })))];
  const isCertain = obstacles.some(({ afterSql }) => !afterSql);
  return [
    {
      label,
      state: isCertain ? 'bad' : 'look',
      text: `Rows of ${someOf(tables, 3)}, in the database that was asked.${open}`,
    },
  ];
}

function lintGlance({ lint }: ReviewedMigration): Glance {
  const label = 'Lint';
  if (lint === undefined)
    return { label, state: 'unknown', text: 'Not looked for: the package libpg-query is not installed.' };
  const errors = lint.filter(({ level }) => level === 'error').length;
  const warnings = lint.length - errors;
  if (lint.length === 0) return { label, state: 'good', text: 'No findings.' };
  const counts = [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''];
  return { label, state: errors > 0 ? 'bad' : 'look', text: `${counts.filter((each) => each !== '').join(', ')}.` };
}
