import type { Command } from 'commander';
import { Option } from 'commander';
import { scratchSignal } from '../interrupt.js';
import { invocationOf } from './project-options.js';

interface SquashFlags {
  readonly message?: string;
  readonly revId?: string;
  readonly keepData?: true;
  readonly dropData?: true;
  readonly delete?: true;
  readonly scratch?: string;
  readonly dryRun?: true;
}

/** Adds `sluice squash`. */
export function addSquash(program: Command): void {
  program
    .command('squash')
    .argument('<range>', 'from where to where, a:b, both included; base:b from the beginning')
    .description('Write one migration that stands for a line of them and reaches the same catalog.')
    .option('-m, --message <text>', 'what the migration is about (default: the ends of the range)')
    .option('--rev-id <id>', 'its id, in place of one by chance')
    .option('--keep-data', 'take over steps that are no directive of the schema, as they are and where they are')
    .addOption(new Option('--drop-data', 'leave such steps out').conflicts('keepData'))
    .option('--delete', 'delete the files of the migrations that it stands for')
    .option('--scratch <url>', 'the server on which it is tried (default: an embedded PGlite)')
    .option('--dry-run', 'print the file, and write and delete nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (range: string, flags: SquashFlags, command: Command) => {
      const { options, project, output } = invocationOf<SquashFlags>(command);
      const { squash } = await import('../squash.js');
      const { printSquash } = await import('./print-squash.js');
      const result = await squash({
        ...project,
        range,
        message: flags.message,
        revisionId: flags.revId,
        data: flags.keepData === true ? 'keep' : flags.dropData === true ? 'drop' : undefined,
        deleteFiles: flags.delete,
        scratch: flags.scratch,
        signal: scratchSignal(flags.scratch),
        printOnly: flags.dryRun,
      });
      printSquash(result, { dryRun: flags.dryRun === true, quiet: options.quiet === true }, output);
    });
}

const EXAMPLES = `
Examples:
  $ sluice squash base:9c2b -m "The shop as of 2026"
  $ sluice squash 8f1a:9c2b --dry-run
  $ sluice squash base:9c2b --keep-data --delete

A database that has none of the range runs the new migration alone, and one that has all of it counts as having the new
one. One in the middle goes on by the files of the range, which stay for that: delete them, by hand or with --delete, when
every database is past it. The new migration is run there, back and there again before it is written.`;
