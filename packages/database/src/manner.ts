import type { JsonObject, Operation } from '@sluice/core';

/** How an operation is done, besides what it does. */
export const mannerOf = (operation: Operation): JsonObject =>
  ('manner' in operation ? operation.manner : undefined) ?? {};

/** The same operation, done in a manner. */
export const withManner = (operation: Operation, manner: JsonObject): Operation =>
  operation.verb === 'create' || operation.verb === 'drop' ? { ...operation, manner } : operation;

/** The question, among those that a migration asks, how an operation is to be done; undefined where nobody else decides it. */
export const mannerQuestion = (operation: Operation): string | undefined =>
  operation.verb === 'create' || operation.verb === 'drop'
    ? `manner ${JSON.stringify([operation.verb, operation.object.kind, operation.object.id])}`
    : undefined;

/** What was written down of a manner is one. */
export const isManner = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
