import { RefusedError } from '../errors.js';
import { equal } from '../json.js';
import type { Lookup } from '../lookup.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id } from '../object.js';
import type { Snapshot } from '../snapshot.js';
import { kindOf } from './kinds.js';
import { heirsOf } from './tables/ancestors.js';

/** A column that another one takes the place of: one of another name, or of the same name and another type. */
export interface MovedColumn {
  readonly before: Id;
  readonly after: Id;
  /** SQL over the row for how a value comes to the new type, and back, where that does not go by itself. */
  readonly forth?: string;
  readonly back?: string;
}

/** Columns, where they are, and all that stands on them, each once. */
export function standingOn(columns: readonly Id[], lookup: Lookup): readonly DatabaseObject[] {
  const found = columns.flatMap((id) => {
    const key = keyOf('column', id);
    const direct = [...lookup.dependents(key).values()].filter((dependent) => dependent.direct);
    return [lookup.byKey.get(key), ...direct.map(({ object }) => object)];
  });
  return [...new Set(found)].filter((object) => object !== undefined);
}

/**
 * @throws RefusedError where a column cannot be moved in steps
 */
export function refuseUnmovable(column: MovedColumn, before: Lookup, after: Lookup, current: Snapshot): void {
  const key = keyOf('column', column.before);
  const hanging = current.uncovered.find(({ on }) => on.includes(key));
  const why =
    whyNotTable(column.before, before) ??
    whyNotBetween(before.byKey.get(key), after.byKey.get(keyOf('column', column.after))) ??
    whyNotBesides(column.before, before) ??
    whyNotBesides(column.after, after) ??
    (hanging && `${hanging.description} hangs on it`);
  if (why !== undefined) throw unmovable(column.before, why);
}

/** Why a column cannot be moved in steps; `why` is the end of a sentence. */
export function unmovable(column: Id, why: string): RefusedError {
  const key = keyOf('column', column);
  return new RefusedError(
    key,
    'cannot be done in steps',
    `${key} cannot be changed in steps: ${why}. Leave --expand-contract away, and it is changed in one migration.`,
  );
}

function whyNotTable({ schema = 'public', table = '', name }: Id, { find }: Lookup): string | undefined {
  const [found] = find('table', { schema, name: table });
  if (!found) return `${table} is not there yet`;
  const { partitionBy, partitionOf, inherits } = found.attributes;
  if (partitionBy != null) return `${table} is partitioned`;
  if (partitionOf != null || inherits != null) return `${table} inherits from another table`;
  if (heirsOf({ schema, table, name }, find).length > 0) return `other tables inherit from ${table}`;
  if (find('primary_key', { schema, table }).length === 0)
    return `${table} has no primary key, by which its rows could be gone through in batches`;
  return undefined;
}

/** What cannot change along with the name or the type. */
function whyNotBetween(before: DatabaseObject | undefined, after: DatabaseObject | undefined): string | undefined {
  if (!before || !after) return 'it is not there before and after';
  const special = SPECIAL.find((name) => [before, after].some(({ attributes }) => attributes[name] != null));
  if (special !== undefined) return `it is ${SAID[special]}`;
  const differs = (name: string): boolean => !equal(before.attributes[name] ?? null, after.attributes[name] ?? null);
  if ((before.attributes['notNull'] ?? false) !== (after.attributes['notNull'] ?? false))
    return 'whether it is NOT NULL changes along, which wants a migration of its own, before or after';
  if (before.id.name !== after.id.name && (differs('type') || differs('collation')))
    return 'its type changes along with its name: one wants a migration of its own, before or after the other';
  return undefined;
}

const SPECIAL = ['generated', 'identity', 'serial'] as const;
const SAID = {
  generated: 'a generated column',
  identity: 'an identity column',
  serial: 'a serial column, whose sequence is its own',
} as const satisfies Record<(typeof SPECIAL)[number], string>;

/** What stands on it and cannot be there twice. */
function whyNotBesides(id: Id, lookup: Lookup): string | undefined {
  const [first] = [...lookup.dependents(keyOf('column', id)).values()]
    .filter(({ object, direct }) => direct && kindOf(object.kind).beside?.(object, id) !== true)
    .map(({ object }) => keyOfObject(object))
    .toSorted();
  return first === undefined ? undefined : `${first} leans on it, and cannot lean on two columns at a time`;
}
