import { wasCut } from '../sql/names.js';

/** A model that cannot be read. Each error carries the facts; `source` says where the model stands. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
  readonly source: string;

  constructor(source: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.source = source;
  }
}

/** drizzle-orm itself fails on the model. */
export class ModelUnreadable extends ModelError {
  override readonly name = 'ModelUnreadable';

  constructor(source: string, reason: string, options?: ErrorOptions) {
    super(source, `${source} cannot be read: ${reason}`, options);
  }
}

/** Two definitions of the same object that are not one and the same. */
export class DuplicateModel extends ModelError {
  override readonly name = 'DuplicateModel';
  readonly other: string;

  constructor(what: string, source: string, other: string) {
    super(source, `${what} is defined twice, as ${source} and as ${other}: keep one of the two`);
    this.other = other;
  }
}

/** Two objects that PostgreSQL would give the same name, where a name must be unique. */
export class NameCollision extends ModelError {
  override readonly name = 'NameCollision';
  readonly other: string;
  /** The name as PostgreSQL keeps it, cut to 63 bytes. */
  readonly objectName: string;
  /** Where it must be unique: `relations of public`. */
  readonly namespace: string;

  constructor(objectName: string, namespace: string, source: string, other: string) {
    const cut = wasCut(objectName) ? ' (PostgreSQL cuts names to 63 bytes)' : '';
    super(
      source,
      `${source} and ${other} would both be named "${objectName}" among the ${namespace}: give one of them another name${cut}`,
    );
    this.other = other;
    this.objectName = objectName;
    this.namespace = namespace;
  }
}

/** A foreign key whose target is not there. */
export class ReferenceUnresolved extends ModelError {
  override readonly name = 'ReferenceUnresolved';

  constructor(source: string, options?: ErrorOptions) {
    super(
      source,
      `A foreign key of ${source} refers to a column that is not there: check the import it comes from (two modules that import each other?)`,
      options,
    );
  }
}

/** A table with more than one primary key. */
export class SeveralPrimaryKeys extends ModelError {
  override readonly name = 'SeveralPrimaryKeys';

  constructor(source: string) {
    super(
      source,
      `Table ${source} has more than one primary key: name all its columns in one primaryKey({ columns: [...] })`,
    );
  }
}

/** A value that has no SQL text. */
export class ValueUnsupported extends ModelError {
  override readonly name = 'ValueUnsupported';
  readonly what: string;

  constructor(source: string, what: string) {
    super(source, `${source} holds ${what}, which cannot be written as SQL: write it as sql\`...\``);
    this.what = what;
  }
}
