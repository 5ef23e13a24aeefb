import { InvalidArgumentError, Option, type Command } from 'commander';
import { addPlaceFlags, placeOptions, type PlaceFlags } from './place-flags.js';
import type { Ask, AskAlong } from '../answers.js';
import { scratchSignal } from '../interrupt.js';
import { isAttended } from './attended.js';
import { invocationOf } from './project-options.js';

/** The options of `sluice autogenerate`. */
export interface AutogenerateFlags extends PlaceFlags {
  readonly message: string;
  readonly rename?: Readonly<Record<string, string>>;
  readonly renameAlong?: boolean;
  readonly fill?: Readonly<Record<string, string>>;
  readonly using?: Readonly<Record<string, string>>;
  readonly usingBack?: Readonly<Record<string, string>>;
  readonly drop?: readonly string[];
  readonly plain?: true;
  readonly expandContract?: true;
  readonly dryRun?: true;
  /** False with --no-proof. */
  readonly proof: boolean;
  readonly tenant?: string;
  readonly scratch?: string;
  readonly against?: string;
}

/** Adds `sluice autogenerate`. */
export function addAutogenerate(program: Command): void {
  addFlags(program.command('autogenerate'))
    .description('Compare the models with the database, and write the migration that leads from one to the other.')
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => runAutogenerate(command));
}

/** Adds what `autogenerate` and `revision --autogenerate` have in common. */
export function addFlags(command: Command): Command {
  return addPlaceFlags(command)
    .requiredOption('-m, --message <text>', 'what the migration is about, in a few words', words)
    .option(
      '--rename <table.column:name>',
      'a column, table or other object that has another name now (repeatable)',
      collect(':', RENAME),
    )
    .option('--rename-along', 'rename along what is named after something that is renamed: keys, indexes, sequences')
    .option('--no-rename-along', 'leave these the names that they have, and do not ask')
    .option('--drop <name>', 'what goes and is no rename, or goes although no migration made it (repeatable)', list)
    .option(
      '--fill <table.column=sql>',
      'SQL for what existing rows get in a new column (repeatable)',
      collect('=', FILL),
    )
    .option(
      '--using <table.column:sql>',
      'SQL for how values come to a new type that PostgreSQL has no cast to (repeatable)',
      collect('first :', USING),
    )
    .option('--using-back <table.column:sql>', 'the same for the downgrade (repeatable)', collect('first :', USING))
    .option('--plain', 'write each change in its plain form, also where that holds up who reads and writes')
    .addOption(
      new Option(
        '--expand-contract',
        'write renames and changes of type of columns as a chain of migrations, for code old and new at a time',
      ).conflicts('plain'),
    )
    .option('--dry-run', 'print the file and write nothing')
    .option('--tenant <schema>', 'compare the schema of this tenant, in place of the default one, with the models')
    .option('--scratch <url>', 'the server on which the migration is proved (default: an embedded PGlite)')
    .option('--against <url>', 'a database like production, only read: its rows that are in the way, and its sizes')
    .option('--no-proof', 'write the file without a proof');
}

/** Autogenerates with the options of a command. */
export async function runAutogenerate(command: Command): Promise<void> {
  const { options, project, output } = invocationOf<AutogenerateFlags>(command);
  const { autogenerate } = await import('../autogenerate.js');
  const { printAutogenerate } = await import('./print-autogenerate.js');
  const { message, rename: renames, fill: fills, using: usings, usingBack: usingsBack, drop: drops, dryRun } = options;
  const ask = isAttended(options) ? askAtTerminal : undefined;
  const along = options.renameAlong ?? (ask && askAlongAtTerminal);
  const answers = { renames, fills, usings, usingsBack, drops, ask, renameAlong: along };
  const result = await autogenerate({
    ...project,
    ...placeOptions(options),
    ...answers,
    message,
    printOnly: dryRun,
    plain: options.plain,
    expandContract: options.expandContract,
    prove: options.proof,
    tenant: options.tenant,
    scratch: options.scratch,
    against: options.against,
    signal: scratchSignal(options.scratch ?? options.against),
  });
  printAutogenerate(result, { dryRun: dryRun === true, quiet: options.quiet === true }, output);
}

/** Loads what asks when there is something to ask. */
const askAtTerminal: Ask = async (question) => {
  const { askAt } = await import('./ask.js');
  return askAt({ input: process.stdin, output: process.stderr })(question);
};

/** The same, for names that followed an old name. */
const askAlongAtTerminal: AskAlong = async (names) => {
  const { askAlongAt } = await import('./ask.js');
  return askAlongAt({ input: process.stdin, output: process.stderr })(names);
};

function words(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Say in a few words what the migration is about.');
  return text;
}

const RENAME = 'write for example --rename users.name:full_name';
const FILL = `write for example --fill "users.email=''"`;

const USING = `write for example --using "users.born:to_date(born, 'DDMMYYYY')"`;

type Pairs = Readonly<Record<string, string>>;

const list = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Collects `key<mark>value` of an option that may be given several times. */
function collect(where: ':' | 'first :' | '=', example: string): (text: string, before?: Pairs) => Pairs {
  const mark = where.slice(-1);
  return (text, before = {}) => {
    // A kind may stand before a name, as in `view:active_users:users_active`; SQL may hold any mark.
    const at = where === ':' ? text.lastIndexOf(mark) : text.indexOf(mark);
    const key = text.slice(0, Math.max(0, at)).trim();
    const value = text.slice(at + 1).trim();
    if (at < 0 || key === '' || value === '')
      throw new InvalidArgumentError(`It holds no "${mark}" between two parts: ${example}.`);
    return { ...before, [key]: value };
  };
}

const EXAMPLES = `
Examples:
  $ sluice autogenerate -m "Add user_roles table"
  $ sluice autogenerate -m "Full names" --rename users.name:full_name
  $ sluice autogenerate -m "Full names" --rename users.name:full_name --expand-contract
  $ sluice autogenerate -m "Members" --rename users:members --rename-along
  $ sluice autogenerate -m "No more fax" --drop users.fax --drop view:fax_numbers
  $ sluice autogenerate -m "Add email" --fill "users.email=''"
  $ sluice autogenerate -m "Born on a day" --using "users.born:to_date(born, 'DDMMYYYY')"
  $ sluice autogenerate -m "Unique emails" --against postgres://reader@replica/shop
  $ sluice autogenerate -m "Add email" --tenant acme
  $ sluice autogenerate -m "Try" --dry-run

Where something goes and something comes, only you know whether it is a rename. At a terminal you are asked; elsewhere
--rename and --drop say it, and without them nothing is written (exit code 4).

Without a database in the config, in DATABASE_URL or in --database, the models are compared with what the migrations
make, in an embedded PGlite.`;
