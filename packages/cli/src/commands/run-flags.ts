import { InvalidArgumentError, Option, type Command } from 'commander';
import { addTenantFlags, MANY } from './tenant-flags.js';

/** Adds what `upgrade` and `downgrade` have in common. */
export function addRunFlags(command: Command): Command {
  return addTenantFlags(command)
    .option(
      '--wait <seconds>',
      'how long to wait for a server that does not answer yet (default: 0), and for another process that runs migrations (default: 60)',
      seconds,
    )
    .addOption(lockOption())
    .option('--lock-timeout <time>', 'how long a statement may wait for a lock on a table, 0 for ever (default: 5s)')
    .option(
      '--statement-timeout <time>',
      'how long a statement in a transaction may run, such as 5min (default: for ever)',
    )
    .option(
      '--idle-timeout <time>',
      'after what time PostgreSQL ends a transaction of which nothing is heard, 0 for never (default: 60s)',
    )
    .option('--lock-retries <count>', 'how often to try again when a lock was not to be had (default: 5)', whole)
    .addOption(
      new Option('--backup <folder>', 'have pg_dump make a backup there first, and pg_restore read it back').conflicts(
        MANY,
      ),
    )
    .option('--park', 'put the rows and values of what is dropped aside; the other direction brings them back')
    .option('--allow-data-loss', 'lose rows and values that are there without a question')
    .option('--sql', 'write a script for psql instead, and ask no database; the target is from:to');
}

/** How to take turns with others. */
export const lockOption = (): Option =>
  new Option(
    '--lock <how>',
    'how runners take turns: advisory, or lease where a pooler gives each transaction another session (default: advisory)',
  ).choices(['advisory', 'lease']);

/** Reads a number of seconds. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Give a number of seconds.');
  return value;
}

function whole(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}
