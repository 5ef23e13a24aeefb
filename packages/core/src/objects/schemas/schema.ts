import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** A PostgreSQL schema. Its id is its name. */
export interface SchemaAttributes extends Owned, Privileged {}
