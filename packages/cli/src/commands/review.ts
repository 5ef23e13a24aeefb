import { Option, type Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { scratchSignal } from '../interrupt.js';
import { invocationOf } from './project-options.js';
import { refuseBoth } from './revision-flags.js';
import type { ReviewFormat } from './print-review.js';

interface ReviewFlags {
  readonly all?: true;
  readonly since?: string;
  readonly scratch?: string;
  readonly against?: string;
  readonly format?: ReviewFormat;
  readonly output?: string;
}

/** Adds `sluice review`. */
export function addReview(program: Command): void {
  program
    .command('review')
    .argument('[revisions...]', 'the migrations to review (default: the heads)')
    .description('Write what a reviewer wants to know: changes, SQL, proof, locks, data at risk, order of roll-out.')
    .addOption(new Option('--all', 'review every migration').conflicts('since'))
    .option('--since <branch>', 'review the migrations that have changed since this branch was left')
    .addOption(
      new Option('--format <format>', 'for whom to write (default: by the name of --output, or else md)').choices([
        'md',
        'html',
        'json',
      ]),
    )
    .option('-o, --output <file>', 'the file to write, in place of printing')
    .option('--scratch <url>', 'the server on which they are tried, in a database of their own (default: a PGlite)')
    .option('--against <url>', 'a database like production, only read: its rows that are in the way, and its sizes')
    .addHelpText('after', EXAMPLES)
    .action(async (revisions: readonly string[], flags: ReviewFlags, command: Command) => {
      refuseBoth(command, revisions, flags);
      const { project, output } = invocationOf<ReviewFlags>(command);
      const { review } = await import('../review.js');
      const { printReview } = await import('./print-review.js');
      const { all, since, scratch, against, format, output: file } = flags;
      const signal = scratchSignal(scratch ?? against);
      const result = await review({
        ...project,
        all,
        since,
        scratch,
        against,
        signal,
        ...(revisions.length === 0 ? {} : { revisions }),
      });
      await printReview(result, { format, file }, output);
      process.exitCode = EXIT.ok;
    });
}

const EXAMPLES = `
Examples:
  $ sluice review
  $ sluice review 9c2b -o review.html
  $ sluice review --since origin/main > review.md
  $ sluice review --all --format json --scratch postgres://localhost/postgres
  $ sluice review --against postgres://reader@replica/shop

Each migration is tried in a database of its own, as sluice prove does it, and what it does there is measured. The exit code
is 0 once the review is written, whatever it says: sluice prove and sluice lint are those that fail.`;
