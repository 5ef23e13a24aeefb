import { DirectiveError } from '../errors.js';
import type { Json, JsonObject } from '../json.js';
import type { Execute } from '../operation.js';
import { parameterText } from '../sql/parameter.js';
import { idents } from '../sql/quote.js';
import type { Statement } from '../statement.js';
import { isObject, namesOf, readArguments, tableOf, textsOf, type Arguments } from './arguments.js';
import type { Value } from './execute.js';

/** The rows that go into a table. */
export interface BulkInsert {
  readonly table: string;
  /** Left out when it is `public`. */
  readonly schema?: string;
  /** The columns of rows that are lists; of rows that are objects, all columns that any of them names. */
  readonly columns?: readonly string[];
  /** Each an object by column, or a list in the order of `columns`. What a row does not say has the column's default. */
  readonly rows: readonly ({ readonly [column: string]: Value } | readonly Value[])[];
  /** Types that the values do not say: `{ tags: 'jsonb' }` makes a list JSON and no array. */
  readonly types?: { readonly [column: string]: string };
}

/** PostgreSQL counts the parameters of a statement in 16 bits. */
const mostParameters = 65_535;

/** `op.bulkInsert`: as many rows a statement as it may have parameters. */
export function readBulkInsert(given: unknown): Execute {
  const args = readArguments('bulkInsert', given, ['table', 'schema', 'columns', 'rows', 'types']);
  const types = textsOf(args, 'types');
  const columns = columnsOf(args);
  const rows = rowsOf(args, columns).map((row) => row.map((value, i) => textOf(value, types.get(columns[i] ?? ''))));
  const into = `INSERT INTO ${tableOf(args)} (${idents(columns)})`;
  const statements = chunks(rows, Math.max(1, Math.floor(mostParameters / Math.max(1, columns.length)))).map((chunk) =>
    insert(into, columns, types, chunk),
  );
  return {
    verb: 'execute',
    sql: `${into} VALUES …`,
    statements,
    call: { directive: 'bulkInsert', args: callOf(args, columns, rows, types) },
  };
}

/** A value's text, null for NULL, or nothing for the default. */
type Text = string | null | undefined;

function textOf(value: unknown, type: string | undefined): Text {
  if (value === undefined) return undefined;
  const isJson = type !== undefined && /^(pg_catalog\.)?jsonb?$/i.test(type.trim());
  return isJson && value !== null && typeof value === 'object' ? JSON.stringify(value) : parameterText(value);
}

function insert(
  into: string,
  columns: readonly string[],
  types: ReadonlyMap<string, string>,
  rows: readonly (readonly Text[])[],
): Statement {
  const parameters: (string | null)[] = [];
  const lines = rows.map((row) => {
    const values = row.map((value, i) => {
      if (value === undefined) return 'DEFAULT';
      const type = types.get(columns[i] ?? '');
      return `$${parameters.push(value)}${type === undefined ? '' : `::${type}`}`;
    });
    return `(${values.join(', ')})`;
  });
  return { sql: `${into} VALUES ${lines.join(', ')}`, parameters, transaction: 'inside' };
}

function columnsOf(args: Arguments): readonly string[] {
  if (args.fields['columns'] !== undefined) return namesOf(args, 'columns');
  const named = listOf(args).flatMap((row) => (isObject(row) ? Object.keys(row) : []));
  if (named.length > 0 || listOf(args).length === 0) return [...new Set(named)];
  throw new DirectiveError(args.directive, 'needs `columns` where `rows` are lists, or rows that name their columns.');
}

function rowsOf(args: Arguments, columns: readonly string[]): readonly (readonly unknown[])[] {
  return listOf(args).map((row, number) => {
    const problem = (what: string): DirectiveError => new DirectiveError(args.directive, `row ${number + 1} ${what}.`);
    if (Array.isArray(row)) {
      if (row.length !== columns.length)
        throw problem(`has ${row.length} values, and there are ${columns.length} columns`);
      return row;
    }
    if (!isObject(row)) throw problem('is neither an object nor a list of values');
    const other = Object.keys(row).find((name) => !columns.includes(name));
    if (other !== undefined) throw problem(`says \`${other}\`, which is not among the columns`);
    // What a row has from its prototype is no value of a column.
    return columns.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined));
  });
}

function listOf({ directive, fields }: Arguments): readonly unknown[] {
  const { rows } = fields;
  if (Array.isArray(rows)) return rows;
  throw new DirectiveError(directive, 'needs `rows`, a list.');
}

/** The same call in JSON, with every value as PostgreSQL reads it. */
function callOf(
  { fields }: Arguments,
  columns: readonly string[],
  rows: readonly (readonly Text[])[],
  types: ReadonlyMap<string, string>,
): JsonObject {
  const asObject = (row: readonly Text[]): JsonObject =>
    Object.fromEntries(
      columns.flatMap((name, i): [string, Json][] => {
        const text = row[i];
        return text === undefined ? [] : [[name, text]];
      }),
    );
  return {
    ...(typeof fields['schema'] === 'string' ? { schema: fields['schema'] } : {}),
    table: String(fields['table']),
    ...(columns.length === 0 ? {} : { columns }),
    ...(types.size === 0 ? {} : { types: Object.fromEntries(types) }),
    rows: rows.map(asObject),
  };
}

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}
