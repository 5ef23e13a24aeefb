import type { Grant } from '../privileges.js';

/**
 * What is granted on objects when a role makes them. The name says which: `tables`, of the role that runs migrations;
 * `tables of bob`, of another; `tables in app`, only in that schema; `functions of bob in app`. Besides tables (and
 * views) there are `sequences`, `functions`, `types` and `schemas`.
 */
export interface DefaultPrivilegesAttributes {
  /** In a schema, what is granted besides; otherwise all of it, as on an object. */
  readonly privileges: readonly Grant[];
}
