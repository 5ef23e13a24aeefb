import type { Renaming } from '../../kind.js';
import { keyOf, type Id, type Key } from '../../object.js';
import { renameIn } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { isColumnOf } from '../follow.js';
import type { Parent, TableAttributes } from './table.js';

/** The tables from which a table inherits. */
export const parentsOf = ({ partitionOf, inherits = [] }: Partial<TableAttributes>): readonly Parent[] =>
  partitionOf ? [partitionOf] : inherits;

/** A parent as an id. */
export const parentId = ({ schema = 'public', table }: Parent): Id => ({ schema, name: table });

export const parentKey = (parent: Parent): Key => keyOf('table', parentId(parent));

export const parentIdent = ({ schema = 'public', table }: Parent): string => ident(schema, table);

/** DETACH PARTITION, ATTACH PARTITION. */
export function movePartition(
  id: Id,
  { partitionOf: from }: Partial<TableAttributes>,
  { partitionOf: to }: Partial<TableAttributes>,
): readonly Statement[] {
  const partition = ident(id.schema, id.name);
  return [
    ...(from ? [inside(`ALTER TABLE ${parentIdent(from)} DETACH PARTITION ${partition}`)] : []),
    ...(to ? [inside(`ALTER TABLE ${parentIdent(to)} ATTACH PARTITION ${partition} ${to.bound}`)] : []),
  ];
}

/** NO INHERIT, INHERIT. */
export function moveChild(
  id: Id,
  { inherits: from = [] }: Partial<TableAttributes>,
  { inherits: to = [] }: Partial<TableAttributes>,
): readonly Statement[] {
  const child = ident(id.schema, id.name);
  return [
    ...from.map((parent) => inside(`ALTER TABLE ${child} NO INHERIT ${parentIdent(parent)}`)),
    ...to.map((parent) => inside(`ALTER TABLE ${child} INHERIT ${parentIdent(parent)}`)),
  ];
}

/** The parents under their new names. */
export function followParents(attributes: TableAttributes, renaming: Renaming): TableAttributes {
  const { partitionOf, inherits } = attributes;
  return {
    ...attributes,
    ...(partitionOf ? { partitionOf: { ...followParent(partitionOf, renaming), bound: partitionOf.bound } } : {}),
    ...(inherits ? { inherits: inherits.map((parent) => followParent(parent, renaming)) } : {}),
  };
}

/** By what it puts rows into partitions, once a column has another name. */
export function followPartitionKey(id: Id, attributes: TableAttributes, renaming: Renaming): TableAttributes {
  const { partitionBy } = attributes;
  return partitionBy != null && isColumnOf(renaming, { ...id, table: id.name })
    ? { ...attributes, partitionBy: renameIn(partitionBy, renaming.id.name, renaming.to) }
    : attributes;
}

function followParent(parent: Parent, { kind, id, to }: Renaming): Parent {
  const { schema, name } = parentId(parent);
  if (kind === 'schema' && id.name === schema) return to === 'public' ? { table: name } : { schema: to, table: name };
  return kind === 'table' && id.schema === schema && id.name === name ? { ...parent, table: to } : parent;
}
