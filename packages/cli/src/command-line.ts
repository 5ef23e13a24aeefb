import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { addAdopt } from './commands/adopt.js';
import { addAutogenerate } from './commands/autogenerate.js';
import { addBranches } from './commands/branches.js';
import { addCheck } from './commands/check.js';
import { addCompletion } from './commands/completion.js';
import { addCurrent } from './commands/current.js';
import { addDiff } from './commands/diff.js';
import { addDowngrade } from './commands/downgrade.js';
import { addEdit } from './commands/edit.js';
import { addEnsureVersion } from './commands/ensure-version.js';
import { addHeads } from './commands/heads.js';
import { addHistory } from './commands/history.js';
import { addInit } from './commands/init.js';
import { addInventory } from './commands/inventory.js';
import { addLedger } from './commands/ledger.js';
import { addLint } from './commands/lint.js';
import { addMerge } from './commands/merge.js';
import { addRebase } from './commands/rebase.js';
import { addParked } from './commands/parked.js';
import { addProve } from './commands/prove.js';
import { addRevision } from './commands/revision.js';
import { addShow } from './commands/show.js';
import { addSquash } from './commands/squash.js';
import { addStamp } from './commands/stamp.js';
import { addStatus } from './commands/status.js';
import { addUpgrade } from './commands/upgrade.js';
import { EXIT } from './exit-codes.js';
import type { GlobalOptions } from './output.js';
import { handleInterrupts } from './interrupt.js';

/** Runs one command and gives the exit code. Each command loads what it needs when it is run, and nothing before. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  handleInterrupts();
  leaveWhenNobodyReads();
  const program = makeProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { errorText, exitCodeOf } = await import('./error-text.js');
    const { repeatFlags } = await import('./repeat-flags.js');
    const given = program.opts<GlobalOptions>();
    const text = errorText(error, given.debug === true || args.includes('--debug'));
    process.stderr.write(`${repeatFlags(text, given)}\n`);
    return exitCodeOf(error);
  }
}

function makeProgram(): Command {
  const program = new Command('sluice')
    .description('Migrations for Drizzle ORM on PostgreSQL: autogenerate, review, upgrade, downgrade.')
    .version(version(), '-V, --version', 'print the version')
    .option('-c, --config <file>', 'the config (default: sluice.config.ts, or else drizzle.config.ts)')
    .option(
      '-d, --database <url>',
      "the database, in place of the config's: postgres://…, pglite:./folder, one of its names, or all of these",
    )
    .option('--debug', 'show where an error comes from')
    .option('-q, --quiet', 'print results and errors alone')
    .option('--json', 'print the result as JSON')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Add --help to see what there is.')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'Error:')) })
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  for (const add of COMMANDS) add(program);
  return program;
}

/** In the order in which one needs them. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  addInit,
  addAdopt,
  addAutogenerate,
  addRevision,
  addProve,
  addLint,
  addUpgrade,
  addDowngrade,
  addParked,
  addStatus,
  addCurrent,
  addHistory,
  addLedger,
  addHeads,
  addBranches,
  addShow,
  addEdit,
  addMerge,
  addRebase,
  addSquash,
  addStamp,
  addEnsureVersion,
  addCheck,
  addDiff,
  addInventory,
  addCompletion,
];

const EXAMPLES = `
Examples:
  $ sluice init                                   write sluice.config.ts
  $ sluice autogenerate -m "Add user_roles table" compare models and database, write a migration
  $ sluice upgrade                                run what the database lacks
  $ sluice downgrade -1                           undo the last migration
  $ sluice check                                  for CI: exit code 3 where models and migrations differ, 5 where some are pending`;

function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.version;
}

/** As in `sluice history | head -1`. */
function leaveWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
