import { styleText } from 'node:util';
import { repeatFlags } from './repeat-flags.js';

/** What every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly database?: string;
  readonly debug?: true;
  readonly quiet?: true;
  readonly json?: true;
}

/** Where a command prints. */
export interface Output {
  /** A line of what was asked for. */
  readonly result: (line: string) => void;
  /** A line that a script does not need: nothing with --quiet or --json. */
  readonly tell: (line: string) => void;
  /** A line about how it works, beside the result. */
  readonly note: (line: string) => void;
  /** What was asked for as JSON, where that was asked for. */
  readonly json: (value: object) => void;
  /** Text with commands in it that a person may copy. What is told and noted is such a text, and what is asked for is not. */
  readonly suggest: (text: string) => string;
}

/** How a part of what a command prints is printed. */
export interface PartManner {
  readonly indent: string;
  /** Takes what would be printed as JSON. */
  readonly json: (value: object) => void;
}

/** The output that options ask for. */
export function outputOf(options: GlobalOptions, part?: PartManner): Output {
  const { quiet, json } = options;
  const shifted = (text: string): string => text.replaceAll(/^(?=.)/gm, part?.indent ?? '');
  const print = (line: string): void => void process.stdout.write(`${shifted(line)}\n`);
  const isSilent = quiet === true || json === true;
  const suggest = (text: string): string => repeatFlags(text, options);
  const dim = (line: string): string => styleText('dim', line, { stream: process.stderr });
  const printJson =
    part?.json ?? ((value: object) => void process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`));
  return {
    result: (line) => (json === true ? undefined : print(line)),
    tell: (line) => (isSilent ? undefined : print(suggest(line))),
    note: (line) => (isSilent ? undefined : void process.stderr.write(`${dim(shifted(suggest(line)))}\n`)),
    json: (value) => (json === true ? printJson(value) : undefined),
    suggest,
  };
}

/** A time as a person reads it. */
export const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** `1 migration`, `2 migrations`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** The first names of a list, and how many more there are. */
export function someOf(names: readonly string[], most = 10): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
