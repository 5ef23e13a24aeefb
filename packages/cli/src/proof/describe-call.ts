import { toCall, type Operation } from '@sluice/core';

/** An operation as a migration would call it. */
export function describeCall(operation: Operation): string {
  const { directive, args } = toCall(operation);
  return `${directive}(${JSON.stringify(args)})`;
}
