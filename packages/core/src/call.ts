import { compact } from './attributes.js';
import { DirectiveError } from './errors.js';
import { isJsonObject, isList, type Json, type JsonObject } from './json.js';
import type { Kind } from './kind.js';
import { usualSchema, type DatabaseObject, type Id } from './object.js';
import { kindNames, kindOf, type KindName } from './objects/kinds.js';
import { dataDirectives } from './data/index.js';
import type { Changes, Operation } from './operation.js';

/** A call as it stands in a file: of a directive of `op`, or of one that a plugin brings. */
export interface WrittenCall {
  readonly directive: string;
  /** The first argument; none where it is left out. */
  readonly args?: Json;
  /** What follows the first argument. */
  readonly more?: readonly Json[];
}

/** An operation as a migration calls it: `op.<directive>(args)`. */
export interface Call extends WrittenCall {
  /** One object of arguments; SQL text for `execute`. */
  readonly args: JsonObject | string;
}

/** A call as a migration makes it: nobody has looked at its arguments yet. */
export interface GivenCall {
  readonly directive: string;
  readonly args: unknown;
  readonly more?: readonly unknown[];
}

type Verb = Exclude<Operation['verb'], 'execute'>;
const verbs: readonly Verb[] = ['create', 'drop', 'alter', 'rename'];

/** Whether `op` has a directive of that name itself, and a call of it is an operation. */
export const isDirective = (name: string): boolean => directives.has(name) || dataDirectives.has(name);

/** Every directive that a kind has: its name, what it does and to which kind. */
export const directives: ReadonlyMap<string, { readonly verb: Verb; readonly kind: KindName }> = new Map(
  kindNames.flatMap((kind) =>
    verbs
      .filter((verb) => verb !== 'rename' || kindOf(kind).rename !== undefined)
      .map((verb) => [directiveOf(verb, kind), { verb, kind }] as const),
  ),
);

