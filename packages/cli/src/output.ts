import { styleText } from 'node:util';

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
}

/** The output that options ask for. */
export function outputOf({ quiet, json }: GlobalOptions): Output {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const isSilent = quiet === true || json === true;
  return {
    result: (line) => (json === true ? undefined : print(line)),
    tell: (line) => (isSilent ? undefined : print(line)),
    note: (line) =>
      isSilent ? undefined : void process.stderr.write(`${styleText('dim', line, { stream: process.stderr })}\n`),
    json: (value) => (json === true ? print(JSON.stringify(value, undefined, 2)) : undefined),
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
