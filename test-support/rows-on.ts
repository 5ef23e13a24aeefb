import type { Case } from '../packages/core/src/case.ts';
import { line } from './line.ts';
import { nextRows } from './rows-next.ts';
import { rowsOf } from './rows.ts';

/** The rows of one kind. */
export interface Rows {
  readonly kind: string;
  readonly rows: readonly Case[];
}

const all: readonly Rows[] = [
  ...Object.entries(rowsOf).map(([kind, rows]) => ({ kind: kind.replaceAll('_', ' '), rows })),
  { kind: 'Drizzle 1.0', rows: nextRows.map((row) => ({ ...row, line: '1.0' as const })) },
];

/** The rows are run by several test files, so that every core has some. */
export const parts = [1, 2, 3] as const;

/** Which of the rows. */
export interface Choice {
  /** The major version of PostgreSQL: a row that it cannot do is left out. */
  readonly major: number;
  /** One of {@link parts}; all rows by default. */
  readonly part?: number;
  /** Leaves out all but every fourth row, on each major others. Default: false. */
  readonly sample?: boolean;
}

/** Rows, by kind. The same choice gives the same rows. */
export function rowsOn({ major, part, sample = false }: Choice): readonly Rows[] {
  let count = 0;
  const isChosen = ({ since = 0, until = 99, line: only = line }: Case): boolean => {
    const n = count++;
    return (
      since <= major &&
      major <= until &&
      only === line &&
      (part === undefined || n % parts.length === part - 1) &&
      (!sample || Math.floor(n / parts.length) % 4 === major % 4)
    );
  };
  return all.map(({ kind, rows }) => ({ kind, rows: rows.filter(isChosen) })).filter(({ rows }) => rows.length > 0);
}
