import type { NotNullConstraint } from '../not-null.js';
import type { Grant, Privileged } from '../privileges.js';
import type { Described, StorageParameters } from '../rules.js';
import type { SequenceOptions } from '../sequences/sequence.js';

/** A column of a table. Expressions and types are SQL, as PostgreSQL writes them. */
export interface ColumnAttributes extends Described, Privileged {
  readonly type: string;
  /** A collation other than the type's own, as SQL: `"C"`. */
  readonly collation?: string | null;
  readonly notNull?: boolean;
  /** The constraint that is NOT NULL, where it is not as PostgreSQL makes it (18 and newer). */
  readonly notNullConstraint?: NotNullConstraint | null;
  /**
   * The name of that constraint, where it is the one that PostgreSQL makes and another in the schema bears it too, as
   * CREATE TABLE … (LIKE …) leaves it: PostgreSQL would choose another now, so it is said. Never compared.
   */
  readonly notNullName?: string | null;
  readonly default?: string | null;
  readonly generated?: Generated | null;
  readonly identity?: Identity | null;
  readonly serial?: Serial | null;
  /** Storage other than the type's own: plain, external, extended, main. */
  readonly storage?: string | null;
  readonly compression?: string | null;
  /** Statistics target; null is the server's default. */
  readonly statistics?: number | null;
  /** Attribute options: `{ n_distinct: '500' }`. */
  readonly options?: StorageParameters;
  /** Place within the table. Never compared: PostgreSQL cannot move a column. */
  readonly position?: number;
}

/** GENERATED ALWAYS AS (expression). */
export interface Generated {
  readonly expression: string;
  /** STORED is written to disk; the other, VIRTUAL, is computed when read (18 and newer). */
  readonly stored: boolean;
}

/** The sequence within an identity or a serial column. */
export interface OwnSequence extends SequenceOptions {
  /** Its name; null is the one PostgreSQL chooses: `<table>_<column>_seq`. */
  readonly sequence?: string | null;
  readonly privileges?: readonly Grant[];
  readonly comment?: string | null;
}

/** GENERATED … AS IDENTITY. */
export interface Identity extends OwnSequence {
  readonly generation: 'always' | 'by default';
}

/** An integer column that takes its default from a sequence it owns. */
export interface Serial extends OwnSequence {
  /** The sequence's type, which PostgreSQL does not change along with the column's. */
  readonly type: string;
}
