/** How large a schema is made, and of what. */
export interface Shape {
  readonly tables: number;
  readonly enums: number;
}

/** Tables in one file of models. */
const A_FILE = 100;

/**
 * The models of a schema, as the files of a project: tables of thirteen columns, three indexes, a unique, a check and a
 * foreign key. The same shape gives the same files.
 *
 * @param changed - in how many of the tables there is a column more
 */
export function modelFiles({ tables, enums }: Shape, changed = 0): Readonly<Record<string, string>> {
  const files: [string, string][] = [['models/enums.js', enumsText(enums)]];
  for (let first = 0; first < tables; first += A_FILE) {
    const numbers = Array.from({ length: Math.min(A_FILE, tables - first) }, (_, i) => first + i);
    const texts = numbers.map((n) => tableText(n, enums, n < changed));
    files.push([`models/tables_${first}.js`, `${headText(first)}\n${texts.join('\n')}`]);
  }
  return Object.fromEntries(files);
}

const enumsText = (count: number): string =>
  [
    `import { pgEnum } from 'drizzle-orm/pg-core';`,
    ...Array.from(
      { length: count },
      (_, n) => `export const e${n} = pgEnum('e${n}', ['new', 'open', 'done', 'gone']);`,
    ),
  ].join('\n');

const headText = (first: number): string => `
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, jsonb, numeric, pgTable, text, timestamp, unique, uuid, varchar } from 'drizzle-orm/pg-core';
import * as enums from './enums.js';
${first === 0 ? '' : importParents(first)}`;

/** The tables of one file have their parents in one other. */
function importParents(first: number): string {
  const parents = Array.from({ length: A_FILE / 10 }, (_, i) => `t${parentOf(first) + i}`);
  return `import { ${parents.join(', ')} } from './tables_${Math.floor(parentOf(first) / A_FILE) * A_FILE}.js';`;
}

/** The table that a table refers to: a tree, as others read one table by way of another and go no deeper than they can. */
export const parentOf = (n: number): number => Math.floor(n / 10);

const tableText = (n: number, enums: number, isChanged: boolean): string => `
export const t${n} = pgTable('t${n}', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  parent: integer()${n === 0 ? '' : `.references(() => t${parentOf(n)}.id)`},
  name: varchar({ length: 200 }).notNull(),
  code: text().notNull(),
  state: enums.e${n % enums}().notNull().default('new'),
  amount: numeric({ precision: 12, scale: 2 }).notNull().default('0'),
  total: bigint({ mode: 'number' }),
  isOpen: boolean().notNull().default(true),
  made: timestamp({ withTimezone: true }).notNull().defaultNow(),
  day: date(),
  token: uuid().defaultRandom(),
  more: jsonb().notNull().default({}),
  note: text(),${isChanged ? '\n  extra: integer(),' : ''}
}, (t) => [
  index('t${n}_parent').on(t.parent),
  index('t${n}_name').on(t.name),
  index('t${n}_made').on(t.made),
  unique('t${n}_code').on(t.code),
  check('t${n}_amount', sql\`\${t.amount} >= 0\`),
]);`;
