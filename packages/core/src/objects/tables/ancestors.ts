import { isJsonObject, isList, type Json, type JsonObject } from '../../json.js';
import type { Find } from '../../kind.js';
import { keyOf, type DatabaseObject, type Id, type Key } from '../../object.js';
import { makeObjectName } from '../../sql/names.js';
import { ident, literal } from '../../sql/quote.js';

/** The tables from which the one that a column stands on inherits, as ids of that column. */
function above({ schema = 'public', table = '', name }: Id, find: Find): readonly Id[] {
  return find('table', { schema, name: table })
    .flatMap(parentsIn)
    .map((parent) => ({ ...parent, name }));
}

function parentsIn({
  attributes: { partitionOf, inherits },
}: DatabaseObject): readonly (Id & { readonly table: string })[] {
  const parents: readonly (Json | undefined)[] = isList(inherits) ? [partitionOf, ...inherits] : [partitionOf];
  return parents.filter(isJsonObject).map(({ schema, table }) => ({
    schema: typeof schema === 'string' ? schema : 'public',
    table: String(table),
    name: '',
  }));
}

/** The keys of what an inherited column is by its ancestors: their columns, and what they say otherwise. */
export function sourcesOf(id: Id, find: Find): readonly Key[] {
  return above(id, find).flatMap((parent) => [
    keyOf('column', parent),
    keyOf('column_override', parent),
    ...sourcesOf(parent, find),
  ]);
}

/** The attributes that a column inherits: those of the first parent that has it. */
export function inheritedFrom(id: Id, find: Find): JsonObject | undefined {
  for (const parent of above(id, find)) {
    const [column] = find('column', parent);
    if (column) return { ...column.attributes, default: defaultOf(column) };
    const [override] = find('column_override', parent);
    const inherited = inheritedFrom(parent, find);
    if (inherited) return { ...inherited, ...override?.attributes };
  }
  return undefined;
}

/** A serial's default is its sequence's next value. */
function defaultOf({ id, attributes }: DatabaseObject): Json {
  const { serial, default: value = null } = attributes;
  if (!isJsonObject(serial)) return value;
  const name =
    typeof serial['sequence'] === 'string' ? serial['sequence'] : makeObjectName(id.table ?? '', id.name, 'seq');
  return `nextval(${literal(ident(id.schema, name))}::regclass)`;
}

/** The columns, by their ids, that partitions and children have of one. */
export function heirsOf({ schema = 'public', table = '', name }: Id, find: Find): readonly Id[] {
  const children = find('table').filter((child) =>
    parentsIn(child).some((parent) => parent.schema === schema && parent.table === table),
  );
  return children
    .map(({ id }): Id => ({ ...(id.schema === undefined ? {} : { schema: id.schema }), table: id.name, name }))
    .flatMap((id) => [id, ...heirsOf(id, find)]);
}
