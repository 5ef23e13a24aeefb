import { runDirection, type RunOptions, type RunResult } from './run-direction.js';

/** How to upgrade. */
export interface UpgradeOptions extends RunOptions {
  /** How far: a revision or the beginning of one, `head`, `heads`, `+1`, a branch label; `head` where it is left out. */
  readonly target?: string | undefined;
}

/**
 * Runs the migrations that a database lacks. Each is a transaction of its own that records it too, and one process at
 * a time does this. Several may call it at once, as when copies of an application start.
 *
 * @example
 * ```ts
 * import { upgrade } from 'sluice';
 *
 * const { migrations } = await upgrade({ database: process.env.DATABASE_URL });
 * for (const { revision, message } of migrations) console.log(revision, message);
 * ```
 */
export async function upgrade(options: UpgradeOptions = {}): Promise<RunResult> {
  return runDirection(options, { direction: 'upgrade', target: options.target ?? 'head' });
}
