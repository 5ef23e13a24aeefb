import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';

/** What the reader of a migration should be told of an operation, a line each. */
export function remarks(operation: Operation): readonly string[] {
  if (operation.verb === 'execute') return [];
  const kind = operation.verb === 'create' || operation.verb === 'drop' ? operation.object.kind : operation.kind;
  return kindOf(kind).remarks?.(operation) ?? [];
}
