import { RefusedError } from '@sluice/core';
import { StatementFailed } from '@sluice/database';
import { AnswersWanted } from './answers.js';
import {
  DatabaseBehind,
  DataLossRefused,
  Interrupted,
  isExpected,
  MessageRefused,
  messageOf,
  QuestionCancelled,
} from './errors.js';
import { EXIT } from './exit-codes.js';
import { AppliedAltered } from './integrity.js';
import { MigrationRefuted } from './proof/proof.js';
import { DataStepsFound, StepsUnknown } from './squash/data-steps.js';

/** An error as the terminal shows it: a sentence with the way out; with `debug`, where it comes from too. */
export function errorText(error: unknown, debug: boolean): string {
  const text = [sentenceOf(error), isOurFault(error) ? BUG : undefined, debug ? stackOf(error) : undefined];
  return text.filter((part) => part !== undefined).join('\n');
}

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (REFUSALS.some((each) => error instanceof each)) return EXIT.refused;
  if (error instanceof DatabaseBehind) return EXIT.pending;
  if (error instanceof MessageRefused) return EXIT.usage;
  if (error instanceof Interrupted || error instanceof QuestionCancelled || isAbort(error)) return EXIT.interrupted;
  return EXIT.failed;
}

const REFUSALS = [
  RefusedError,
  AnswersWanted,
  AppliedAltered,
  DataLossRefused,
  MigrationRefuted,
  DataStepsFound,
  StepsUnknown,
] as const;

const BUG = 'This is a bug in Sluice: run the command again with --debug, and report what it prints.';

function sentenceOf(error: unknown): string {
  if (isAbort(error)) return 'Interrupted.';
  if (error instanceof StatementFailed) return `Error: ${failureText(error)}`;
  if (isOfSystem(error))
    return `Error: ${error.message}. Check that the file may be written, and that the disk has room.`;
  return `Error: ${ended(messageOf(error))}`;
}

const isOurFault = (error: unknown): boolean => !isExpected(error) && !isOfSystem(error) && !isAbort(error);

/** What a signal gives as its reason, where it gives none of its own. */
const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** What the operating system refused: a file that may not be written, a disk that is full. */
const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

const ended = (text: string): string => (/[.!?:]$/.test(text) || text.includes('\n') ? text : `${text}.`);

/** The message holds the statement to its end; a person needs the place where it went wrong. */
function failureText({ message, sql, line, position }: StatementFailed): string {
  const lines = sql.trimEnd().split('\n');
  const shown = lines.reduce((length, text) => length + text.length + 3, 1);
  const sentence = message.endsWith(lines.at(-1) ?? '') ? message.slice(0, -shown) : message;
  return `${ended(sentence.trimEnd())}\n\n${excerpt(lines, line ?? 1, position === undefined ? undefined : columnOf(sql, position))}`;
}

/** A few lines around one, none of them long, and a mark under the place. */
function excerpt(lines: readonly string[], line: number, column: number | undefined): string {
  const first = Math.max(0, line - 1 - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const start = Math.max(0, (column ?? 0) - WIDTH / 2);
  const rows = lines.slice(first, last).flatMap((text, i) => {
    const number = first + i + 1;
    const from = number === line ? start : 0;
    const cut = `${from > 0 ? '…' : ''}${text.slice(from, from + WIDTH)}${text.length > from + WIDTH ? '…' : ''}`;
    const row = `${number === line && column !== undefined ? '>' : ' '} ${String(number).padStart(width)} | ${cut}`;
    const mark = `${' '.repeat(width + 3)}| ${' '.repeat(Math.max(0, (column ?? 0) - from + (from > 0 ? 1 : 0)))}^`;
    return number === line && column !== undefined ? [row, ` ${mark}`.slice(1)] : [row];
  });
  return [...(first > 0 ? ['  …'] : []), ...rows, ...(last < lines.length ? ['  …'] : [])].join('\n');
}

const AROUND = 2;
const WIDTH = 100;

/** From 0, in the line of a position. */
function columnOf(sql: string, position: number): number {
  const before = Array.from(sql)
    .slice(0, position - 1)
    .join('');
  return before.length - (before.lastIndexOf('\n') + 1);
}

/** Where an error comes from, and what caused it. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const own = `\n${error.stack ?? error.message}`;
  return error.cause === undefined ? own : `${own}\nCaused by:${stackOf(error.cause) || ` ${String(error.cause)}`}`;
}
