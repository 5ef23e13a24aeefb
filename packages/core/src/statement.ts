/** One SQL text to run, and its rule about transactions. */
export interface Statement {
  readonly sql: string;
  /** The values of `$1` and so on; a text with parameters is one statement alone. */
  readonly parameters?: readonly (string | null)[];
  /**
   * `inside`: in the migration's transaction. `outside`: alone, since PostgreSQL refuses it in a transaction block
   * (CREATE INDEX CONCURRENTLY). `committed`: in a transaction that is committed right after, since what follows
   * uses what PostgreSQL lets nobody use before (a new enum value).
   */
  readonly transaction: 'inside' | 'outside' | 'committed';
  /** Of one that runs `outside` by choice: where it fails, it leaves nothing behind, like every statement. */
  readonly atomic?: true;
  /** What clears away the remains of an interrupted try; run first when the statement is tried again. */
  readonly clear?: string;
  /** It fails with `assert_failure`, and rows as lines of JSON in its detail, where something is not as it should be. */
  readonly assertion?: Assertion;
  /** The same in pieces, for who can tell how far it has come: an `outside` statement alone has them. */
  readonly batches?: Batches;
}

/** What must not be. */
export interface Assertion {
  /** A query of the rows that must not be there. */
  readonly query: string;
  /** What is wrong where there are some. */
  readonly message: string;
}

/** A change of many rows in batches. Each query of a batch gives `sluice_rows` and the last key, or no row at the end. */
export interface Batches {
  /** The table, quoted, and the condition, for messages. */
  readonly table: string;
  readonly where: string;
  readonly first: string;
  /** The batch after a key, which is its parameters. */
  readonly next: string;
  /** The columns that hold the key. */
  readonly keys: readonly string[];
  /** A query of how many rows there still are. */
  readonly remaining: string;
  readonly pauseMilliseconds: number;
  /** How far replicas may be behind; whatever they are, where it is left out. */
  readonly maxLagMilliseconds?: number;
}

/** A statement that runs in the migration's transaction. */
export const inside = (sql: string): Statement => ({ sql, transaction: 'inside' });
