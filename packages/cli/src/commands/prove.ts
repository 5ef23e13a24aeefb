import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { scratchSignal } from '../interrupt.js';
import { invocationOf } from './project-options.js';

interface ProveFlags {
  readonly all?: true;
  readonly scratch?: string;
  readonly dryRun?: true;
}

/** Adds `sluice prove`. */
export function addProve(program: Command): void {
  program
    .command('prove')
    .argument('[revisions...]', 'the migrations to prove (default: the heads)')
    .description('Run migrations there, back and there again in a database of their own, and tell whether they hold.')
    .option('--all', 'prove every migration')
    .option('--scratch <url>', 'the server on which that database is made and dropped (default: an embedded PGlite)')
    .option('--dry-run', 'write nothing into the files')
    .addHelpText('after', EXAMPLES)
    .action(async (revisions: readonly string[], flags: ProveFlags, command: Command) => {
      const { project, output } = invocationOf<ProveFlags>(command);
      const { prove } = await import('../prove.js');
      const { printProved } = await import('./print-prove.js');
      const proved = await prove({
        ...project,
        ...flags,
        signal: scratchSignal(flags.scratch),
        ...(revisions.length === 0 ? {} : { revisions }),
      });
      printProved(proved, output);
      const last = proved.at(-1)?.verdict;
      if (last === 'refuted') process.exitCode = EXIT.refused;
      if (last === 'not provable here') process.exitCode = EXIT.failed;
    });
}

const EXAMPLES = `
Examples:
  $ sluice prove
  $ sluice prove 9c2b
  $ sluice prove --all --scratch postgres://localhost/postgres

Each migration is run up, down and up again, with a few rows in every table: the catalog must come back as it was, rows
must survive, and the last migration must lead to what the models say. What came of it is written into the comment that
the file begins with. The exit code is 4 where a migration is refuted, and 1 where it cannot be proved in that place.`;
