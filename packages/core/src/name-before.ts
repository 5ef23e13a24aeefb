import type { Renaming } from './kind.js';
import { keyOf, keyOfObject, type DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Alter, Create, Drop, Operation, Rename } from './operation.js';
import { parentKey } from './plan.js';
import { renamedId } from './renamed-id.js';

/** An operation under the names that there are before others are run. */
export function nameBefore<O extends Create | Drop | Alter>(before: readonly Operation[], operation: O): O {
  if (operation.verb === 'alter')
    return { ...operation, id: objectBefore(before, { ...targetOf(operation), attributes: {} }).id };
  return { ...operation, object: objectBefore(before, operation.object) };
}

/** An object as it is called, and calls others, before operations are run. */
export const objectBefore = (before: readonly Operation[], object: DatabaseObject): DatabaseObject =>
  before.reduceRight((named, each) => (each.verb === 'rename' ? withoutRename(each, named) : named), object);

/** Whether operations make an object, or what it is a part of. */
export function isMadeBy(before: readonly Operation[], object: DatabaseObject): boolean {
  let named = object;
  for (const earlier of before.toReversed()) {
    if (earlier.verb === 'create' && makes(earlier, named)) return true;
    if (earlier.verb === 'rename') named = withoutRename(earlier, named);
  }
  return false;
}

/** The object of an operation. */
export const targetOf = (operation: Create | Drop | Alter): Pick<DatabaseObject, 'kind' | 'id'> =>
  operation.verb === 'alter' ? operation : operation.object;

function withoutRename({ kind, id, to }: Rename, object: DatabaseObject): DatabaseObject {
  const renaming: Renaming = { kind, id: { ...id, name: to }, to: id.name };
  const own = kindOf(object.kind);
  // As written, a drop says the id alone.
  const followed = Object.keys(object.attributes).length > 0 ? own.follow?.(object, renaming) : undefined;
  return {
    ...object,
    id: renamedId(object, renaming, id.name),
    attributes: followed ?? object.attributes,
  };
}

function makes({ object, parts }: Create, { kind, id }: Pick<DatabaseObject, 'kind' | 'id'>): boolean {
  const wanted = new Set([keyOf(kind, id), parentKey({ kind, id, attributes: {} })]);
  return [object, ...parts].some((each) => wanted.has(keyOfObject(each)));
}
