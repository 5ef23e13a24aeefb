import { keyOfObject, type Cast, type Connection, type Snapshot } from '@sluice/core';
import { inScratch, type Scratch } from './scratch.js';

/** Where casts are tried: what is there, and what types there will be. */
export interface CastPlace {
  readonly current: Snapshot;
  readonly desired: Snapshot;
  readonly defaultSchema: string;
}

/**
 * Of changes of type those for which PostgreSQL writes the rows anew: it is had to do so with a temporary table, and asked
 * whether that has another file since.
 */
export async function rewritingCasts<C extends Pick<Cast, 'from' | 'to'>>(
  connection: Connection,
  casts: readonly C[],
  { current, desired, defaultSchema }: CastPlace,
): Promise<readonly C[]> {
  if (casts.length === 0) return [];
  const known = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const speakOf = desired.objects
    .filter(({ id }) => id.table === undefined)
    .map((object) => ({ object, current: known.get(keyOfObject(object)) }));
  return inScratch(connection, { speakOf, defaultSchema }, async (scratch) => {
    const rewriting: C[] = [];
    for (const cast of casts) if (!(await keepsFile(scratch, cast))) rewriting.push(cast);
    return rewriting;
  });
}

const TABLE = 'sluice_rewritten';

/** A division by 0 says that the file is another. */
async function keepsFile(scratch: Scratch, { from, to }: Pick<Cast, 'from' | 'to'>): Promise<boolean> {
  const file = `pg_relation_filenode((SELECT oid FROM pg_class WHERE relname = '${TABLE}' AND relnamespace = pg_my_temp_schema()))`;
  const error = await scratch.try(`
    CREATE TEMP TABLE ${TABLE} (value ${from});
    CREATE TEMP TABLE ${TABLE}_before AS SELECT ${file} AS file;
    ALTER TABLE ${TABLE} ALTER COLUMN value TYPE ${to};
    SELECT 1 / (file = ${file})::integer FROM ${TABLE}_before;
    DROP TABLE ${TABLE}, ${TABLE}_before`);
  return error === undefined;
}
