import { fromCall } from './call.js';
import { isJsonObject, isList, type Json, type JsonObject } from './json.js';
import { usualSchema, type DatabaseObject, type Id } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Execute, Operation } from './operation.js';

/** Two schemas: what a migration does in the one is to be done in the other. */
export interface Relocation {
  readonly from: string;
  readonly to: string;
}

/**
 * The same operation in another schema: what stands in `from`, and what it names there, is that of `to`. Texts (a
 * default, a query, SQL of the author's own) stay as they are: their names mean what the search path makes of them.
 */
export function relocate(operation: Operation, relocation: Relocation): Operation {
  if (relocation.from === relocation.to) return operation;
  switch (operation.verb) {
    case 'create':
    case 'drop': {
      const move = (object: DatabaseObject): DatabaseObject => relocateObject(object, relocation);
      const { object, parts } = operation;
      return {
        ...operation,
        object: move(object),
        parts: parts.map(move),
        ...mannerOf(operation.manner, pointsOf(object.kind), relocation),
      };
    }
    case 'alter': {
      const points = pointsOf(operation.kind);
      const changes = Object.entries(operation.changes).map(([name, { from, to }]) => {
        const moved = (value: Json): Json => (points.has(name) ? relocatePoint(value, relocation) : value);
        return [name, { from: moved(from), to: moved(to) }] as const;
      });
      return {
        ...operation,
        id: relocateId(operation.id, relocation),
        changes: Object.fromEntries(changes),
        ...mannerOf(operation.manner, points, relocation),
      };
    }
    case 'rename':
      return { ...operation, id: relocateId(operation.id, relocation) };
    case 'execute':
      return relocateExecute(operation, relocation);
  }
}

/** The id of the same object in another schema. */
export const relocateId = (id: Id, { from, to }: Relocation): Id => (id.schema === from ? { ...id, schema: to } : id);

/** The names of the attributes, and of what says how, that name other objects. */
const pointsOf = (kind: DatabaseObject['kind']): ReadonlySet<string> => new Set(kindOf(kind).pointsTo);

function relocateObject({ kind, id, attributes, ...rest }: DatabaseObject, relocation: Relocation): DatabaseObject {
  return {
    ...rest,
    kind,
    id: relocateId(id, relocation),
    attributes: relocatePoints(attributes, pointsOf(kind), relocation),
  };
}

function mannerOf(
  manner: JsonObject | undefined,
  points: ReadonlySet<string>,
  relocation: Relocation,
): { readonly manner?: JsonObject } {
  if (manner === undefined) return {};
  const { keep, ...rest } = relocatePoints(manner, points, relocation);
  if (keep === undefined) return { manner: rest };
  return { manner: { ...rest, keep: isJsonObject(keep) ? relocatePoints(keep, points, relocation) : keep } };
}

function relocatePoints(said: JsonObject, points: ReadonlySet<string>, relocation: Relocation): JsonObject {
  const entries = Object.entries(said).map(([name, value]): readonly [string, Json] => [
    name,
    points.has(name) ? relocatePoint(value, relocation) : value,
  ]);
  return Object.fromEntries(entries);
}

/** What names one object, or several: its schema is left out where it is the usual one. */
function relocatePoint(value: Json, relocation: Relocation): Json {
  if (isList(value)) return value.map((each) => relocatePoint(each, relocation));
  if (!isJsonObject(value)) return value;
  const { schema = usualSchema } = value;
  return schema === relocation.from ? { ...value, schema: relocation.to } : value;
}

/** A directive that speaks of the rows of one table names it in its call; SQL of the author's own does not. */
function relocateExecute(operation: Execute, relocation: Relocation): Operation {
  const { call } = operation;
  if (call === undefined || !isJsonObject(call.args) || call.args['table'] === undefined) return operation;
  return fromCall({ ...call, args: relocatePoint(call.args, relocation) });
}
