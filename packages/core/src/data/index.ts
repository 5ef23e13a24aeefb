import type { Execute } from '../operation.js';
import { readAssert } from './assert.js';
import { readBatchUpdate } from './batch-update.js';
import { readBulkInsert } from './bulk-insert.js';
import { readExecute } from './execute.js';

/** The directives that speak of rows and not of a kind, and what each makes of its arguments. */
export const dataDirectives: ReadonlyMap<string, (args: unknown, more: readonly unknown[]) => Execute> = new Map([
  ['execute', readExecute],
  ['bulkInsert', readBulkInsert],
  ['batchUpdate', readBatchUpdate],
  ['assert', readAssert],
]);
