import { DirectiveError } from '../errors.js';
import { usualSchema } from '../object.js';
import { ident } from '../sql/quote.js';

/** The arguments of a directive, of which nobody knows yet what they are. */
export interface Arguments {
  readonly directive: string;
  readonly fields: { readonly [field: string]: unknown };
}

/** The fields of a directive's one argument; refuses one that it does not know. */
export function readArguments(directive: string, args: unknown, known: readonly string[]): Arguments {
  if (!isObject(args)) throw new DirectiveError(directive, 'takes one object of arguments.');
  const unknown = Object.keys(args).find((field) => !known.includes(field));
  if (unknown !== undefined)
    throw new DirectiveError(directive, `has no \`${unknown}\`: its arguments are ${known.join(', ')}.`);
  return { directive, fields: args };
}

/** Whether something has fields: no list, no date, no bytes. */
export const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array);

/** A text that must be there. */
export function textOf({ directive, fields }: Arguments, field: string, what: string): string {
  const value = fields[field];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new DirectiveError(directive, `needs \`${field}\`, ${what}.`);
}

/** A number of at least `least`; `otherwise` where it is left out. */
export function numberOf({ directive, fields }: Arguments, field: string, least: number, otherwise: number): number {
  const value = fields[field] ?? otherwise;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new DirectiveError(directive, `\`${field}\` is a whole number, ${least} or more.`);
}

/** A list of names, one at least; a text is a list of one. */
export function namesOf({ directive, fields }: Arguments, field: string): readonly string[] {
  const value = fields[field];
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (isNames(list) && list.length > 0) return list;
  throw new DirectiveError(directive, `needs \`${field}\`: a name, or a list of names.`);
}

/** Texts by name; none where they are left out. */
export function textsOf({ directive, fields }: Arguments, field: string): ReadonlyMap<string, string> {
  const value = fields[field] ?? {};
  const entries: readonly (readonly [string, unknown])[] = isObject(value) ? Object.entries(value) : [['', undefined]];
  return new Map(
    entries.map(([name, text]) => {
      if (typeof text === 'string' && text.trim() !== '') return [name, text];
      throw new DirectiveError(directive, `\`${field}\` is an object of texts, by the name of a column.`);
    }),
  );
}

/** The table that a directive names, quoted. */
export function tableOf(args: Arguments): string {
  const { schema = usualSchema, table } = args.fields;
  if (typeof schema !== 'string') throw new DirectiveError(args.directive, 'needs `schema` to be a name.');
  // A blank is a name, too.
  if (typeof table === 'string' && table !== '') return ident(schema, table);
  throw new DirectiveError(args.directive, 'needs `table`, the name of a table.');
}

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
