import fs from 'node:fs/promises';

/** Two states of a database in SQL that somebody wrote, and what is known of them. */
export interface Pair {
  readonly id: string;
  /** Roles that must be there: names as SQL writes them, or whole statements. */
  readonly rolesSql?: Sql;
  /** Runs first on both sides. */
  readonly setupDDL?: Sql;
  readonly old: Sql;
  readonly new: Sql;
  /** Rows for the old side. */
  readonly seedOld?: Sql;
  /** The kinds in which the sides differ. */
  readonly touched?: Readonly<Record<string, unknown>>;
  /** The PostgreSQL majors on which both sides apply; all when it is not said. */
  readonly majors?: readonly number[];
  /** Both sides are the same to who wrote them, so there is nothing to do. */
  readonly identical?: boolean;
}

/** Each statement is sent as a message of its own. */
export type Sql = string | readonly string[];

/** Which pairs to judge. */
export interface Selection {
  /** Only pairs that differ in nothing but these kinds. */
  readonly kinds?: readonly string[];
  /** Only pairs whose id holds this. */
  readonly id?: string;
  readonly limit?: number;
}

/** Lists of kinds that have a name. */
export const presets: Readonly<Record<string, readonly string[]>> = {
  core: [
    'column',
    'table',
    'primary key',
    'check',
    'index',
    'sequence',
    'foreign key',
    'column default',
    'enum',
    'unique',
    'schema',
    'not null',
  ],
};

/** The statements of a text or a list of them. */
export const statementsOf = (sql: Sql = []): readonly string[] => (typeof sql === 'string' ? [sql] : sql);

/** The statements that make one side of a pair. */
export const sideOf = (pair: Pair, side: 'old' | 'new'): readonly string[] => [
  ...statementsOf(pair.setupDDL),
  ...statementsOf(pair[side]),
];

/** Reads the pairs of a file. */
export async function readPairs(file: string): Promise<readonly Pair[]> {
  const content: { readonly pairs: readonly Pair[] } = JSON.parse(await fs.readFile(file, 'utf8'));
  return content.pairs;
}

/** The pairs that are asked for. */
export function select(pairs: readonly Pair[], { kinds, id = '', limit }: Selection): readonly Pair[] {
  const within = (pair: Pair): boolean =>
    Object.keys(pair.touched ?? {}).every((kind) => kinds?.includes(kind) ?? true);
  return pairs.filter((pair) => pair.id.includes(id) && within(pair)).slice(0, limit);
}
