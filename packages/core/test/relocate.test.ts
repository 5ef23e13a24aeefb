import { describe, expect, test } from '@jest/globals';
import { fromCall, relocate, statements, type GivenCall } from '../src/index.ts';

const here = { from: 'public', to: 'acme' };

/** The SQL of a directive, done for a tenant. */
const sqlOf = (directive: string, args: unknown, relocation = here): string =>
  statements(relocate(fromCall({ directive, args }), relocation))
    .map(({ sql }) => sql)
    .join('\n');

describe('an operation in another schema', () => {
  const rows: readonly (readonly [what: string, call: GivenCall, sql: string])[] = [
    ['what it is of', { directive: 'dropTable', args: { name: 'users' } }, 'DROP TABLE "acme"."users"'],
    [
      'not what is said to be elsewhere',
      { directive: 'dropTable', args: { schema: 'billing', name: 'users' } },
      'DROP TABLE "billing"."users"',
    ],
    [
      'what a foreign key points to',
      {
        directive: 'addForeignKey',
        args: { table: 'posts', name: 'fk', columns: ['by'], references: { table: 'users', columns: ['id'] } },
      },
      'REFERENCES "acme"."users" ("id")',
    ],
    [
      'not what one points to elsewhere',
      {
        directive: 'addForeignKey',
        args: {
          table: 'posts',
          name: 'fk',
          columns: ['by'],
          references: { schema: 'shared', table: 'users', columns: ['id'] },
        },
      },
      'REFERENCES "shared"."users" ("id")',
    ],
    [
      'a parent',
      {
        directive: 'createTable',
        args: { name: 'posts_a', partitionOf: { table: 'posts', bound: "FOR VALUES IN ('a')" } },
      },
      'CREATE TABLE "acme"."posts_a" PARTITION OF "acme"."posts"',
    ],
    [
      'parents',
      {
        directive: 'alterTable',
        args: { name: 'child', inherits: { from: [], to: [{ table: 'parent' }] } },
      },
      'ALTER TABLE "acme"."child" INHERIT "acme"."parent"',
    ],
    [
      'what owns a sequence',
      {
        directive: 'createSequence',
        args: { name: 'counter', ownedBy: { schema: 'public', table: 'users', column: 'id' } },
      },
      'OWNED BY "acme"."users"."id"',
    ],
    [
      'the columns of a type that is made anew, and the type',
      {
        directive: 'alterEnum',
        args: {
          name: 'mood',
          values: { from: ['a', 'b'], to: ['b'] },
          columns: [{ table: 'users', name: 'mood' }],
        },
      },
      'ALTER TABLE "acme"."users" ALTER COLUMN "mood" TYPE "acme"."mood"',
    ],
    [
      'where rows go',
      { directive: 'bulkInsert', args: { table: 'users', rows: [{ id: 1 }] } },
      'INSERT INTO "acme"."users" ("id") VALUES ($1)',
    ],
    [
      'which rows change',
      { directive: 'batchUpdate', args: { table: 'users', set: { a: '1' }, where: 'a IS NULL', key: 'id' } },
      'UPDATE "acme"."users"',
    ],
    ['no SQL of the author', { directive: 'execute', args: 'DROP TABLE users' }, 'DROP TABLE users'],
    [
      'no text of a view',
      { directive: 'createView', args: { name: 'v', query: 'SELECT 1 FROM public.users' } },
      'CREATE VIEW "acme"."v" AS\nSELECT 1 FROM public.users',
    ],
    ['nothing of the cluster', { directive: 'createRole', args: { name: 'public_reader' } }, '"public_reader"'],
  ];
  test.each(rows)('moves %s', (_, { directive, args }, sql) => {
    const text = sqlOf(directive, args).replaceAll("''", "'");
    expect(text).toContain(sql);
    if (!sql.includes('public')) expect(text).not.toContain('public');
  });

  test('is what it was, where it is the same schema', () => {
    const operation = fromCall({ directive: 'dropTable', args: { name: 'users' } });
    expect(relocate(operation, { from: 'public', to: 'public' })).toBe(operation);
  });

  test('of a default schema that is not public: what names it is moved, what names none is public', () => {
    const relocation = { from: 'app', to: 'acme' };
    expect(sqlOf('dropTable', { schema: 'app', name: 'users' }, relocation)).toBe('DROP TABLE "acme"."users"');
    expect(sqlOf('dropTable', { name: 'users' }, relocation)).toBe('DROP TABLE "public"."users"');
  });
});
