/**
 * What Alembic calls something, what does the same here, and in what it differs. A name of ours is a command line
 * (`sluice upgrade --sql`), a directive (`op.addColumn`), a key of the config (`config.models`), a target (`target +1`),
 * or a published name (`upgrade()`, `MigrationEvent`); a test holds that each of them is there.
 */
export type AlembicRow = readonly [theirs: string, ours: readonly string[], differs: string];

/** Names of Alembic that belong together. */
export interface AlembicSection {
  readonly title: string;
  readonly rows: readonly AlembicRow[];
}
