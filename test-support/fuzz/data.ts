/** Models as plain data: what the fuzzer draws, shrinks and prints. `build.ts` makes Drizzle models of it. */

export interface ModelsData {
  /** Schemas that had another name before. */
  readonly renamedSchemas?: readonly RenameData[];
  readonly enums: readonly EnumData[];
  readonly sequences: readonly SequenceData[];
  readonly tables: readonly TableData[];
  /** All else, in an order in which each stands on those before it. */
  readonly things: readonly ThingData[];
}

export interface RenameData {
  readonly from: string;
  readonly to: string;
}

/** What the models say besides tables, enums and sequences: a view, a policy, a function, a comment. */
export interface ThingData extends Named {
  /** A key of `things`. */
  readonly sort: ThingSort;
  /** What it stands on: a table or a view. */
  readonly on?: Named;
  /** The columns of that which it speaks of. */
  readonly columns: readonly string[];
  /** A condition over the columns of that. */
  readonly where?: ExpressionData;
  /** Roles that it names, as the models name them: each run gives them a name of its own. */
  readonly roles: readonly string[];
  /** Numbers that choose how it is otherwise. */
  readonly picks: readonly number[];
  /** Its name before, where that was another. */
  readonly was?: string;
}

export const thingSorts = [
  'role',
  'extension',
  'domain',
  'composite type',
  'range type',
  'partitioned',
  'function',
  'view',
  'materialized view',
  'policy',
  'trigger',
  'exclusion',
  'foreign key options',
  'comment',
  'grant',
] as const;

/** Whether columns can be of it. */
export const isTypeThing = ({ sort }: ThingData): boolean =>
  sort === 'domain' || sort === 'composite type' || sort === 'range type';

/** Whether others can stand on it, as on a table. */
export const isRelationThing = ({ sort }: ThingData): boolean => sort === 'view' || sort === 'materialized view';

export type ThingSort = (typeof thingSorts)[number];

/** Where a thing stands, and its name. */
export interface Named {
  /** null is public, said without a schema. */
  readonly schema: string | null;
  readonly name: string;
}

export interface EnumData extends Named {
  readonly was?: string;
  readonly values: readonly string[];
  /** Values that had another name before. */
  readonly renamedValues?: readonly RenameData[];
}

export interface SequenceData extends Named {
  readonly was?: string;
  readonly options: SequenceOptionsData;
}

/** Options as drizzle-orm takes them. */
export interface SequenceOptionsData {
  readonly startWith?: number | string;
  readonly increment?: number | string;
  readonly minValue?: number | string;
  readonly maxValue?: number | string;
  readonly cache?: number | string;
  readonly cycle?: boolean;
}

export interface TableData extends Named {
  readonly was?: string;
  /** Row-level security, said at the table. */
  readonly secured?: boolean;
  readonly columns: readonly ColumnData[];
  readonly primaryKey: PrimaryKeyData | null;
  readonly uniques: readonly UniqueData[];
  readonly checks: readonly CheckData[];
  readonly indexes: readonly IndexData[];
  readonly foreignKeys: readonly ForeignKeyData[];
}

export interface ColumnData {
  readonly name: string;
  readonly was?: string;
  readonly type: TypeData;
  readonly notNull?: boolean;
  readonly default?: DefaultData;
  readonly generated?: ExpressionData;
  readonly identity?: IdentityData;
}

/** A type of `types.ts` by its name, an enum, or a type of the models' own that is declared. */
export type TypeData = string | { readonly enum: Named; readonly array?: 1 | 2 } | DeclaredType;

export interface DeclaredType {
  readonly declared: Named;
  /** The type of `types.ts` that it is like. */
  readonly like: string;
}

/** A value of drizzle-orm, as JSON; or SQL. */
export type DefaultData =
  { readonly value: Value } | { readonly date: string } | { readonly bigint: string } | { readonly sql: string };

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export interface IdentityData {
  readonly always: boolean;
  readonly name?: string;
  readonly options: SequenceOptionsData;
}

/** An expression of `expressions.ts` over columns of the table. */
export interface ExpressionData {
  readonly form: string;
  readonly columns: readonly string[];
}

/** A key without a name has the one that drizzle-orm gives. */
export interface PrimaryKeyData {
  readonly columns: readonly string[];
  readonly name?: string;
  /** Said at the column. */
  readonly inline?: boolean;
}

export interface UniqueData {
  readonly columns: readonly string[];
  readonly name?: string;
  readonly was?: string;
  readonly nullsNotDistinct?: boolean;
  readonly inline?: boolean;
}

export interface CheckData {
  readonly name: string;
  readonly was?: string;
  readonly expression: ExpressionData;
}

export interface IndexData {
  readonly name?: string;
  readonly was?: string;
  readonly unique?: boolean;
  readonly method: Method;
  readonly members: readonly MemberData[];
  readonly where?: ExpressionData;
  readonly with?: Readonly<Record<string, number | boolean | string>>;
  readonly concurrently?: boolean;
}

export type Method = 'btree' | 'hash' | 'gin' | 'gist' | 'spgist' | 'brin';

export interface MemberData {
  readonly column?: string;
  readonly expression?: ExpressionData;
  readonly opclass?: string;
  readonly order?: 'asc' | 'desc';
  readonly nulls?: 'first' | 'last';
}

export interface ForeignKeyData {
  readonly name?: string;
  readonly was?: string;
  readonly columns: readonly string[];
  readonly table: Named;
  readonly foreignColumns: readonly string[];
  readonly onDelete?: Action;
  readonly onUpdate?: Action;
  readonly inline?: boolean;
}

export type Action = 'cascade' | 'restrict' | 'no action' | 'set null' | 'set default';

/** One pair of models: the migration between them is what is judged. */
export interface CaseData {
  readonly before: ModelsData;
  /** SQL of what somebody made by hand after that. What PostgreSQL does not take is left out. */
  readonly byHand: readonly string[];
  readonly after: ModelsData;
  /** Names that followed a name that is renamed follow it again. */
  readonly renameAlong: boolean;
}

/** Whether two names are one. */
export const same = (a: Named, b: Named): boolean =>
  (a.schema ?? 'public') === (b.schema ?? 'public') && a.name === b.name;

/** The first of a list that bears the name. */
export const find = <T extends Named>(list: readonly T[], name: Named): T | undefined =>
  list.find((each) => same(each, name));
