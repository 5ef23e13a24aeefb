import type { RollOut } from '@sluice/core';
import type { Direction, TableLock } from '@sluice/database';
import type { AgainstReport } from '../against.js';
import type { LintFinding } from '../lint/finding.js';

/** What a reviewer of some migrations wants to know. Plain data. */
export interface Review {
  /** In the order in which they run. */
  readonly migrations: readonly ReviewedMigration[];
}

/** What a reviewer of a migration wants to know. */
export interface ReviewedMigration {
  readonly revision: string;
  readonly message: string;
  /** Absolute. */
  readonly file: string;
  readonly downRevision: string | readonly string[] | null;
  /** What the upgrade comes to, in words, whichever way the file goes about it. */
  readonly changes: readonly ReviewedChange[];
  /** When it is run, seen from the code that goes with it. */
  readonly rollOut: ReviewedRollOut;
  readonly proof: ReviewedProof;
  readonly upgrade: ReviewedDirection;
  readonly downgrade: ReviewedDirection;
  /** Rows and values that are thrown away. */
  readonly losses: readonly ReviewedLoss[];
  /** What the database of `against` says; undefined where none was named. */
  readonly against: AgainstReport | undefined;
  /** What the rules of `sluice lint` find; undefined where the package `libpg-query` is not installed. */
  readonly lint: readonly LintFinding[] | undefined;
  /** What stands on the tables concerned, or depends on them, and is no change itself. */
  readonly around: readonly ReviewedNeighbour[];
  /** The tables concerned, before and after. */
  readonly tables: readonly ReviewedTable[];
  /** What else there is to say, a sentence each. */
  readonly notes: readonly string[];
}

/** A change in words: `~ column users.email`, and `type: text → citext`. */
export interface ReviewedChange {
  /** `+` makes, `-` drops, `~` changes. */
  readonly sign: '+' | '-' | '~' | '!';
  readonly object: string;
  readonly lines: readonly string[];
}

/** When a migration is run, and what of it says so. */
export interface ReviewedRollOut {
  readonly order: RollOut['order'];
  /** What to do, a sentence. */
  readonly advice: string;
  /** Of each change, when it would go by itself. */
  readonly reasons: readonly (RollOut & { readonly object: string })[];
}

/** Whether a migration holds, and who says so. */
export interface ReviewedProof {
  /**
   * `proved` and `refuted`: just now, or by the file that says so and was not changed since. `not tried`: it follows one that
   * does not hold.
   */
  readonly verdict: 'proved' | 'refuted' | 'not provable here' | 'not tried';
  /** Where it was run and how, or why it was not. */
  readonly text: string;
  /** What was seen that should not be, a line each. */
  readonly findings: readonly string[];
  /** What rows may be in the way of, a sentence each. */
  readonly warnings: readonly string[];
  /** What the file says; undefined where it says nothing. */
  readonly inFile: { readonly text: string; readonly isCurrent: boolean } | undefined;
}

/** One direction of a migration. */
export interface ReviewedDirection {
  /** What the file calls for, in that order. */
  readonly steps: readonly ReviewedStep[];
  /** All of it, for a reader: as it is run, with the boundaries of transactions, and without what Sluice records. */
  readonly sql: string;
  /** What it does to tables that are there, as the scratch database saw it; undefined where it was not run. */
  readonly locks: readonly ReviewedLock[] | undefined;
}

/** A directive of a migration. */
export interface ReviewedStep {
  /** `+ column users.email`. */
  readonly title: string;
  readonly statements: readonly { readonly sql: string; readonly transaction: 'inside' | 'outside' | 'committed' }[];
}

/** What a step does to a table that was there before. */
export interface ReviewedLock {
  /** Which of the steps, from 0. */
  readonly step: number;
  /** Steps with the same number are in one transaction, at whose end locks are let go of. */
  readonly transaction: number;
  /** The table, with how many of its partitions. */
  readonly table: string;
  /** As PostgreSQL calls it; undefined where an earlier step holds one as strong, or the step has transactions of its own. */
  readonly lock: TableLock | undefined;
  /** What others cannot do until the transaction ends, also by what an earlier step holds: `reads or writes it`. */
  readonly blocks: string | undefined;
  /** What takes as long as there are rows: `all rows are rewritten`, with how many they are where that is known. */
  readonly work: readonly string[];
  /** The step has transactions of its own, and others go on meanwhile. */
  readonly alone: boolean;
}

/** Rows or values that a direction throws away. */
export interface ReviewedLoss {
  readonly direction: Direction;
  /** `users`, `users.fax`. */
  readonly object: string;
  /** In words: `rows`, `values`. */
  readonly loses: string;
  /** `drop`: all that is there. `change`: what does not come through as it was, which may be nothing. */
  readonly by: 'drop' | 'change';
  /** What counts them, by the names of before. */
  readonly query: string;
}

/** Something around the tables concerned. */
export interface ReviewedNeighbour {
  /** `view active_users`. */
  readonly object: string;
  /** The table: `users`. */
  readonly table: string;
  readonly relation: 'stands on it' | 'depends on it';
  /** It is dropped and made again, as it was. */
  readonly madeAgain: boolean;
}

/** What a table or a column is to a migration. */
export type Fate = 'new' | 'gone' | 'changed' | 'same';

/** A table before and after. */
export interface ReviewedTable {
  /** What it is called before; undefined where it is new. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly fate: Fate;
  readonly columns: readonly ReviewedColumn[];
  /** The tables that it points to, or pointed to. */
  readonly links: readonly ReviewedLink[];
}

/** A column before and after. */
export interface ReviewedColumn {
  readonly fate: Fate;
  readonly before: ColumnFacts | undefined;
  readonly after: ColumnFacts | undefined;
}

/** What a picture says of a column. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** `default now()`, `identity`, `generated`; empty where there is no such thing. */
  readonly value: string;
  readonly isPrimary: boolean;
  readonly isForeign: boolean;
  readonly isUnique: boolean;
}

/** A foreign key in a picture. */
export interface ReviewedLink {
  readonly fate: Fate;
  readonly name: string;
  /** The table that it points to. */
  readonly to: string;
  readonly columns: readonly string[];
}
