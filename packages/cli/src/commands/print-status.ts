import { toCall } from '@sluice/core';
import { describeObject } from '../describe.js';
import { alteredText } from '../integrity.js';
import { count, type Output } from '../output.js';
import { operationLines } from './print-operations.js';
import type { StatusResult } from '../status.js';
import { interruptedLine, revisionLine } from './print-revisions.js';

/** Prints where models, migrations and a database stand. */
export function printStatus(found: StatusResult, output: Output): void {
  const { differences, leftAlone, ...rest } = found;
  output.json({ ...rest, differences: differences?.map(toCall), leftAlone: leftAlone.map(describeObject) });
  for (const line of linesOf(found, output.suggest)) output.result(line);
}

function linesOf(found: StatusResult, suggest: Output['suggest']): readonly string[] {
  const { database, migrations, heads, revisions, pending, interrupted, altered, differences, leftAlone } = found;
  return [
    `Database    ${database ?? 'none is configured: the migrations were replayed in an embedded PGlite'}`,
    ...titled('At', revisions.map(revisionLine), 'its base: no migration is applied'),
    ...titled('Migrations', [count(migrations, 'file'), ...heads.map(revisionLine)], ''),
    ...titled('Pending', pending.map(revisionLine), 'nothing'),
    ...interrupted.map((one) => `Half done   ${suggest(interruptedLine(one))}`),
    ...titledIf('Altered', altered.map(alteredText)),
    ...titled(
      'Models',
      differences === undefined ? ['not compared, since the database is behind'] : operationLines(differences),
      'the database is what they say',
    ),
    ...(leftAlone.length === 0 ? [] : [`Left alone  ${count(leftAlone.length, 'object')} that no model names`]),
  ];
}

const titledIf = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : titled(title, lines, '');

/** Lines under a title that stands before the first. */
const titled = (title: string, lines: readonly string[], none: string): readonly string[] =>
  (lines.length === 0 ? [none] : lines).map((line, i) => `${(i === 0 ? title : '').padEnd(12)}${line}`);
