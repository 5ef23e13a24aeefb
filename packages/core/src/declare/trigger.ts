import type { View } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Firing } from '../objects/firing.js';
import { declare, type Declaration } from './declaration.js';
import type { Fragment } from './fragment.js';
import type { SqlFunction } from './function.js';

/** What a trigger waits for; an update of some columns names them. */
export type TriggerEvent =
  'insert' | 'update' | 'delete' | 'truncate' | { readonly update: readonly (PgColumn | string)[] };

/** What is said of a trigger. */
export interface TriggerDefinition {
  readonly name: string;
  readonly when: 'before' | 'after' | 'instead of';
  readonly events: readonly TriggerEvent[];
  /** Whether it runs once a row or once a statement, which is PostgreSQL's default. */
  readonly forEach?: 'row' | 'statement';
  /** It runs only where this holds: sql`old.email is distinct from new.email`. */
  readonly condition?: Fragment;
  /** The function that it runs: one that is declared, or a name as SQL writes it. */
  readonly execute: SqlFunction | string;
  /** What the function is given, as texts. */
  readonly arguments?: readonly string[];
  /** The names of the tables that hold the rows before and after: REFERENCING. */
  readonly referencing?: { readonly old?: string; readonly new?: string };
  /** A constraint trigger, and when it is checked. */
  readonly constraint?:
    true | { readonly deferrable?: true; readonly initiallyDeferred?: true; readonly from?: PgTable };
  /** In which sessions it fires; `origin` when it is left out, `never` is disabled. */
  readonly fires?: Firing;
}

/** A trigger that is declared beside the models. */
export interface Trigger extends Declaration, TriggerDefinition {
  readonly kind: 'trigger';
  readonly table: PgTable | View;
}

/**
 * A trigger on a table, or on a view where it runs instead of what it waits for: CREATE TRIGGER.
 *
 * @example
 * ```ts
 * import { integer, pgTable, timestamp } from 'drizzle-orm/pg-core';
 * import { sqlFunction, trigger } from 'sluice/models';
 *
 * export const users = pgTable('users', { id: integer().primaryKey(), updatedAt: timestamp('updated_at') });
 * export const touch = sqlFunction({
 *   name: 'touch',
 *   returns: 'trigger',
 *   language: 'plpgsql',
 *   body: 'begin new.updated_at := now(); return new; end',
 * });
 * export const usersTouch = trigger(users, {
 *   name: 'users_touch',
 *   when: 'before',
 *   events: ['update'],
 *   forEach: 'row',
 *   execute: touch,
 * });
 * ```
 */
export const trigger = (table: PgTable | View, definition: TriggerDefinition): Trigger =>
  declare({ ...definition, kind: 'trigger', table });
