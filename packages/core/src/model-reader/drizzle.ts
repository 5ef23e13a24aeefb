import type { Naming } from './naming.js';

/**
 * The user's copy of drizzle-orm, handed in: Sluice loads none of its own. What is read here holds for 0.44 and newer,
 * and for 1.0: entities are told apart by `is()`, which compares names of kinds, never by `instanceof`.
 */
export interface Drizzle {
  readonly root: typeof import('drizzle-orm');
  readonly pgCore: typeof import('drizzle-orm/pg-core');
}

/** Something a module of models exports. */
export interface ModelExport {
  readonly name: string;
  readonly value: unknown;
  /** The module's file, for messages. */
  readonly file?: string;
}

/** How models are to be understood. */
export interface ReadOptions {
  /** The `casing` given to `drizzle()`: how a column is named that was given no name. */
  readonly casing?: 'snake_case' | 'camelCase';
  /** The schema of what names none. `public` when left out. */
  readonly defaultSchema?: string;
  /** How to name what the models give no name, by kind. */
  readonly naming?: Naming;
}

/** Whether `is()` may be asked: it fails on an object without a prototype, such as a module's namespace. */
export function mayBeEntity(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== null;
}

/** A field that drizzle-orm's types do not show, or that only some of its versions have. */
export function hiddenField(value: object, name: string | symbol): unknown {
  return Reflect.get(value, name);
}

/** Marks the proxy that `alias(table, name)` makes: a table in queries, not in the database. */
export const isAlias = (table: object): boolean => hiddenField(table, Symbol.for('drizzle:IsAlias')) === true;
