import {
  keyOf,
  keyOfObject,
  kindNames,
  kindOf,
  parentKey,
  type DatabaseObject,
  type Key,
  type Lookup,
  type ModelObject,
  type Statement,
} from '@sluice/core';
import type { Scratch } from './scratch.js';

/** What stands in a scratch for what the database has otherwise than models want it. */
export interface StandIns {
  /** The names of those that hide a namesake in the default schema. */
  readonly made: ReadonlySet<string>;
  /** What the database has otherwise and can have no stand-in. */
  readonly unknown: ReadonlySet<Key>;
  /** Makes one for each of the objects that needs one. */
  make(models: readonly ModelObject[]): Promise<void>;
}

/** What stand-ins are made of. */
export interface StandInOptions {
  readonly models: readonly ModelObject[];
  readonly lookup: Lookup;
  readonly current: readonly DatabaseObject[];
  readonly defaultSchema: string;
}

/** In the default schema a temporary namesake hides what is there; in another, only what is not there can be made. */
export function standInsIn(scratch: Scratch, options: StandInOptions): StandIns {
  const { lookup, defaultSchema } = options;
  const [made, unknown, changed] = [new Set<string>(), new Set<Key>(), new Set<Key>()];
  const before = new Map(options.current.map((object) => [keyOfObject(object), object]));
  const [theirParts, ourParts] = [partsByParent(options.current), partsByParent(options.models)];
  const isOtherwise = (model: ModelObject): boolean => {
    const key = keyOfObject(model);
    const was = before.get(key);
    if (!was || [...lookup.needs(key)].some((need) => changed.has(need))) return true;
    const [now, then] = [statementOf(model, parts(key), ''), statementOf(was, inPlace(theirParts.get(key) ?? []), '')];
    return now?.sql !== then?.sql;
  };
  const parts = (key: Key): readonly DatabaseObject[] => {
    const ours = new Map((ourParts.get(key) ?? []).map((part) => [keyOfObject(part), part]));
    const there = inPlace(theirParts.get(key) ?? []).flatMap((part) => {
      const model = ours.get(keyOfObject(part));
      return model ? [{ ...model, attributes: { ...part.attributes, ...model.attributes } }] : [];
    });
    const known = new Set(there.map(keyOfObject));
    // What is new comes after all that is there.
    return [...there, ...inPlace([...ours.values()].filter((part) => !known.has(keyOfObject(part))))];
  };
  return {
    made,
    unknown,
    make: async (models) => {
      const wanted = models.filter((model) => kindOf(model.kind).standIn && isOtherwise(model));
      for (const model of wanted) changed.add(keyOfObject(model));
      const statements = new Map<Statement, ModelObject>();
      for (const model of wanted) {
        const isBlind = [...lookup.needs(keyOfObject(model))].some((need) => unknown.has(need));
        const schema = isBlind ? undefined : schemaFor(model, before, defaultSchema);
        const statement = schema === undefined ? undefined : statementOf(model, parts(keyOfObject(model)), schema);
        if (statement) statements.set(statement, model);
        else unknown.add(keyOfObject(model));
      }
      const failed = await scratch.make([...statements.keys()]);
      for (const [statement, model] of statements) {
        if (failed.has(statement)) unknown.add(keyOfObject(model));
        else if (model.id.schema === defaultSchema) made.add(model.id.name);
      }
    },
  };
}

const statementOf = (object: DatabaseObject, parts: readonly DatabaseObject[], schema: string): Statement | undefined =>
  kindOf(object.kind).standIn?.(object, parts, schema);

/** Where a stand-in can stand: nowhere, if something of its name is there that no temporary one hides. */
function schemaFor(
  { id }: ModelObject,
  before: ReadonlyMap<Key, DatabaseObject>,
  defaultSchema: string,
): string | undefined {
  if (id.schema === defaultSchema) return 'pg_temp';
  return kindNames.some((kind) => kindOf(kind).container && before.has(keyOf(kind, id))) ? undefined : id.schema;
}

function partsByParent(objects: readonly DatabaseObject[]): ReadonlyMap<Key, readonly DatabaseObject[]> {
  const found = new Map<Key, DatabaseObject[]>();
  for (const object of objects) {
    const key = parentKey(object);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), object]);
  }
  return found;
}

const placeOf = (object: DatabaseObject): number => kindOf(object.kind).place?.(object) ?? 0;

const inPlace = (parts: readonly DatabaseObject[]): readonly DatabaseObject[] =>
  parts.toSorted((a, b) => placeOf(a) - placeOf(b));
