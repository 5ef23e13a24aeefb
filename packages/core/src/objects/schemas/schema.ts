import type { Owned } from '../rules.js';

/** A PostgreSQL schema. Its id is its name. */
export type SchemaAttributes = Owned;
