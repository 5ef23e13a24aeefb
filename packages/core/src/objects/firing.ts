import type { CatalogRow } from '../kind.js';
import type { Id } from '../object.js';
import { ident } from '../sql/quote.js';
import type { Statement } from '../statement.js';
import { alterTable } from './constraints.js';

const actions = {
  origin: 'ENABLE',
  replica: 'ENABLE REPLICA',
  always: 'ENABLE ALWAYS',
  never: 'DISABLE',
} as const;

/** In which sessions a trigger or a rule fires, by their `session_replication_role`; `origin` is the usual. */
export type Firing = keyof typeof actions;

const firings = ['origin', 'replica', 'always', 'never'] as const satisfies readonly Firing[];

/** ALTER TABLE … ENABLE, DISABLE. */
export const setFiring = (id: Id, what: 'TRIGGER' | 'RULE', fires: Firing): Statement =>
  alterTable(id, `${actions[fires]} ${what} ${ident(id.name)}`);

/** What must be said of one that was just made. */
export const firingOf = (id: Id, what: 'TRIGGER' | 'RULE', fires: Firing = 'origin'): readonly Statement[] =>
  fires === 'origin' ? [] : [setFiring(id, what, fires)];

/** The catalog's letter as a column of a query. */
export const firingColumn = (letter: string): string =>
  `CASE ${letter} WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' WHEN 'D' THEN 'never' ELSE 'origin' END AS fires`;

/** The column of {@link firingColumn}. */
export const readFiring = (row: CatalogRow): Firing => firings.find((firing) => firing === row['fires']) ?? 'origin';
