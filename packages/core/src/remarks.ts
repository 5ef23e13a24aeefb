import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';

/** What an upgrade throws away for good, which its reader should see. */
export function losses(operation: Operation): readonly string[] {
  if (operation.verb !== 'drop') return [];
  const { kind } = operation.object;
  const lost = kindOf(kind).loses;
  const { keptIn } = operation.manner ?? {};
  if (typeof keptIn === 'string')
    return [`Its ${lost} are in ${keptIn}, from where the other direction brings them back.`];
  return lost === undefined ? [] : [`Its ${lost} are lost: the downgrade brings back the ${kind}, not them.`];
}

/** What the reader of a migration should be told of an operation, a line each. */
export function remarks(operation: Operation): readonly string[] {
  if (operation.verb === 'execute') return operation.remarks ?? [];
  const kind = operation.verb === 'create' || operation.verb === 'drop' ? operation.object.kind : operation.kind;
  return kindOf(kind).remarks?.(operation) ?? [];
}
