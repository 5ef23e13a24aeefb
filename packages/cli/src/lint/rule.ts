import type { DatabaseObject, Operation } from '@sluice/core';
import type { Direction } from '@sluice/database';
import type { LintLevel } from './finding.js';
import type { Tree } from './tree.js';
import type { Parser } from './parse-sql.js';

/** What there is to say of a rule. */
export interface RuleFacts {
  /** What config and waivers call it. */
  readonly name: string;
  /** Its level where the config says nothing: an error where traffic stops or a statement fails, and another form does not. */
  readonly level: LintLevel | 'off';
  /** What it looks for, in a few words. */
  readonly title: string;
  /** Why that is a hazard. */
  readonly reason: string;
  /** What to write instead. */
  readonly safeForm: string;
  /** Where PostgreSQL's documentation says so, or whose experience it is. */
  readonly source: string;
}

/** A rule, which looks at a whole migration. */
export interface Rule extends RuleFacts {
  readonly find: (subject: Subject) => Iterable<Found>;
}

/** One place in which a rule is not kept. */
export interface Found {
  readonly at: Place;
  /** A sentence that names the object. */
  readonly message: string;
}

/** Where something stands in a migration's file. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** Undefined where it is about the file. */
  readonly direction?: Direction | undefined;
}

/** A migration, as rules look at it. */
export interface Subject {
  /** Absolute. */
  readonly file: string;
  readonly source: string;
  /** Those of upgrade and of downgrade, in the order in which they run. */
  readonly statements: readonly LintStatement[];
  readonly upgrade: RecordedDirection;
  readonly downgrade: RecordedDirection;
  /** The files of the models, absolute. */
  readonly models: readonly string[];
  readonly parser: Parser;
}

/** What a direction was recorded to do. */
export interface RecordedDirection {
  readonly direction: Direction;
  /** The line of its function. */
  readonly line: number;
  /** What the migrations before have made, as far as they say. */
  readonly before: readonly DatabaseObject[];
  /** How many directives and queries it called for. */
  readonly calls: number;
  /** What its code threw. */
  readonly thrown: { readonly error: unknown } | undefined;
}

/** One SQL statement of a migration, whoever wrote it. */
export interface LintStatement extends Place {
  readonly direction: Direction;
  readonly tree: Tree;
  readonly sql: string;
  /** The whole text that it was sent in. */
  readonly text: string;
  /** Why PostgreSQL could not read it; then the tree is empty. */
  readonly unreadable?: string;
  /** What the migration called for; undefined for a query. */
  readonly operation: Operation | undefined;
  /** Statements with the same number are in one transaction; undefined: it is on its own. */
  readonly transaction: number | undefined;
  /** The names of what this direction has made before it: `public.users`. Nobody uses that yet. */
  readonly made: ReadonlySet<string>;
  /** The names of what this direction drops after it: what is done to that holds nobody up who is not held up anyway. */
  readonly going: ReadonlySet<string>;
  /** What the migrations before have made, as far as they say. */
  readonly before: readonly DatabaseObject[];
}
