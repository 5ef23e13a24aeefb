import { runDirection, type RunOptions, type RunResult } from './run-direction.js';

/** How to downgrade. */
export interface DowngradeOptions extends RunOptions {
  /** How far: a revision or the beginning of one, which stays; `base`; `-1`. */
  readonly target: string;
}

/**
 * Undoes migrations, the newest first.
 *
 * @example
 * ```ts
 * import { downgrade } from 'sluice';
 *
 * await downgrade({ target: '-1' });
 * ```
 */
export async function downgrade(options: DowngradeOptions): Promise<RunResult> {
  return runDirection(options, { direction: 'downgrade', target: options.target });
}
