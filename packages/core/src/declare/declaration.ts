import type { JsonObject } from '../json.js';
import type { KindName } from '../objects/kinds.js';

/**
 * Something that stands beside the models, since Drizzle has no word for it. It is exported from the same modules and
 * managed like them. Marked by a registered symbol: a project may hold two copies of this package.
 */
export interface Declaration {
  /** The kind of the object that is declared. */
  readonly kind: KindName;
  /** The schema that it stands in. */
  readonly schema?: string;
}

/** What more is said of an object that the models have already. */
export interface Amendment {
  /** A table, column, view, enum, sequence or schema of the models, or what {@link declare} made. */
  readonly of: object;
  readonly attributes: JsonObject;
}

const declared = Symbol.for('sluice:declaration');
const amended = Symbol.for('sluice:amendment');

/** Marks a declaration for the reader of the models. */
export const declare = <T extends Declaration>(declaration: T): T => marked(declaration, declared);

/** Marks an amendment for the reader of the models. */
export const amend = (amendment: Amendment): Amendment => marked(amendment, amended);

/** Whether a module exports this as a declaration. */
export const isDeclaration = (value: unknown): value is Declaration => isMarked(value, declared);

/** Whether a module exports this as an amendment. */
export const isAmendment = (value: unknown): value is Amendment => isMarked(value, amended);

function marked<T extends object>(value: T, mark: symbol): T {
  return Object.freeze(Object.defineProperty({ ...value }, mark, { value: true }));
}

const isMarked = (value: unknown, mark: symbol): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, mark) === true;
