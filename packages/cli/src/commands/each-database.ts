import type { Command } from 'commander';
import { EXIT, foremost } from '../exit-codes.js';
import { count, outputOf, type GlobalOptions, type Output } from '../output.js';
import { invocationOf, invocationWith, type Invocation } from './project-options.js';

/** What came of a database: a code other than 0 is that of a failure, or of what a command has found. */
interface Outcome {
  readonly database: string;
  readonly code: number;
  readonly error?: string;
  readonly result?: object | undefined;
}

/**
 * Does the work of a command: for the database that is meant, or with `--database all` for each that the config names, one
 * after the other. What fails for one is reported, and the others go on.
 */
export async function eachDatabase<O extends object>(
  command: Command,
  work: (invocation: Invocation<O>) => Promise<void>,
): Promise<void> {
  const invocation = invocationOf<O>(command);
  const names = await namesOf(invocation.options);
  if (names === undefined) return work(invocation);
  const { options, output } = invocation;
  const outcomes: Outcome[] = [];
  for (const database of names) {
    output.result(`${database}:`);
    outcomes.push(await outcomeOf({ ...options, database }, work));
  }
  report(outcomes, output);
}

/** The databases of the config, where `all` of them are meant. */
async function namesOf({ config, database }: GlobalOptions): Promise<readonly string[] | undefined> {
  if (database !== 'all') return undefined;
  const { databaseNames } = await import('../config/load-config.js');
  const names = await databaseNames({ file: config });
  return names.includes(database) ? undefined : names;
}

async function outcomeOf<O extends object>(
  options: O & GlobalOptions & { readonly database: string },
  work: (invocation: Invocation<O>) => Promise<void>,
): Promise<Outcome> {
  const { database } = options;
  let result: object | undefined;
  const output = outputOf(options, { indent: '  ', json: (value) => void (result = value) });
  process.exitCode = EXIT.ok;
  try {
    await work(invocationWith<O>(options, output));
    return { database, code: process.exitCode, result };
  } catch (error) {
    const { errorText, exitCodeOf } = await import('../error-text.js');
    // Who interrupts wants nothing more done.
    if (exitCodeOf(error) === EXIT.interrupted) throw error;
    const text = output.suggest(errorText(error, options.debug === true));
    // As JSON it is in the report.
    if (options.json !== true) process.stderr.write(`${text}\n`);
    return { database, code: exitCodeOf(error), error: text.replace(/^Error: /, '') };
  }
}

/** Prints what came of all, and says with the exit code whether one failed, or else what was found. */
function report(outcomes: readonly Outcome[], output: Output): void {
  output.json({ databases: outcomes.map(jsonOf), failed: outcomes.filter(isFailed).length });
  const others = outcomes.filter(({ code }) => code !== EXIT.ok);
  const told = others.map((one) => `${one.database} ${isFailed(one) ? 'failed' : (FOUND[one.code] ?? 'failed')}`);
  output.tell([`Done: ${count(outcomes.length, 'database')}`, ...told].join('; ') + '.');
  process.exitCode = others.some(isFailed) ? EXIT.failed : foremost(others.map(({ code }) => code));
}

const isFailed = ({ code, error }: Outcome): boolean => error !== undefined || code === EXIT.failed;

/** What a command says with its exit code without having failed. */
const FOUND: Readonly<Record<number, string>> = {
  [EXIT.differences]: 'has differences',
  [EXIT.pending]: 'has migrations pending',
};

const jsonOf = ({ database, code, error, result }: Outcome): object =>
  error === undefined
    ? { name: database, status: code === EXIT.failed ? 'failed' : 'done', exitCode: code, ...result }
    : { name: database, status: 'failed', exitCode: code, error };
