import { toCall } from '@sluice/core';
import type { AdoptedFile, AdoptResult } from '../adopt.js';
import { describeObject } from '../describe.js';
import { count, someOf, type Output } from '../output.js';
import { relativeTo } from '../project.js';
import { operationLines } from './print-operations.js';

/** Prints what was found, and what was made of it. */
export function printAdopt(result: AdoptResult, isDry: boolean, output: Output): void {
  const { revisions, stamped, besides, differences, notes } = result;
  output.json({
    ...result,
    dryRun: isDry,
    stamped: stamped ?? null,
    besides: besides.map(describeObject),
    differences: differences?.map(toCall) ?? null,
    revisions: revisions.map(({ source, ...revision }) => ({ ...revision, ...(isDry ? { source } : {}) })),
  });
  for (const line of foundLines(result)) output.tell(line);
  if (besides.length > 0)
    output.tell(`Made by SQL, since the models do not name it: ${someOf(besides.map(describeObject))}`);
  for (const note of notes) output.tell(`Note: ${note}`);
  for (const { file, applied } of revisions) {
    const name = relativeTo(process.cwd(), file);
    output.result(`${isDry ? 'Would write' : 'Wrote'} ${name}${applied ? '' : ' (pending)'}`);
  }
  if (stamped !== undefined) output.tell(`${isDry ? 'Would record' : 'Recorded'} that the database is at ${stamped}.`);
  for (const line of nextLines(result, isDry)) output.tell(line);
}

function foundLines({ from, files, unknown, alembic }: AdoptResult): readonly string[] {
  if (from === 'alembic')
    return alembic.map(({ table, heads }) => `Found: ${table} of Alembic, at ${headsText(heads)}. It stays as it is.`);
  if (from === 'database') return ['Found: a database without a history.'];
  return [
    `Found: ${count(files.length, 'migration')} of drizzle-kit.`,
    ...files.map(({ name, state }) => `  ${STATES[state].padEnd(8)} ${name}`),
    ...(unknown.length > 0 ? [`Recorded as run, and no file is it: ${someOf(unknown)}`] : []),
    ...files.flatMap(remarkOf),
  ];
}

const headsText = (heads: readonly string[]): string =>
  heads.length === 0 ? 'its base' : heads.length === 1 ? heads.join('') : `the heads ${heads.join(', ')}`;

const STATES = { applied: 'applied', edited: 'applied', skipped: 'pending', pending: 'pending' } as const;

function remarkOf({ name, state }: AdoptedFile): readonly string[] {
  if (state === 'edited') return [`Note: ${name} has another text than the one that was run.`];
  if (state === 'skipped') return [`Note: ${name} was never run: drizzle-kit had run a later one before.`];
  return [];
}

function nextLines({ revisions, differences }: AdoptResult, isDry: boolean): readonly string[] {
  const pending = revisions.filter(({ applied }) => !applied).length;
  if (pending > 0) return [isDry ? '' : 'To run what is pending: sluice upgrade'].filter((line) => line !== '');
  if (differences === undefined) return [];
  if (differences.length === 0) return ['The database is what the models say: the next autogenerate is empty.'];
  return [
    'The database differs from the models; the next autogenerate will write:',
    ...operationLines(differences).map((line) => `  ${line}`),
  ];
}
