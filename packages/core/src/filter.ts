import { adoptNames, withInherited } from './adopt.js';
import { RefusedError } from './errors.js';
import { glob } from './glob.js';
import { lookUp } from './lookup.js';
import type { ModelObject } from './model-object.js';
import { keyOfObject, type DatabaseObject, type Id, type Key } from './object.js';
import { kindNames, kindOf, type KindName } from './objects/kinds.js';
import { describeObject } from './paths.js';
import type { Snapshot } from './snapshot.js';

/** Whether an object is looked at. What stands on an object or within a schema that is not looked at is not either. */
export type Passes = (object: DatabaseObject) => boolean;

/** Everything is looked at. */
export const passesAll: Passes = () => true;

/** What is looked at, by patterns. */
export interface Patterns {
  /** Where there are any, what none of them names is not looked at. */
  readonly include?: readonly string[] | undefined;
  /** What one of them names is not looked at. */
  readonly exclude?: readonly string[] | undefined;
}

/**
 * Makes a filter of patterns. `tmp_*` is a table or another object in any schema, `audit.*` a schema and all within it,
 * `billing.tmp_*` some of a schema; with a kind before it a pattern means that kind alone: `function:*`,
 * `index:users.tmp_*`.
 */
export function passesPatterns({ include = [], exclude = [] }: Patterns): Passes {
  if (include.length === 0 && exclude.length === 0) return passesAll;
  const [included, excluded] = [include.map(readPattern), exclude.map(readPattern)];
  return (object) => {
    const around = [object, ...standsIn(object)];
    if (excluded.some((pattern) => around.some((each) => names(pattern, each)))) return false;
    return (
      included.length === 0 ||
      included.some((pattern) => around.some((each) => names(pattern, each)) || reaches(pattern, object))
    );
  };
}

interface Pattern {
  readonly kind: string | undefined;
  /** The text between dots, the name last. */
  readonly parts: readonly string[];
}

function readPattern(text: string): Pattern {
  const [, word, rest = text] = /^([a-z][a-z_ -]*):(.*)$/su.exec(text) ?? [];
  const kind = word?.replaceAll(/[ -]/g, '_');
  // A kind that is not known names nothing; the dots of a signature are no places.
  const [places = '', ...signature] = rest.split(/(?=\()/u);
  const parts = places.split('.');
  return { kind, parts: [...parts.slice(0, -1), `${parts.at(-1)}${signature.join('')}`] };
}

function names({ kind, parts }: Pattern, object: DatabaseObject): boolean {
  const { schema, table, name } = object.id;
  if (kind === undefined ? table !== undefined : kind !== object.kind) return false;
  // `audit.*` is the schema too.
  if (isSchema(object) && kind === undefined && parts.length === 2 && parts[1] === '*') return matches(parts[0], name);
  const places = [schema, table, name].filter((place) => place !== undefined);
  if (parts.length > places.length) return false;
  return parts.every((part, i) => matches(part, places[places.length - parts.length + i]));
}

/** Whether a schema may hold what a pattern names: it is looked at then. */
function reaches({ kind, parts }: Pattern, object: DatabaseObject): boolean {
  if (!isSchema(object)) return false;
  const named = kindNames.find((name) => name === kind);
  const { scope } = named === undefined ? { scope: ['schema'] } : kindOf(named);
  const place = parts.length - scope.length - 1;
  return scope.length > 0 && (place < 0 || matches(parts[place], object.id.name));
}

const matches = (pattern: string | undefined, name: string | undefined): boolean =>
  pattern !== undefined && name !== undefined && glob(pattern).test(name);

const isSchema = ({ kind }: DatabaseObject): boolean => kindOf(kind).container === 'schema';

/** The table and the schema that an object stands in, by their names alone. */
function standsIn({ id: { schema, table } }: DatabaseObject): readonly DatabaseObject[] {
  return [
    ...(table === undefined ? [] : named(tables, { ...(schema === undefined ? {} : { schema }), name: table })),
    ...(schema === undefined ? [] : named(schemas, { name: schema })),
  ];
}

const tables = kindNames.filter((kind) => kindOf(kind).container === true);
const schemas = kindNames.filter((kind) => kindOf(kind).container === 'schema');

const named = (kinds: readonly KindName[], id: Id): readonly DatabaseObject[] =>
  kinds.map((kind) => ({ kind, id, attributes: {} }));

/** What a filter leaves. */
export interface Filtered {
  /** What is looked at of the models. */
  readonly models: readonly ModelObject[];
  /** What of the database is not looked at. */
  readonly hidden: ReadonlySet<Key>;
}

/**
 * Applies a filter to both sides alike, and leaves out what the models mark as existing, whoever made it: what the database has of a model decides for both.
 *
 * @throws RefusedError when what passes cannot exist without something that does not pass and is not there.
 */
export function filterBoth(models: readonly ModelObject[], current: Snapshot, passes: Passes): Filtered {
  const hides = hider([...current.objects, ...models], passes);
  const existing = new Set(models.filter((model) => model.existing).map(keyOfObject));
  const isExisting = (object: DatabaseObject): boolean => existing.has(keyOfObject(object));
  if (passes === passesAll && existing.size === 0) return { models, hidden: existing };
  const hidden = new Set(current.objects.filter((object) => isExisting(object) || hides(object)).map(keyOfObject));
  const theirs = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const adopted = adoptNames(models, withInherited(current));
  const isHidden = models.map((_, i) => {
    const model = adopted[i];
    return model !== undefined && hides(theirs.get(keyOfObject(model)) ?? model);
  });
  const seen = models.filter((model, i) => !isHidden[i] && !model.existing);
  const absent = models.filter((model, i) => isHidden[i] && !model.existing && !theirs.has(keyOfObject(model)));
  refuseAbsent(seen, absent, current);
  return { models: seen, hidden };
}

/** Hides what does not pass, and what stands on or in what does not. */
function hider(all: readonly DatabaseObject[], passes: Passes): Passes {
  if (passes === passesAll) return () => false;
  const tops = new Map(
    all.filter(({ kind }) => kindOf(kind).container).map((object) => [keyOfObject(object), object] as const),
  );
  return (object) =>
    !passes(object) ||
    standsIn(object).some((each) => {
      const top = tops.get(keyOfObject(each));
      return top !== undefined && !passes(top);
    });
}

function refuseAbsent(seen: readonly ModelObject[], absent: readonly ModelObject[], current: Snapshot): void {
  const missing = new Set(absent.map(keyOfObject));
  if (missing.size === 0) return;
  const all = lookUp({ ...current, objects: [...current.objects, ...absent, ...seen] });
  for (const model of seen) {
    const need = [...all.needs(keyOfObject(model))].find((key) => missing.has(key));
    const object = need === undefined ? undefined : all.byKey.get(need);
    if (need === undefined || !object) continue;
    throw new RefusedError(
      keyOfObject(model),
      'needs what is filtered',
      `${describeObject(model)} needs ${describeObject(object)}, which the filters of the config leave out and the database does not have. Leave out both, or neither.`,
    );
  }
}
