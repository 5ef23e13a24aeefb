import type { KeyAttributes } from '../keys-catalog.js';

/** A primary key: its columns, in order. */
export type PrimaryKeyAttributes = KeyAttributes;