function directiveOf(verb: Verb, kind: KindName): string {
  const word = verb === 'create' ? kindOf(kind).verb : verb;
  return word + kind.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The call that makes an operation. A drop says only what it drops: what brings it back stands in the other direction. */
export function toCall(operation: Operation): Call {
  if (operation.verb === 'execute') return operation.call ?? { directive: 'execute', args: operation.sql };
  const kind = operation.verb === 'create' || operation.verb === 'drop' ? operation.object.kind : operation.kind;
  return { directive: directiveOf(operation.verb, kind), args: argsOf(operation) };
}

function argsOf(operation: Exclude<Operation, { readonly verb: 'execute' }>): JsonObject {
  switch (operation.verb) {
    case 'create':
      return {
        ...idArgs(operation.object.id),
        ...written(operation.object),
        ...partArgs(operation.parts),
        ...operation.manner,
      };
    case 'drop':
      return { ...idArgs(operation.object.id), ...operation.manner };
    case 'alter':
      return { ...idArgs(operation.id), ...operation.changes, ...operation.manner };
    case 'rename':
      return { ...idArgs(operation.id), to: operation.to };
  }
}

function idArgs({ schema, table, name }: Id): JsonObject {
  return {
    ...(schema === undefined || schema === usualSchema ? {} : { schema }),
    ...(table === undefined ? {} : { table }),
    name,
  };
}

function written({ kind, attributes }: DatabaseObject): JsonObject {
  const said = Object.entries(compact(kindOf(kind), attributes));
  return Object.fromEntries(said.filter(([name]) => kindOf(kind).attributes[name]?.compared !== 'unwritten'));
}

function partArgs(parts: readonly DatabaseObject[]): JsonObject {
  const fields = new Map<string, JsonObject | JsonObject[]>();
  for (const part of parts) {
    const place = kindOf(part.kind).part;
    if (!place) continue;
    const args = { name: part.id.name, ...written(part) };
    const list = fields.get(place.field);
    if (place.one) fields.set(place.field, args);
    else if (Array.isArray(list)) list.push(args);
    else fields.set(place.field, [args]);
  }
  return Object.fromEntries(fields);
}

/**
 * The operation that a call makes.
 *
 * @throws DirectiveError when the directive is unknown or an argument is missing, unknown or of the wrong sort.
 */
export function fromCall({ directive, args, more = [] }: GivenCall): Operation {
  const data = dataDirectives.get(directive);
  if (data) return data(args, more);
  const meaning = directives.get(directive);
  if (!meaning) throw new DirectiveError(directive, 'there is no such directive.');
  return read(directive, meaning.verb, kindOf(meaning.kind), jsonArgs(directive, args));
}

function jsonArgs(directive: string, args: unknown): JsonObject {
  const copy: Json | undefined = args === undefined ? undefined : JSON.parse(JSON.stringify(args));
  if (!isJsonObject(copy)) throw new DirectiveError(directive, 'takes one object of arguments.');
  return copy;
}

function read(directive: string, verb: Verb, kind: Kind, args: JsonObject): Operation {
  const id = readId(directive, kind, args);
  const named = new Set<string>(['name', ...kind.scope]);
  const rest = Object.fromEntries(Object.entries(args).filter(([name]) => !named.has(name)));
  const has = (name: string): boolean => Object.hasOwn(kind.attributes, name);
  const said = Object.entries(rest).filter(([name]) => has(name));
  const fields = partFields(kind);
  // A drop says nothing of what is dropped.
  const isManner = (name: string): boolean => !fields.has(name) && (verb === 'drop' || !has(name));
  const manner = Object.fromEntries(Object.entries(rest).filter(([name]) => isManner(name)));
  refuseLeniency(directive, verb, kind, manner);
  const how = Object.keys(manner).length === 0 ? {} : { manner };
  switch (verb) {
    case 'create': {
      const parts = [...fields].flatMap(([field, part]) => readParts(directive, part, id, rest[field]));
      const object = { kind: kind.name, id, attributes: readAttributes(directive, kind, said) };
      return { verb, object, parts, ...how };
    }
    case 'drop':
      return { verb, object: { kind: kind.name, id, attributes: {} }, parts: [], ...how };
    case 'alter':
      return {
        verb,
        kind: kind.name,
        id,
        changes: Object.fromEntries(said.map((entry) => readChange(directive, entry))),
        ...how,
      };
    case 'rename': {
      const to = rest['to'];
      if (typeof to !== 'string' || to === '') throw new DirectiveError(directive, 'needs `to`, the new name.');
      return { verb, kind: kind.name, id, to };
    }
  }
}

/** What PostgreSQL does not have must not be passed over in silence. */
function refuseLeniency(directive: string, verb: Verb, kind: Kind, { ifExists, ifNotExists }: JsonObject): void {
  const has = { drop: kind.lenient !== undefined, create: kind.lenient === 'both', alter: false, rename: false };
  const word = verb === 'create' ? 'ifNotExists' : 'ifExists';
  for (const [name, value] of Object.entries({ ifExists, ifNotExists })) {
    if (value === undefined || value === false || (name === word && has[verb])) continue;
    const question = directiveOf('create', kind.name).replace(/^(create|add)/, 'has');
    throw new DirectiveError(directive, `PostgreSQL has no \`${name}\` for it: ask with op.${question}.`);
  }
}

/**
 * The id that a question about an object of a kind names.
 *
 * @throws DirectiveError when it names none.
 */
export function idOf(directive: string, kind: KindName, args: unknown): Id {
  const given = jsonArgs(directive, args);
  const other = Object.keys(given).find(
    (field) => field !== 'name' && !kindOf(kind).scope.some((part) => part === field),
  );
  if (other !== undefined) throw new DirectiveError(directive, `asks for a name, and has no \`${other}\`.`);
  return readId(directive, kindOf(kind), given);
}

function readId(directive: string, kind: Kind, args: JsonObject): Id {
  const text = (field: string): string => {
    const value = args[field];
    if (typeof value !== 'string' || value === '') throw new DirectiveError(directive, `needs \`${field}\`, a name.`);
    return value;
  };
  const schema = kind.scope.includes('schema')
    ? { schema: args['schema'] === undefined ? usualSchema : text('schema') }
    : {};
  const table = kind.scope.includes('table') ? { table: text('table') } : {};
  return { ...schema, ...table, name: text('name') };
}

/** The fields of a directive that hold parts, with the kind of each, in the order of the kinds. */
function partFields(kind: Kind): ReadonlyMap<string, Kind> {
  return new Map(
    kindNames.map(kindOf).flatMap((part) => (part.part?.of === kind.name ? [[part.part.field, part] as const] : [])),
  );
}

function readParts(directive: string, kind: Kind, parent: Id, value: Json | undefined): readonly DatabaseObject[] {
  if (value === undefined) return [];
  const list = kind.part?.one ? [value] : value;
  if (!isList(list)) throw new DirectiveError(directive, `\`${kind.part?.field}\` is a list.`);
  return list.map((item, position) => {
    if (!isJsonObject(item)) throw new DirectiveError(directive, `\`${kind.part?.field}\` holds objects.`);
    const id = readId(directive, kind, {
      ...item,
      ...(parent.schema === undefined ? {} : { schema: parent.schema }),
      table: parent.name,
    });
    const said = Object.entries(item).filter(([name]) => name !== 'name');
    return { kind: kind.name, id, attributes: { ...readAttributes(directive, kind, said), ...placed(kind, position) } };
  });
}

/** What stays out of a migration is where it stands in the list. */
function placed(kind: Kind, position: number): JsonObject {
  const [place] = Object.entries(kind.attributes).find(([, { compared }]) => compared === 'unwritten') ?? [];
  return place === undefined || position === 0 ? {} : { [place]: position };
}

function readAttributes(directive: string, kind: Kind, said: readonly (readonly [string, Json])[]): JsonObject {
  for (const [name] of said) {
    if (!Object.hasOwn(kind.attributes, name))
      throw new DirectiveError(directive, `a ${kind.name} has no \`${name}\`.`);
  }
  const given = Object.fromEntries(said);
  for (const [name, attribute] of Object.entries(kind.attributes)) {
    if (!('default' in attribute) && given[name] === undefined)
      throw new DirectiveError(directive, `a ${kind.name} needs \`${name}\`.`);
  }
  return compact(kind, given);
}

function readChange(directive: string, [name, value]: readonly [string, Json]): readonly [string, Changes[string]] {
  if (!isJsonObject(value) || value['from'] === undefined || value['to'] === undefined) {
    throw new DirectiveError(directive, `\`${name}\` is a change: { from: …, to: … }.`);
  }
  return [name, { from: value['from'], to: value['to'] }];
}
