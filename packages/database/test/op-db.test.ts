import type { Connection, Op } from '@sluice/core';
import { connect, run } from '@sluice/database';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PGlite } from '@electric-sql/pglite';
import { eq, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { openPglite } from '../../../test-support/database.ts';

/** Written into the migration, as they should be: those of the application go on changing. */
const users = pgTable('users', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  isAdmin: boolean('is_admin').notNull().default(false),
  settings: jsonb().$type<{ readonly dark: boolean }>(),
  since: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
const posts = pgTable('posts', { id: integer().primaryKey(), author: integer(), title: text() });

let lite: PGlite;
let connection: Connection;
beforeAll(async () => {
  lite = await openPglite();
  connection = await connect(() => lite);
});
afterAll(async () => {
  await connection.close();
  await lite.close();
});

const migrate = async (revision: string, upgrade: (op: Op) => Promise<void>): Promise<void> => {
  const migration = { revision, downRevision: null, branchLabels: [], dependsOn: [] };
  const step = { migration: { ...migration, upgrade, downgrade: upgrade }, deletes: [], inserts: [revision] };
  await run(connection, () => [{ ...step, direction: 'upgrade' }]);
};

test('op.db is drizzle: it inserts, selects, joins, updates and deletes, in the transaction of the migration', async () => {
  const since = new Date('2026-11-20T14:30:00.000Z');
  await migrate('aaaa', async (op) => {
    await op.execute(`create table users (id integer primary key generated always as identity, name text not null,
      is_admin boolean not null default false, settings jsonb, since timestamptz not null default now());
      create table posts (id integer primary key, author integer, title text)`);
    const made = await op.db
      .insert(users)
      .values([
        { name: 'Ada', settings: { dark: true }, since },
        { name: 'Grace', since },
      ])
      .returning();
    expect(made).toEqual([
      { id: 1, name: 'Ada', isAdmin: false, settings: { dark: true }, since },
      { id: 2, name: 'Grace', isAdmin: false, settings: null, since },
    ]);
    await op.db.insert(posts).select(op.db.select({ id: users.id, author: users.id, title: users.name }).from(users));
    await op.db.update(users).set({ isAdmin: true }).where(eq(users.name, 'Ada'));
    await op.db.delete(posts).where(eq(posts.author, 2));
    const found = await op.db
      .select({ name: users.name, isAdmin: users.isAdmin, title: posts.title })
      .from(users)
      .leftJoin(posts, eq(posts.author, users.id))
      .orderBy(users.id);
    expect(found).toEqual([
      { name: 'Ada', isAdmin: true, title: 'Ada' },
      { name: 'Grace', isAdmin: false, title: null },
    ]);
    expect(await op.db.$count(users)).toBe(2);
  });
  const { rows } = await lite.query('select name, is_admin, settings from users order by id');
  expect(rows).toEqual([
    { name: 'Ada', is_admin: true, settings: { dark: true } },
    { name: 'Grace', is_admin: false, settings: null },
  ]);
});

const kinds = pgTable('kinds', {
  big: bigint({ mode: 'bigint' }),
  number: bigint({ mode: 'number' }),
  amount: numeric({ precision: 10, scale: 2 }),
  day: date(),
  dayDate: date('day_date', { mode: 'date' }),
  local: timestamp(),
  text: timestamp({ mode: 'string' }),
  list: text('list').array(),
  numbers: integer().array(),
  days: timestamp({ withTimezone: true }).array(),
  ratio: doublePrecision(),
  word: jsonb(),
  json: jsonb(),
});

test('values of every sort come back as they went', async () => {
  const row = {
    big: 9007199254740993n,
    number: 42,
    amount: '1.50',
    day: '2026-11-20',
    dayDate: new Date('2026-11-20T00:00:00.000Z'),
    local: new Date('2026-11-20T14:30:00.250Z'),
    text: '2026-11-20 14:30:00',
    list: ['a "b"', 'c,d', 'NULL'],
    numbers: [1, 2],
    days: [new Date('2026-11-20T14:30:00.000Z')],
    ratio: 1.5,
    word: 'plain',
    json: [{ a: [1, null] }, 'x'],
  };
  await migrate('cccc', async (op) => {
    await op.execute(`create table kinds (big bigint, number bigint, amount numeric(10, 2), day date, day_date date,
      local timestamp, text timestamp, list text[], numbers integer[], json jsonb,
      days timestamptz[], ratio double precision, word jsonb)`);
    await op.db.insert(kinds).values(row);
    expect(await op.db.select().from(kinds)).toEqual([row]);
  });
});

test('what a migration did by op.db goes with it when it fails', async () => {
  const failing = migrate('bbbb', async (op) => {
    await op.db.execute(sql`create table gone (id integer)`);
    await op.db.execute(sql`select ${1}::text / 2`);
  });
  await expect(failing).rejects.toThrow('operator does not exist: text / integer');
  expect((await lite.query(`select to_regclass('gone') as gone`)).rows).toEqual([{ gone: null }]);
});
