/**
 * How values cross between PostgreSQL and JavaScript: the same for every driver, since the drivers' own rules differ.
 *
 * Out: int2, int4 and oid become numbers, bool a boolean, json and jsonb what they hold. All else stays PostgreSQL's
 * own text, arrays too (`{a,b}`), so that nothing is lost in a conversion nobody asked for.
 */

/** Makes a value of PostgreSQL's text of it. */
export type ReadValue = (text: string) => unknown;

const asText: ReadValue = (text) => text;

const readers: ReadonlyMap<number, ReadValue> = new Map<number, ReadValue>([
  [16, (text) => text === 't'],
  [21, Number],
  [23, Number],
  [26, Number],
  [114, (text) => JSON.parse(text)],
  [3802, (text) => JSON.parse(text)],
]);

/** How to read values of the type with this OID. */
export const readerOf = (typeId: number): ReadValue => readers.get(typeId) ?? asText;

/** The types that are not left as text. */
export const typesRead: readonly number[] = [...readers.keys()];
