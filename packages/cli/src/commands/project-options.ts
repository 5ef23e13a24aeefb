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
  const output = outputOf(options);
  const project = { file: options.config, database: options.database, events: { onNote: output.note } };
  return { options, project, output };
}
