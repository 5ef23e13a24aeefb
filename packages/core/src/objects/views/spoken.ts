import type { Find } from '../../kind.js';
import { keyOfObject, type DatabaseObject, type Id, type Key } from '../../object.js';
import { namesIn, type NamesInQuery } from '../../sql/relations.js';
import { callsOf } from '../../sql/expression.js';
import { readSignature } from '../functions/signature.js';
import { schemaKey } from '../keys.js';
import type { KindName } from '../kinds.js';

const relations = ['table', 'view', 'materialized_view'] as const satisfies readonly KindName[];
const others = ['enum', 'domain', 'composite_type', 'range_type', 'sequence'] as const satisfies readonly KindName[];
const called = ['function', 'aggregate'] as const satisfies readonly KindName[];

/** What a query speaks of, by its names: where the catalog has not said yet what it needs. */
export function neededBy(
  { id, attributes, dependsOn }: DatabaseObject<{ readonly query: string }>,
  find: Find,
): readonly Key[] {
  return [schemaKey(id), ...(dependsOn ? [] : spokenOf(attributes.query, find))];
}

function spokenOf(query: string, find: Find): readonly Key[] {
  const said = namesIn(query);
  const calls = new Set(callsOf(query));
  const read = relations.flatMap((kind) => find(kind)).filter(({ id }) => isNamed(id, said.relations));
  return [
    ...read.map(keyOfObject),
    ...read.flatMap((relation) => columnsRead(relation, said, find)).map(keyOfObject),
    ...others
      .flatMap((kind) => find(kind))
      .filter(({ id }) => isNamed(id, said.names))
      .map(keyOfObject),
    ...called
      .flatMap((kind) => find(kind))
      .filter(({ id }) => calls.has(readSignature(id.name).name))
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
