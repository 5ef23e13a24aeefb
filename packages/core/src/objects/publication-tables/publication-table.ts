/** That a publication, whose name is this object's, publishes a table. */
export interface PublicationTableAttributes {
  /** The columns that are published; none is all (15 and newer). */
  readonly columns?: readonly string[];
  /** Which rows are published, as SQL; null is all (15 and newer). */
  readonly where?: string | null;
}
