import type { DatabaseObject } from '../../object.js';
import { inside, type Statement } from '../../statement.js';
import { renameConstraint } from '../constraints.js';
import { movePartition, parentIdent } from './parents.js';
import type { TableAttributes } from './table.js';

/** Whether a partition can only be made by ATTACH: PARTITION OF gives its NOT NULL constraints the parent's names. */
export const isAttached = ({ attributes: { partitionOf, notNullNames } }: DatabaseObject<TableAttributes>): boolean =>
  partitionOf != null && Object.keys(notNullNames ?? {}).length > 0;

/** What PARTITION OF would give it, and ATTACH demands or leaves out. */
const likeItsParent = ['DEFAULTS', 'GENERATED', 'CONSTRAINTS', 'STORAGE', 'COMPRESSION']
  .map((each) => ` INCLUDING ${each}`)
  .join('');

/** A table like its parent, which becomes a partition under its own names. A name that is inherited cannot change. */
export function attached(
  { id, attributes }: DatabaseObject<TableAttributes>,
  create: (body: string) => string,
): readonly Statement[] {
  const { partitionOf, notNullNames = {} } = attributes;
  if (!partitionOf) return [];
  return [
    inside(create(`LIKE ${parentIdent(partitionOf)}${likeItsParent}`)),
    ...Object.entries(notNullNames).map(([theirs, mine]) =>
      inside(renameConstraint({ ...id, table: id.name, name: theirs }, mine)),
    ),
    ...movePartition(id, {}, { partitionOf }),
  ];
}
