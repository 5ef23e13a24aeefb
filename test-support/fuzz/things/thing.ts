import type { SQL } from 'drizzle-orm';
import type { PgColumn, PgColumnBuilderBase, PgTable, PgView, PgMaterializedView, pgSchema } from 'drizzle-orm/pg-core';

import type { ColumnData, ModelsData, Named, ThingData } from '../data.ts';

/** What a sort of thing needs, and how it is made: all that a new sort has to say. */
export interface Thing {
  /** What it stands on. Nothing by default. */
  readonly on?: 'table' | 'relation' | 'relation or nothing';
  /** How many columns of that it speaks of. None by default. */
  readonly columns?: readonly [least: number, most: number];
  /** Of which columns it can speak. */
  readonly fits?: (column: ColumnData) => boolean;
  /** It has a condition over the columns: one that never changes, or any. */
  readonly where?: 'immutable' | 'any';
  /** It names this many roles at most. */
  readonly roles?: number;
  /** It is in no schema, or in that of what it stands on. */
  readonly hasNoSchema?: true;
  /** Where no two may have one name: among relations and types, among functions, among a table's constraints or its other things, in the database. */
  readonly namespace: 'relation' | 'function' | 'key' | 'table' | 'database' | 'none';
  /** Whether its name is also one of the table's constraints. */
  readonly isConstraint?: (thing: ThingData) => boolean;
  /** The name that it has instead of the one drawn. */
  readonly nameOf?: (thing: ThingData, models: ModelsData) => string | undefined;
  /** What its numbers make of it: whether it can be. */
  readonly isValid?: (thing: ThingData, models: ModelsData) => boolean;
  /** What a module of models would export. */
  readonly make: (thing: ThingData, site: Site) => readonly object[];
}

/** The models as far as they are built. */
export interface Site {
  readonly data: ModelsData;
  /** The major version of PostgreSQL. */
  readonly major: number;
  /** The name that a role of the models has on the server. */
  readonly roleName: (name: string) => string;
  readonly schema: (name: string | null) => ReturnType<typeof pgSchema> | undefined;
  /** What is made of a table, a view, an enum, a sequence, a function, a type. */
  readonly made: ReadonlyMap<Named, object>;
  readonly relation: (named: Named) => Relation;
  readonly column: (named: Named, name: string) => PgColumn;
  readonly where: (thing: ThingData) => SQL | undefined;
  /** Columns as those of something else, for a view that says its own. */
  readonly likewise: (named: Named, names: readonly string[]) => Record<string, PgColumnBuilderBase>;
}

export type Relation = PgTable | PgView | PgMaterializedView;

/** The field of a column: not the column's name, which may be `__proto__`. */
export const key = (i: number): string => `c${i}`;
