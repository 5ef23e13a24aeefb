import type { Json, JsonObject } from './json.js';
import type { DatabaseObject, Id } from './object.js';
import type { KindName } from './objects/kinds.js';
import type { Statement } from './statement.js';
import type { Call } from './call.js';

/** One change, as data: verb and kind. What a migration's `upgrade` and `downgrade` are lists of. */
export type Operation = Create | Drop | Alter | Rename | Execute;

/** Makes an object, and with it the parts that its statement makes too (the columns of a table). */
export interface Create {
  readonly verb: 'create';
  readonly object: DatabaseObject;
  readonly parts: readonly DatabaseObject[];
  /** How, not what: `{ concurrently: true }`, `{ fill: "''" }`. Never part of a snapshot. */
  readonly manner?: JsonObject;
}

/** Drops an object and its parts. Out of a diff it holds all that is needed to bring it back; as written, the id. */
export interface Drop {
  readonly verb: 'drop';
  readonly object: DatabaseObject;
  readonly parts: readonly DatabaseObject[];
  readonly manner?: JsonObject;
}

/** Changes attributes of an object: each with what it was and what it becomes. */
export interface Alter {
  readonly verb: 'alter';
  readonly kind: KindName;
  readonly id: Id;
  readonly changes: Changes;
  readonly manner?: JsonObject;
}

/** Gives an object another name. */
export interface Rename {
  readonly verb: 'rename';
  readonly kind: KindName;
  readonly id: Id;
  readonly to: string;
}

/** Runs SQL of the author's own, which speaks of no kind. */
export interface Execute {
  readonly verb: 'execute';
  readonly sql: string;
  /** The statements, where the SQL is not one that runs as it is. */
  readonly statements?: readonly Statement[];
  /** The call that makes it, where it is not `execute` with the SQL alone. */
  readonly call?: Call;
  /** What the reader of a migration should be told of it, a line each. */
  readonly remarks?: readonly string[];
}

/** The changes of an alter, by attribute. */
export type Changes = { readonly [attribute: string]: Change };

/** What an attribute was and what it becomes. */
export type Change = { readonly from: Json; readonly to: Json };
