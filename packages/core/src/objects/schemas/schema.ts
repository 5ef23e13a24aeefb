import type { Described } from '../rules.js';

/** A PostgreSQL schema. Its id is its name. */
export type SchemaAttributes = Described;
