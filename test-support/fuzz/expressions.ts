import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

import type { ColumnData, ExpressionData } from './data.ts';
import type { Family } from './type.ts';
import { typeOf } from './types.ts';

/** An expression over columns: which columns it takes, and what it gives. */
interface Form {
  readonly takes: readonly (Family | 'any')[];
  readonly gives: 'boolean' | 'number' | 'text';
  /** Stays the same, whatever the settings of the session: may stand in an index and a generated column. */
  readonly immutable: boolean;
  readonly write: (...columns: readonly PgColumn[]) => SQL;
}

const form = (takes: Form['takes'], gives: Form['gives'], write: Form['write'], immutable = true): Form => ({
  takes,
  gives,
  immutable,
  write,
});

/** Expressions as people write them: PostgreSQL keeps most of them otherwise. */
export const forms: Readonly<Record<string, Form>> = {
  positive: form(['number'], 'boolean', (a) => sql`${a} > 0`),
  between: form(['number'], 'boolean', (a) => sql`${a} between ${-5} and 1e6`),
  'in numbers': form(['number'], 'boolean', (a) => sql`${a} in (1, 2, 3) or ${a} is null`),
  'not null': form(['any'], 'boolean', (a) => sql`${a} is not null`),
  'one of two': form(['any', 'any'], 'boolean', (a, b) => sql`((${a} is null) or not (${b} is null))`),
  'in texts': form(['text'], 'boolean', (a) => sql`${a} in ('a', 'it''s', ${'back\\slash'}, '10')`),
  like: form(['text'], 'boolean', (a) => sql`${a} not like '%\\_%' and ${a} !~ '^\\s'`),
  length: form(['text'], 'boolean', (a) => sql`length(${a}) < 100`),
  is: form(['boolean'], 'boolean', (a) => sql`${a}`),
  'is not true': form(['boolean'], 'boolean', (a) => sql`${a} is not true`),
  'enum as text': form(['enum'], 'boolean', (a) => sql`${a}::text <> 'no such value'`, false),
  'enum equals itself': form(['enum'], 'boolean', (a) => sql`${a} = ${a}`),
  since: form(['time'], 'boolean', (a) => sql`${a} > '2000-01-01'`, false),
  'has key': form(['json'], 'boolean', (a) => sql`jsonb_typeof(${a}) is not null and not (${a} ? 'no such key')`),
  cardinality: form(['array'], 'boolean', (a) => sql`coalesce(cardinality(${a}), 0) < 100`),
  double: form(['number'], 'number', (a) => sql`${a} * 2`),
  sum: form(['number', 'number'], 'number', (a, b) => sql`coalesce(${a}, 0) + ${b}`),
  size: form(['text'], 'number', (a) => sql`length(${a})`),
  lower: form(['text'], 'text', (a) => sql`lower(${a})`),
  join: form(['text', 'text'], 'text', (a, b) => sql`${a} || ' ' || coalesce(${b}, '\\''')`),
  'json text': form(['json'], 'text', (a) => sql`${a} ->> 'a'`),
  case: form(['boolean'], 'text', (a) => sql`case when ${a} then 'yes' when not ${a} then 'no' else null end`),
};

/** The forms that give something. */
export const formsGiving = (gives: Form['gives'], immutable: boolean): readonly string[] =>
  Object.entries(forms).flatMap(([name, each]) =>
    each.gives === gives && (each.immutable || !immutable) ? [name] : [],
  );

/** Whether the expression may stand over these columns. */
export function fits({ form: name, columns }: ExpressionData, all: readonly ColumnData[], immutable: boolean): boolean {
  const found = forms[name];
  if (!found || found.takes.length !== columns.length || (immutable && !found.immutable)) return false;
  return found.takes.every((family, i) => {
    const column = all.find((each) => each.name === columns[i]);
    return column !== undefined && (family === 'any' || typeOf(column.type).family === family);
  });
}

/** An expression over columns that it fits, chosen by a number; none when there are none. */
export function choose(form: string, seed: number, all: readonly ColumnData[]): ExpressionData | undefined {
  const chosen = (forms[form]?.takes ?? []).map((family, i) => {
    const suitable = all.filter(({ type }) => family === 'any' || typeOf(type).family === family);
    return suitable[(seed + i) % Math.max(1, suitable.length)]?.name;
  });
  const columns = chosen.filter((name) => name !== undefined);
  return columns.length === chosen.length ? { form, columns } : undefined;
}
