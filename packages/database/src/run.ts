import { createOp, statements, toCall, type Connection } from '@sluice/core';
import type { Step } from './run-migration.js';
import { runWith, type Plan, type RunOptions } from './run-with.js';

/**
 * Runs migrations, one process at a time: takes the lock, asks the plan what is to be run, runs each migration in a
 * transaction that records it too, and gives the steps that were run.
 */
export const run = (connection: Connection, plan: Plan, options: RunOptions = {}): Promise<readonly Step[]> =>
  runWith({ createOp, statements, toCall }, connection, plan, options);
