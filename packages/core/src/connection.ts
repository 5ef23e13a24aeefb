/** A row as a query returns it. */
export type Row = { readonly [column: string]: unknown };

/** A session with PostgreSQL, whichever the driver. The one interface through which Sluice reaches a database. */
export interface Connection {
  /** `server` is reached over the network; `pglite` is embedded in this process. */
  readonly engine: 'server' | 'pglite';
  /**
   * Runs SQL and gives the rows of the last statement. Without parameters the text may hold several statements.
   * Columns of type json and jsonb arrive parsed, integers up to 4 bytes as numbers, all else as text.
   */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** The same of one statement, each row a list of its values: two columns of one name are two. */
  queryLists(sql: string, parameters: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}
