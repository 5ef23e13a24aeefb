import type { Direction } from '@sluice/database';
import type { LintFinding } from '../lint/finding.js';
import type { ReviewedDirection, ReviewedRollOut } from './reviewed.js';

/** A row of the table of locks. */
export interface LockRow {
  readonly direction: Direction;
  readonly step: string;
  readonly tables: readonly string[];
  readonly lock: string;
  readonly blocks: string;
  readonly work: string;
}

/** The locks of a direction, a row each; tables of which a step says the same are in one. */
export function lockRows(direction: Direction, { steps, locks = [] }: ReviewedDirection): readonly LockRow[] {
  const rows = new Map<string, LockRow>();
  for (const { step, table, lock, blocks, work, alone } of locks) {
    const row = {
      direction,
      step: steps[step]?.title ?? '',
      tables: [table],
      lock: lock ?? (alone ? 'in transactions of its own' : 'held already'),
      blocks: blocks === undefined ? 'go on' : `cannot ${CANNOT[blocks] ?? blocks}`,
      work: work.join(', '),
    };
    const key = JSON.stringify([step, row.lock, row.blocks, row.work]);
    rows.set(key, { ...row, tables: [...(rows.get(key)?.tables ?? []), table] });
  }
  return [...rows.values()];
}

const CANNOT: Readonly<Record<string, string>> = { 'reads or writes it': 'read or write', 'writes to it': 'write' };

/** What goes when, and why: what has the same reason together, and what goes before first. */
export function reasonGroups(
  reasons: ReviewedRollOut['reasons'],
): readonly { readonly when: string; readonly objects: readonly string[]; readonly reason: string }[] {
  const groups = new Map<
    string,
    { readonly when: string; readonly objects: readonly string[]; readonly reason: string }
  >();
  for (const { order, object, reason } of reasons.toSorted(
    (one, other) => ORDERS.indexOf(one.order) - ORDERS.indexOf(other.order),
  )) {
    const key = `${order} ${reason}`;
    groups.set(key, { when: WHEN[order], objects: [...(groups.get(key)?.objects ?? []), object], reason });
  }
  return [...groups.values()];
}

const ORDERS: readonly ReviewedRollOut['order'][] = ['before', 'split', 'after', 'any'];

const WHEN: Readonly<Record<ReviewedRollOut['order'], string>> = {
  before: 'before the code',
  after: 'after the code',
  any: 'any time',
  split: 'in steps',
};

/** What a rule of lint finds, and what it has to say of it. */
export interface RuleFindings extends Pick<LintFinding, 'rule' | 'level' | 'reason' | 'safeForm'> {
  readonly places: readonly Pick<LintFinding, 'message' | 'file' | 'line' | 'direction'>[];
}

/** The findings of each rule together, errors first. */
export function ruleFindings(findings: readonly LintFinding[]): readonly RuleFindings[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const groups = rules.flatMap((name) => {
    const places = findings.filter(({ rule }) => rule === name);
    return places.slice(0, 1).map(({ rule, level, reason, safeForm }) => ({ rule, level, reason, safeForm, places }));
  });
  return groups.toSorted((a, b) => Number(b.level === 'error') - Number(a.level === 'error'));
}
