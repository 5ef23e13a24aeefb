import type { Command } from 'commander';
import { folderOf, MESSAGE_PATTERN, several, VERSION_PATH } from './place-flags.js';
import { invocationOf } from './project-options.js';

interface MergeFlags {
  readonly message?: string;
  readonly branchLabel?: readonly string[];
  readonly revId?: string;
  readonly versionPath?: string;
  readonly messagePattern?: RegExp;
  readonly splice?: true;
  readonly force?: true;
  readonly dryRun?: true;
}

/** Adds `sluice merge`. */
export function addMerge(program: Command): void {
  program
    .command('merge')
    .argument('[revisions...]', 'what to merge (default: all heads)')
    .description('Write the migration in which branches meet, once both orders come to the same.')
    .option('-m, --message <text>', 'what the migration is about (default: the names of the heads)')
    .option('--splice', 'merge also what others follow already, so that a branch begins there')
    .option('--branch-label <name>', 'a name for the branch that begins here (repeatable)', several)
    .option('--rev-id <id>', 'its id, in place of one by chance')
    .option(...VERSION_PATH)
    .option(...MESSAGE_PATTERN)
    .option('--force', 'merge also branches that do not come to the same in every order')
    .option('--dry-run', 'print the file and write nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (revisions: readonly string[], flags: MergeFlags, command: Command) => {
      const { options, project, output } = invocationOf<MergeFlags>(command);
      const { merge } = await import('../merge.js');
      const { relativeTo } = await import('../project.js');
      const written = await merge({
        ...project,
        ...(revisions.length === 0 ? {} : { revisions }),
        message: flags.message,
        branchLabels: flags.branchLabel,
        revisionId: flags.revId,
        versionPath: folderOf(flags.versionPath),
        messagePattern: flags.messagePattern,
        splice: flags.splice,
        force: flags.force,
        printOnly: flags.dryRun,
      });
      output.json({ file: written.file, revision: written.revision });
      if (flags.dryRun === true) return output.result(written.source.trimEnd());
      const name = relativeTo(process.cwd(), written.file);
      return output.result(options.quiet === true ? name : `Wrote ${name}`);
    });
}

const EXAMPLES = `
Examples:
  $ sluice merge -m "Billing meets shop"
  $ sluice merge 9c2b 8f1a

Both orders are run in an embedded PGlite first. Where they do not come to the same, the objects in conflict are named,
and nothing is written.`;
