import type { Command } from 'commander';
import type { ProjectOptions } from '../project.js';
import { outputOf, type GlobalOptions, type Output } from '../output.js';

/** What the options of a command, and those that all commands have, mean for the library. */
export interface Invocation<O> {
  readonly options: O & GlobalOptions;
  readonly project: ProjectOptions;
  readonly output: Output;
}

/** Reads the options of a command. */
export function invocationOf<O extends object>(command: Command): Invocation<O> {
  const options = command.optsWithGlobals<O & GlobalOptions>();
  return invocationWith(options, outputOf(options));
}

/** The same with options that are read already, and another place to print to. */
export const invocationWith = <O extends object>(options: O & GlobalOptions, output: Output): Invocation<O> => ({
  options,
  project: { file: options.config, database: options.database, events: { onNote: output.note } },
  output,
});
