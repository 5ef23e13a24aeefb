import type { Direction } from '@sluice/database';

/** How much a rule's findings weigh: an `error` fails the command, a `warning` only with `--strict`. */
export type LintLevel = 'error' | 'warning';

/** The levels of rules where they are not the usual ones, by the rule's name. */
export type LintLevels = Readonly<Record<string, LintLevel | 'off'>>;

/** What a rule finds in a migration. */
export interface LintFinding {
  /** The name of the rule: `index-not-concurrently`. */
  readonly rule: string;
  readonly level: LintLevel;
  readonly revision: string;
  /** Absolute. */
  readonly file: string;
  /** From 1: the line of the call, or of the function where it cannot be told which call it is. */
  readonly line: number;
  /** The direction that it is in; undefined where it is about the file. */
  readonly direction: Direction | undefined;
  /** What was found, with the name of the object. */
  readonly message: string;
  /** Why that is a hazard. */
  readonly reason: string;
  /** What to write instead. */
  readonly safeForm: string;
}

/** What came of a lint. */
export interface LintResult {
  /** How many migrations were looked at. */
  readonly migrations: number;
  /** By file and line. */
  readonly findings: readonly LintFinding[];
  /** How many findings a comment waives. */
  readonly waived: number;
}
