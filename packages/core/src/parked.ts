import { kindOf } from './objects/kinds.js';
import type { Create, Drop, Operation } from './operation.js';

/** Whether an operation drops something of which rows or values can be parked. */
export const isParkable = (operation: Operation): operation is Drop =>
  operation.verb === 'drop' && kindOf(operation.object.kind).unpark !== undefined;

/** The drop that parks under a revision, where that is wanted; what the migration itself says comes first. */
export function withParking(operation: Operation, revision: string, isWanted: boolean): Operation {
  if (!isParkable(operation)) return operation;
  const { park = isWanted, ...manner } = operation.manner ?? {};
  return { ...operation, manner: park === true ? { ...manner, park: revision } : manner };
}

/** The create that brings back what was parked under a revision. */
export const withReturn = (operation: Create, revision: string): Create => ({
  ...operation,
  manner: { ...operation.manner, unpark: revision },
});
