import { isJsonObject, isList, type Json } from '../../json.js';
import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';
import type { TypeColumn } from '../type-anew.js';

/** A composite type: its attributes, in their order. */
export interface CompositeTypeAttributes extends Owned, Privileged {
  readonly attributes: readonly TypeAttribute[];
}

/** An attribute of a composite type. Types are SQL, as PostgreSQL writes them. */
export interface TypeAttribute {
  readonly name: string;
  readonly type: string;
  /** A collation other than the type's own, as SQL: `"C"`. */
  readonly collation?: string;
  readonly comment?: string;
}

/** How a composite type is changed. */
export interface CompositeTypeManner {
  /** Attributes that keep their values under another name: `{ street: 'road' }`. */
  readonly rename?: Readonly<Record<string, string>>;
  /** The columns that hold values of the type, where an attribute goes: `upgrade` asks before it loses values of theirs. */
  readonly heldBy?: readonly TypeColumn[];
  /** What a type made anew must be given again. */
  readonly keep?: Partial<CompositeTypeAttributes>;
}

/** Attributes as they stand in JSON. */
export const readAttributes = (list: Json | undefined): readonly TypeAttribute[] =>
  isList(list) ? list.filter(isJsonObject).map(readAttribute) : [];

function readAttribute({ name, type, collation, comment }: { readonly [field: string]: Json }): TypeAttribute {
  return {
    name: String(name),
    type: String(type),
    ...(typeof collation === 'string' ? { collation } : {}),
    ...(typeof comment === 'string' ? { comment } : {}),
  };
}
