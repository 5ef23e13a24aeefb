import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';

/** What is named and what is found would each leave something out that the other meant. */
export function refuseBoth(
  command: Command,
  revisions: readonly string[],
  { all, since }: { readonly all?: true; readonly since?: string },
): void {
  if (revisions.length > 0 && (all === true || since !== undefined))
    command.error('error: name revisions, or give --all or --since: not both.', { exitCode: EXIT.usage });
}
