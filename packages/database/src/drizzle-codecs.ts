import { textArray, type TextArray } from './text-array.js';

/** How drizzle-orm 1.0 makes a column's value of what a driver gives; of its fields, the one that matters here. */
interface Codec {
  readonly normalize?: ((value: unknown) => unknown) | undefined;
}

type Read = (text: string) => unknown;

/** What `pg` reads itself, and a query leaves as text here. */
const floats: Readonly<Record<string, (value: unknown) => unknown>> = { float4: Number, float8: Number };

/** The same within an array, which a query leaves as text. */
const elements: Readonly<Record<string, Read>> = {
  ...floats,
  ...Object.fromEntries(['smallint', 'int', 'smallserial', 'serial', 'oid'].map((name) => [name, Number])),
  bool: (text) => text === 't',
  json: (text) => JSON.parse(text),
  jsonb: (text) => JSON.parse(text),
};

/**
 * The codecs of drizzle-orm 1.0 for values as queries give them here, made of those for `pg`. They are asked for by the name
 * of a type, and those for `pg` do not name every type that `pg` reads itself.
 */
export const codecsOver = (ofPg: Readonly<Record<string, Codec>>): object =>
  new Proxy(ofPg, { get: (_, type) => (typeof type === 'string' ? codecOver(ofPg[type] ?? {}, type) : undefined) });

function codecOver(ofPg: Codec, type: string): Codec & { readonly normalizeArray: (value: unknown) => unknown } {
  const { normalize = same } = ofPg;
  const element = elements[type] ?? same;
  const each = (list: TextArray): unknown =>
    list.map((one) => (one === null ? null : typeof one === 'string' ? normalize(element(one)) : each(one)));
  return {
    ...ofPg,
    normalize: floats[type] ?? ofPg.normalize,
    normalizeArray: (value) => (typeof value === 'string' ? each(textArray(value)) : value),
  };
}

const same = <T>(value: T): T => value;
