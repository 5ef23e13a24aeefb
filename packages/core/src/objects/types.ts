import type { Find } from '../kind.js';
import { keyOfObject, type Id, type Key } from '../object.js';
import { makeMultirangeName } from '../sql/names.js';
import { readName } from '../sql/quote.js';
import type { KindName } from './kinds.js';

/** The kinds that are types: a column may have one as its type, and so may another type. */
export const typeKinds = ['enum', 'domain', 'composite_type', 'range_type'] as const satisfies readonly KindName[];

/** Whether a kind is a type. */
export const isTypeKind = (kind: KindName): kind is (typeof typeKinds)[number] =>
  typeKinds.some((name) => name === kind);

/** A type without the brackets that make it a list. */
export const elementType = (type: string): string => type.replace(/(\[\])+$/, '');

/** The brackets of a type: `[]` of `text[]`. */
export const bracketsOf = (type: string): string => type.slice(elementType(type).length);

/** The keys of the types that a type, as SQL, names: one at most is there. */
export function typeKeys(type: string, find: Find): readonly Key[] {
  const name = readName(elementType(type));
  return name ? [...typeKinds.flatMap((kind) => find(kind, name)), ...rangesOf(name, find)].map(keyOfObject) : [];
}

/** The range type of which a name is the multirange. */
const rangesOf = ({ schema, name }: { readonly schema: string; readonly name: string }, find: Find) =>
  find('range_type').filter(({ id, attributes }) => id.schema === schema && multirangeName(id, attributes) === name);

/** The name of a range type's multirange: its own, or the one PostgreSQL chooses. */
export function multirangeName(id: Id, attributes: { readonly [name: string]: unknown }): string {
  const { multirange } = attributes;
  return typeof multirange === 'string' ? multirange : makeMultirangeName(id.name);
}
