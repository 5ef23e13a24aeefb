import type { Find } from '../../kind.js';
import { keyOfObject, type DatabaseObject, type Id, type Key } from '../../object.js';
import { namesIn, type NamesInQuery } from '../../sql/relations.js';
import { schemaKey } from '../keys.js';
import type { KindName } from '../kinds.js';

const relations = ['table', 'view', 'materialized_view'] as const satisfies readonly KindName[];
const others = [
  'enum',
  'domain',
  'composite_type',
  'range_type',
  'sequence',
  'function',
  'aggregate',
] as const satisfies readonly KindName[];

/** What a query speaks of, by its names: where the catalog has not said yet what it needs. */
export function neededBy(
  { id, attributes, dependsOn }: DatabaseObject<{ readonly query: string }>,
  find: Find,
): readonly Key[] {
  return [schemaKey(id), ...(dependsOn ? [] : spokenOf(attributes.query, find))];
}

function spokenOf(query: string, find: Find): readonly Key[] {
  const said = namesIn(query);
  const read = relations.flatMap((kind) => find(kind)).filter(({ id }) => isNamed(id, said.relations));
  return [
    ...read.map(keyOfObject),
    ...read.flatMap((relation) => columnsRead(relation, said, find)).map(keyOfObject),
    ...others
      .flatMap((kind) => find(kind))
      .filter(({ id }) => isNamed({ ...id, name: withoutArguments(id.name) }, said.names))
      .map(keyOfObject),
  ];
}

function columnsRead({ id }: DatabaseObject, { names, star }: NamesInQuery, find: Find): readonly DatabaseObject[] {
  const columns = find('column', { ...(id.schema === undefined ? {} : { schema: id.schema }), table: id.name });
  return star ? columns : columns.filter((column) => names.some((parts) => parts.includes(column.id.name)));
}

/** Named with its schema, or alone: then the search path decides, which is not known here. */
const isNamed = ({ schema, name }: Id, all: readonly (readonly string[])[]): boolean =>
  all.some(([first, second]) => first === name || (first === schema && second === name));

/** The name of a function, whose id says its arguments too. */
const withoutArguments = (name: string): string => name.replace(/\(.*$/s, '');
