import { DatabaseError } from './database-errors.js';
import type { VersionTable } from './own-tables.js';

/** Where the version table should be there is a table of somebody else. */
export class VersionTableForeign extends DatabaseError {
  readonly table: VersionTable;
  readonly columns: readonly string[];
  /** The tool whose history the table looks like. */
  readonly of: 'Alembic' | 'drizzle-kit' | undefined;

  constructor({ table, columns }: { table: VersionTable; columns: readonly string[] }) {
    const of = toolOf(columns);
    super(
      `${table.schema}.${table.name} is no version table of Sluice: its columns are ${columns.join(', ')}${of === undefined ? '' : `, as in that of ${of}`}. Nothing was changed. Give Sluice a table of its own (\`versionTable\` in the config; sluice_version, where that is left out)${of === undefined ? '' : `, and take over what ${of} has made with \`sluice adopt\``}`,
    );
    this.table = table;
    this.columns = columns;
    this.of = of;
  }
}

/** By the columns that a tool gives the table of its history, whatever its name. */
const toolOf = (columns: readonly string[]): VersionTableForeign['of'] =>
  columns.join() === 'version_num'
    ? 'Alembic'
    : ['id', 'hash', 'created_at'].every((column) => columns.includes(column))
      ? 'drizzle-kit'
      : undefined;
