import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

interface RebaseFlags {
  readonly onto: string;
  readonly force?: true;
  readonly dryRun?: true;
}

/** Adds `sluice rebase`. */
export function addRebase(program: Command): void {
  program
    .command('rebase')
    .argument('<revision>', 'the head to move, with its branch')
    .requiredOption('--onto <head>', 'the head that it shall follow')
    .description('Move a head and its branch onto another head, once both orders come to the same.')
    .option('--force', 'move it also where both orders do not come to the same')
    .option('--dry-run', 'say what would be rewritten, and write nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (revision: string, { onto, force, dryRun }: RebaseFlags, command: Command) => {
      const { project, output } = invocationOf(command);
      const { rebase } = await import('../rebase.js');
      const { relativeTo } = await import('../project.js');
      const result = await rebase({ ...project, revision, onto, force, printOnly: dryRun });
      output.json(result);
      for (const { file, before, downRevision } of result.files) {
        const said = dryRun === true ? 'Would rewrite' : 'Rewrote';
        const change = `follows ${place(downRevision)}, and not ${place(before)}`;
        output.result(`${said} ${relativeTo(process.cwd(), file)}: it ${change}`);
      }
      if (dryRun !== true) output.tell('Next: sluice upgrade');
    });
}

const place = (down: string | readonly string[] | null): string =>
  down === null ? 'nothing' : [down].flat().join(', ');

const EXAMPLES = `
Examples:
  $ sluice rebase 9c2b --onto 8f1a
  $ sluice rebase shop@head --onto 8f1a --dry-run

For the day two people add a migration to the same head: yours, that only you have run, comes after theirs. Both orders
are run in an embedded PGlite first, and where they do not come to the same, nothing is written. A database that has run
the branch in the old order is refused: take it back there first, or write a migration in which they meet: sluice merge.`;
