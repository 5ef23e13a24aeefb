import { Option, type Command } from 'commander';
import type { SourceName } from '../adopt/source.js';
import { folderOf } from './place-flags.js';
import { seconds } from './run-flags.js';
import { invocationOf } from './project-options.js';

interface AdoptFlags {
  readonly from?: SourceName;
  readonly as?: 'baseline' | 'history';
  readonly folder?: string;
  readonly message?: string;
  readonly dryRun?: true;
  readonly versionPath?: string;
  readonly wait?: number;
}

/** Adds `sluice adopt`. */
export function addAdopt(program: Command): void {
  program
    .command('adopt')
    .description('Take over a database that drizzle-kit, Alembic or a hand made: write what makes it, and record it.')
    .addOption(
      new Option('--from <source>', 'what made the database (default: found out)').choices([
        'drizzle-kit',
        'alembic',
        'database',
      ]),
    )
    .addOption(
      new Option('--as <form>', 'one baseline, or a revision for each file of drizzle-kit (default: baseline)').choices(
        ['baseline', 'history'],
      ),
    )
    .option('--folder <folder>', "drizzle-kit's folder (default: as its config says, or ./drizzle)")
    .option('-m, --message <text>', 'what the baseline is about (default: Baseline)')
    .option('--version-path <folder>', 'the folder for the new files, where the config names several')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--wait <seconds>', 'how long to wait for another process that runs migrations (default: 60)', seconds)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: AdoptFlags, command: Command) => {
      const { project, output } = invocationOf<AdoptFlags>(command);
      const { adopt } = await import('../adopt.js');
      const { printAdopt } = await import('./print-adopt.js');
      const { wait: waitSeconds, ...options } = flags;
      const versionPath = folderOf(flags.versionPath);
      printAdopt(await adopt({ ...project, ...options, versionPath, waitSeconds }), flags.dryRun === true, output);
    });
}

const EXAMPLES = `
Examples:
  $ sluice adopt --dry-run                  what is there, and what would be done
  $ sluice adopt                            one baseline, whatever made the database
  $ sluice adopt --as history               the files of drizzle-kit, a revision each
  $ sluice adopt --folder ./db/migrations   drizzle-kit's folder, where no config says it
  $ sluice adopt --from database            as it is, whatever tables of other tools are in it

In the database nothing but the version table is written, and no file that is there is changed. Other databases of the
same project are recorded with \`sluice stamp head\`.`;
