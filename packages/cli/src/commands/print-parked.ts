import { pathOf } from '@sluice/core';
import { count, type Output } from '../output.js';
import type { parked, ParkedItem } from '../parked.js';

/** Prints what is parked, or was until now. */
export function printParked(result: Awaited<ReturnType<typeof parked>>, output: Output): void {
  output.json(result);
  for (const item of result.parked) output.result(`${result.purged ? 'Gone  ' : ''}${lineOf(item)}`);
  if (result.parked.length === 0) output.tell('Nothing is parked.');
}

function lineOf({ schema, table, column, rows, bytes, revision, parkedAt }: ParkedItem): string {
  const what =
    column === undefined
      ? `table ${pathOf({ schema, name: table })}`
      : `column ${pathOf({ schema, table, name: column })}`;
  const amount = count(rows, column === undefined ? 'row' : 'value');
  return `${what}: ${amount}, ${Math.ceil(bytes / 1024)} kB, parked by ${revision} on ${parkedAt.toISOString().slice(0, 16).replace('T', ' ')}`;
}
