/**
 * Case rows: one change of the models each, with what must come of it. Every kind's `cases.ts` holds a list of them;
 * the laws are run over all rows, on every server (`test-support/laws.ts`). Not part of what is published.
 */

/** What a module of models exports: tables, enums, sequences, schemas by any name. */
export type Models = Readonly<Record<string, unknown>>;

/** One change of the models over a populated database, and what must come of it. */
export interface Case {
  /** Tells the story: `varchar(50) grows to varchar(100)`. */
  readonly name: string;
  /** The number of the change in the change catalogue that this row stands for. */
  readonly row?: number | readonly number[];
  /** The lowest PostgreSQL major on which the row has a meaning. */
  readonly since?: number;
  /** The highest. */
  readonly until?: number;
  /**
   * Roles that the row makes. They are the cluster's, where other rows run at the same time: their names are the row's
   * own. They are part of what must return, and dropped when the row is done.
   */
  readonly roles?: readonly string[];
  /** The one line of Drizzle that has these words. */
  readonly line?: '0.45' | '1.0';
  /** SQL before everything else: functions and extensions that the models need, and what is there besides them. */
  readonly setup?: readonly string[];
  /** The models before; made by the first migration. A function where models refer to each other. */
  readonly before: Models | (() => Models);
  /** SQL after `before` has been made: what was done by hand, or what a model cannot say. */
  readonly drift?: readonly string[];
  /** SQL after that, for the data: INSERTs. */
  readonly rows?: readonly string[];
  /** The models after; the migration between is what is tested. */
  readonly after: Models | (() => Models);
  /**
   * Answers to "is this a rename?", as `--rename` takes them: an id as it is in the database now, to its new last part.
   * `org` a table, `org.zip` a column (or constraint, or index), `status` an enum, `status.active` its value; the schema
   * first if it is not public.
   */
  readonly renames?: Readonly<Record<string, string>>;
  /**
   * Answers to "does this go?", as `--drop` takes them: an id as in `renames`, of what goes while something else comes,
   * or of what no migration made.
   */
  readonly drops?: readonly string[];
  /** Whether names that followed an old name are renamed along, as `--rename-along` says. */
  readonly renameAlong?: boolean;
  /** SQL expressions that fill a column which may hold no NULL, by column: `org.extra`. In both directions. */
  readonly fills?: Readonly<Record<string, string>>;
  /** SQL for how values come to a new type, as `--using` takes it: `org.zip`, a column, or a domain. */
  readonly usings?: Readonly<Record<string, string>>;
  /** The same for the downgrade: `--using-back`. */
  readonly usingsBack?: Readonly<Record<string, string>>;
  /** The directives of the upgrade, in order; `[]` = there is nothing to do. */
  readonly expect?: readonly string[];
  /** SQL by hand which, run on the state before, must give the state that the upgrade gives. */
  readonly wanted?: readonly string[];
  /** What queries must say after the upgrade. */
  readonly survives?: readonly Answer[];
  /** What queries must say after the downgrade. All rows are compared anyway; this is for what is not in a row. */
  readonly returns?: readonly Answer[];
  /**
   * SQL by hand which, run on the state before, must give the state that the downgrade leaves: where the upgrade mends
   * what was broken, and the downgrade leaves it mended.
   */
  readonly mends?: readonly string[];
  /** Tables (`org`, `app.org`) and columns (`org.zip`), unquoted, whose data the change throws away by its meaning, so that they cannot return. */
  readonly loses?: readonly string[];
  /** The upgrade cannot work on these rows by its meaning: it is refused with this, and nothing has happened. */
  readonly fails?: RegExp;
  /** The downgrade cannot work on these rows by its meaning: it is refused with this, and nothing has happened. */
  readonly failsBack?: RegExp;
}

/** A query and the rows it must give, every value as text. */
export interface Answer {
  readonly query: string;
  readonly gives: readonly (readonly (string | null)[])[];
}
