import { DirectiveError } from '../errors.js';
import type { Execute } from '../operation.js';
import { parametersIn, parameterText } from '../sql/parameter.js';
import { ident, literal } from '../sql/quote.js';
import { isObject } from './arguments.js';

/** What a parameter may be: a list is an array, another object JSON. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: unknown };

/** SQL as the `sql` template of drizzle-orm makes it, by what is used of it, so that every line and every copy will do. */
export interface SqlTemplate {
  getSQL(): {
    toQuery(config: {
      casing: { getColumnCasing(column: { readonly name: string }): string };
      escapeName(name: string): string;
      escapeParam(index: number, value: unknown): string;
      escapeString(text: string): string;
    }): { readonly sql: string; readonly params: readonly unknown[] };
  };
}

/** `op.execute(sql)` as it is, `op.execute(sql, parameters)`, and a template, which brings its parameters. */
export function readExecute(args: unknown, [parameters]: readonly unknown[]): Execute {
  if (isTemplate(args)) return fromTemplate(args, parameters);
  if (typeof args !== 'string' || args.trim() === '')
    throw new DirectiveError('execute', 'takes the SQL to run, as a text or as a sql`…` of drizzle-orm.');
  if (parameters === undefined) return { verb: 'execute', sql: args };
  if (!Array.isArray(parameters))
    throw new DirectiveError('execute', 'its second argument is a list: the values of $1, $2 and so on.');
  return withParameters(args, parameters);
}

function withParameters(sql: string, values: readonly unknown[]): Execute {
  const wanted = parametersIn(sql);
  if (wanted !== values.length) {
    throw new DirectiveError(
      'execute',
      `its SQL speaks of ${wanted === 0 ? 'no parameter' : `$1 to $${wanted}`}, and its second argument is a list of ${values.length}.`,
    );
  }
  const parameters = values.map(parameterText);
  return {
    verb: 'execute',
    sql,
    statements: [{ sql, parameters, transaction: 'inside' }],
    call: { directive: 'execute', args: sql, more: [parameters] },
  };
}

function fromTemplate(template: SqlTemplate, parameters: unknown): Execute {
  if (parameters !== undefined)
    throw new DirectiveError('execute', 'takes no parameters beside a sql`…`: write them into it, as ${value}.');
  const { sql, params } = template.getSQL().toQuery({
    casing: { getColumnCasing: ({ name }) => name },
    escapeName: (name) => ident(name),
    escapeParam: (index) => `$${index + 1}`,
    escapeString: literal,
  });
  return params.length === 0 ? { verb: 'execute', sql } : withParameters(sql, params);
}

const isTemplate = (value: unknown): value is SqlTemplate =>
  isObject(value) && 'getSQL' in value && typeof value['getSQL'] === 'function';
