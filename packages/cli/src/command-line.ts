import { Command, CommanderError } from 'commander';
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
import { addReview } from './commands/review.js';
import { addRevision } from './commands/revision.js';
import { addShow } from './commands/show.js';
import { addSquash } from './commands/squash.js';
import { addStamp } from './commands/stamp.js';
import { addStatus } from './commands/status.js';
import { addUpgrade } from './commands/upgrade.js';
import { EXIT } from './exit-codes.js';
import type { GlobalOptions } from './output.js';
import { handleInterrupts } from './interrupt.js';
import { ownVersion } from './own-version.js';

/** Runs one command and gives the exit code. Each command loads what it needs when it is run, and nothing before. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  handleInterrupts();
  leaveWhenNobodyReads();
  const program = makeProgram(args);
  try {
    await program.parseAsync(meantBy(args), { from: 'user' });
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

function makeProgram(args: readonly string[]): Command {
  const program = new Command('sluice')
    .description('Migrations for Drizzle ORM on PostgreSQL: autogenerate, review, upgrade, downgrade.')
    .version(ownVersion(), '-V, --version', 'print the version')
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
  for (const add of commandsFor(args)) add(program);
  return program;
}

/** In the order in which one needs them. */
export const COMMANDS: Readonly<Record<string, (program: Command) => void>> = {
  init: addInit,
  adopt: addAdopt,
  autogenerate: addAutogenerate,
  revision: addRevision,
  prove: addProve,
  lint: addLint,
  review: addReview,
  upgrade: addUpgrade,
  downgrade: addDowngrade,
  parked: addParked,
  status: addStatus,
  current: addCurrent,
  history: addHistory,
  ledger: addLedger,
  heads: addHeads,
  branches: addBranches,
  show: addShow,
  edit: addEdit,
  merge: addMerge,
  rebase: addRebase,
  squash: addSquash,
  stamp: addStamp,
  'ensure-version': addEnsureVersion,
  check: addCheck,
  diff: addDiff,
  inventory: addInventory,
  completion: addCompletion,
};

/** Describing all commands takes longer than the shortest of them: where one is called by its name, the others are left out. */
function commandsFor(args: readonly string[]): readonly ((program: Command) => void)[] {
  const name = firstOperand(args) ?? '';
  const called = Object.hasOwn(COMMANDS, name) && !WANTS_ALL.has(name) ? COMMANDS[name] : undefined;
  return called === undefined ? Object.values(COMMANDS) : [called];
}

/** It completes words for all the others. */
const WANTS_ALL: ReadonlySet<string> = new Set(['completion']);

/** Where help is wanted of what is no command, that is called, so that it is told which one may be meant. */
function meantBy(args: readonly string[]): readonly string[] {
  const [first, second] = operands(args);
  const name = first === 'help' ? second : first;
  return name === undefined || name === 'help' || Object.hasOwn(COMMANDS, name) ? args : [name];
}

const firstOperand = (args: readonly string[]): string | undefined => operands(args)[0];

/** The words that are no option of all commands, nor the value of one. */
const operands = (args: readonly string[]): readonly string[] =>
  args.filter((arg, i) => !arg.startsWith('-') && !TAKES_VALUE.has(args[i - 1] ?? ''));

const TAKES_VALUE: ReadonlySet<string> = new Set(['-c', '--config', '-d', '--database']);

const EXAMPLES = `
Examples:
  $ sluice init                                   write sluice.config.ts
  $ sluice autogenerate -m "Add user_roles table" compare models and database, write a migration
  $ sluice upgrade                                run what the database lacks
  $ sluice downgrade -1                           undo the last migration
  $ sluice check                                  for CI: exit code 3 where models and migrations differ, 5 where some are pending`;

/** As in `sluice history | head -1`. */
function leaveWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
