import type { Risk } from './kind.js';
import { isMadeBy, nameBefore, targetOf } from './name-before.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';

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
  if (operation.verb !== 'drop' && operation.verb !== 'alter') return [];
  if (risks(operation).length === 0 || isMadeBy(before, { ...targetOf(operation), attributes: {} })) return [];
  return risks(nameBefore(before, operation));
}
