/** One SQL text to run, and its rule about transactions. */
export interface Statement {
  readonly sql: string;
  /**
   * `inside`: in the migration's transaction. `outside`: alone, since PostgreSQL refuses it in a transaction block
   * (CREATE INDEX CONCURRENTLY). `committed`: in a transaction that is committed right after, since what follows
   * uses what PostgreSQL lets nobody use before (a new enum value).
   */
  readonly transaction: 'inside' | 'outside' | 'committed';
  /** What clears away the remains of an interrupted try; run first when the statement is tried again. */
  readonly clear?: string;
}

/** A statement that runs in the migration's transaction. */
export const inside = (sql: string): Statement => ({ sql, transaction: 'inside' });
