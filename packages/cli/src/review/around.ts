import {
  describeObject,
  keyOf,
  keyOfObject,
  lookUp,
  parentKey,
  pathOf,
  type DatabaseObject,
  type Id,
  type Operation,
} from '@sluice/core';
import { objectOf } from '../difference-places.js';
import type { ReviewedNeighbour } from './reviewed.js';
import type { Outcome } from './surroundings.js';
import { tableOf } from './tables.js';

/** What stands on the tables concerned or depends on them, and is no change itself; the columns go without saying. */
export function reviewAround(
  { renamed, after, differences }: Outcome,
  tables: readonly Id[],
  operations: readonly Operation[],
): readonly ReviewedNeighbour[] {
  const lookups = [lookUp(renamed), lookUp(after)];
  const changing = new Set(
    differences.flatMap((one) => ('after' in one ? [objectOf(one), one.after] : [objectOf(one)])).map(keyOfObject),
  );
  const dropped = new Set(operations.flatMap((one) => (one.verb === 'drop' ? [keyOfObject(one.object)] : [])));
  const found = new Map<string, ReviewedNeighbour>();
  for (const id of tables) {
    const table = keyOf('table', id);
    for (const lookup of lookups) {
      for (const { object } of lookup.dependents(table).values()) {
        const key = keyOfObject(object);
        const isConcerned =
          changing.has(key) || (object.kind === 'table' && tables.some((one) => keyOf('table', one) === key));
        if (isConcerned || object.kind === 'column' || comesWith(object, changing) || found.has(`${table} ${key}`))
          continue;
        const own = tableOf(object);
        const relation = own !== undefined && keyOf('table', own) === table ? 'stands on it' : 'depends on it';
        const madeAgain = dropped.has(key) && lookup.byKey.has(key);
        found.set(`${table} ${key}`, { object: describeObject(object), table: pathOf(id), relation, madeAgain });
      }
    }
  }
  return [...found.values()];
}

/** What comes or goes with its table is no news. */
const comesWith = (object: DatabaseObject, changing: ReadonlySet<string>): boolean => {
  const own = tableOf(object);
  return changing.has(parentKey(object) ?? '') || (own !== undefined && changing.has(keyOf('table', own)));
};
