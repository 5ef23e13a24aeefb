import type { Risk } from './kind.js';
import { keyOf, keyOfObject, type DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Alter, Drop, Operation } from './operation.js';
import { parentKey } from './plan.js';
import { renamedId } from './renamed-id.js';

/** Where an operation may throw away rows or values that are there when it is run. */
export function risks(operation: Operation): readonly Risk[] {
  if (operation.verb !== 'drop' && operation.verb !== 'alter') return [];
  return kindOf(targetOf(operation).kind).risks?.(operation) ?? [];
}

/**
 * The same before anything is run, by the names of now: where a table is renamed first, it is the one of the old name.
 * What is made first cannot hold anything now.
 *
 * @param before - the operations that are run before it, in their order
 */
export function risksBefore(before: readonly Operation[], operation: Operation): readonly Risk[] {
  if (risks(operation).length === 0) return [];
  const found = nameBefore(before, operation);
  return found === undefined ? [] : risks(found);
}

/** An operation under the name that its object has before others are run; nothing where these make it. */
function nameBefore(before: readonly Operation[], operation: Operation): Operation | undefined {
  if (operation.verb !== 'drop' && operation.verb !== 'alter') return undefined;
  const { kind: sort } = targetOf(operation);
  let { id: name } = targetOf(operation);
  for (const earlier of before.toReversed()) {
    if (earlier.verb === 'create' && makes(earlier, { kind: sort, id: name })) return undefined;
    if (earlier.verb !== 'rename') continue;
    const { kind, id, to } = earlier;
    name = renamedId({ kind: sort, id: name }, { kind, id: { ...id, name: to } }, id.name);
  }
  return operation.verb === 'drop'
    ? { ...operation, object: { ...operation.object, id: name } }
    : { ...operation, id: name };
}

const targetOf = (operation: Drop | Alter): Pick<DatabaseObject, 'kind' | 'id'> =>
  operation.verb === 'drop' ? operation.object : operation;

function makes(
  { object, parts }: { readonly object: DatabaseObject; readonly parts: readonly DatabaseObject[] },
  { kind, id }: Pick<DatabaseObject, 'kind' | 'id'>,
): boolean {
  const wanted = new Set([keyOf(kind, id), parentKey({ kind, id, attributes: {} })]);
  return [object, ...parts].some((each) => wanted.has(keyOfObject(each)));
}
