import type { Connection } from '@sluice/core';
import { SearchPathUnsettled } from './database-errors.js';

/**
 * What a statement outside a transaction is asked before it is run in a session that is shared: names must mean there what
 * they mean in the transactions of a migration, and nothing can be set.
 */
export async function searchPathGuard(connection: Connection, searchPath: string): Promise<(sql: string) => void> {
  const found = schemasOf(await connection.query(CURRENT));
  const wanted = schemasOf(await connection.query(`begin; set local search_path to ${searchPath}; ${CURRENT}`));
  await connection.query('rollback');
  return (sql) => {
    if (found.join() !== wanted.join()) throw new SearchPathUnsettled({ sql, wanted, found });
  };
}

const CURRENT = 'select to_json(current_schemas(false)) as schemas';

const schemasOf = ([row]: readonly { readonly [column: string]: unknown }[]): readonly string[] =>
  Array.isArray(row?.['schemas']) ? row['schemas'].map(String) : [];
