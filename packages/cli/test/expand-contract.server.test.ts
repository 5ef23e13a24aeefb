import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { autogenerate, downgrade, upgrade, type AutogenerateOptions } from 'sluice';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { dump } from '../../../test-support/oracle/dump.ts';
import { makeProject, type Project } from './fixtures/project.ts';

/** Models before and after, the code that knows each, and the rows that all of it must leave alike. */
interface Row {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly answers: Partial<AutogenerateOptions>;
  /** What no model says, before. */
  readonly drift?: string;
  /** Rows that are there before. */
  readonly rows: string;
  /** What code writes that knows the column as it was, and as it is to be; `n` is another number each time. */
  readonly old: (n: number) => string;
  readonly fresh: (n: number) => string;
  /** Rows that are out of step while both columns are there. */
  readonly outOfStep: Readonly<Record<'before' | 'after', string>>;
  /** What is read of all rows, by the code of each time. */
  readonly seenOld: string;
  readonly seenFresh: string;
  readonly steps: readonly string[];
}

const head = `import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, json, numeric, pgSchema, pgTable, pgEnum, text, timestamp, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';\n`;
const four = ['expand', 'backfill', 'switch', 'contract'];

const rows: readonly Row[] = [
  {
    name: 'a column with all that can stand on one gets another name',
    before: `export const orgs = pgTable('orgs', { id: integer().primaryKey() });
      export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull().default('nobody'), org: integer(), at: integer() },
        (t) => [index('users_name_idx').on(t.name), uniqueIndex('users_lower').on(sql\`lower(\${t.name})\`, t.id), unique('users_name_at').on(t.name, t.at),
          check('name_long', sql\`length(\${t.name}) > 1\`), foreignKey({ name: 'users_org', columns: [t.org], foreignColumns: [orgs.id] }).onDelete('cascade'), index('some').on(t.at).where(sql\`\${t.org} > 0\`)]);`,
    after: `export const orgs = pgTable('orgs', { id: integer().primaryKey() });
      export const users = pgTable('users', { id: integer().primaryKey(), fullName: text('full_name').notNull().default('nobody'), orgId: integer('org_id'), at: integer() },
        (t) => [index('users_full_name_idx').on(t.fullName), uniqueIndex('users_lower').on(sql\`lower(\${t.fullName})\`, t.id), unique('users_name_at').on(t.fullName, t.at),
          check('name_long', sql\`length(\${t.fullName}) > 1\`), foreignKey({ name: 'users_org', columns: [t.orgId], foreignColumns: [orgs.id] }).onDelete('cascade'), index('some').on(t.at).where(sql\`\${t.orgId} > 0\`)]);`,
    answers: { renames: { 'users.name': 'full_name', 'users.org': 'org_id' } },
    drift: `comment on column users.name is 'What they are called'; comment on index users_lower is 'Small'; grant select (name) on users to public`,
    rows: `insert into orgs select generate_series(1, 9); insert into users (id, name, org, at) select i, 'user ' || i, i % 9 + 1, i from generate_series(1, 2500) i; insert into users (id) values (3000)`,
    old: (
      n,
    ) => `insert into users (id, name, org, at) values (${n}, 'old ${n}', 3, ${n}); insert into users (id) values (${n} + 1);
      update users set name = 'changed ' || ${n}, org = null where id = ${n} % 7; update users set org = 5 where id = ${n} % 5 + 2; update users set at = at where id > 10 and id < 20`,
    fresh: (
      n,
    ) => `insert into users (id, full_name, org_id, at) values (${n}, 'new ${n}', 3, ${n}); insert into users (id) values (${n} + 1);
      update users set full_name = 'anew ' || ${n}, org_id = null where id = ${n} % 7; update users set org_id = 5 where id = ${n} % 5 + 2; update users set at = at where id > 10 and id < 20`,
    outOfStep: {
      before: 'name is distinct from full_name or org is distinct from org_id',
      after: 'name is distinct from full_name or org is distinct from org_id',
    },
    seenOld: 'select id, name, org, at from users order by id',
    seenFresh: 'select id, full_name as name, org_id as org, at from users order by id',
    steps: four,
  },
  {
    name: 'a column gets another type: its values are written anew, and PostgreSQL knows the way',
    before: `export const orders = pgTable('orders', { id: integer().primaryKey(), total: integer().notNull().default(0), note: text() },
        (t) => [index('orders_total').on(t.total), check('orders_total_check', sql\`\${t.total} >= 0\`), unique('orders_both').on(t.total, t.id)]);`,
    after: `export const orders = pgTable('orders', { id: integer().primaryKey(), total: numeric({ precision: 12, scale: 2 }).notNull().default('0'), note: text() },
        (t) => [index('orders_total').on(t.total), check('orders_total_check', sql\`\${t.total} >= 0\`), unique('orders_both').on(t.total, t.id)]);`,
    answers: {},
    rows: `insert into orders select i, i, 'n' || i from generate_series(1, 1500) i; insert into orders (id) values (2000)`,
    old: (n) =>
      `insert into orders (id, total) values (${n}, ${n}); insert into orders (id) values (${n} + 1); update orders set total = total + 1 where id = ${n} % 7; update orders set note = 'x' where id < 5`,
    fresh: (n) =>
      `insert into orders (id, total) values (${n}, ${n}); insert into orders (id) values (${n} + 1); update orders set total = total + 1 where id = ${n} % 7; update orders set note = 'x' where id < 5`,
    outOfStep: { before: 'total is distinct from total_new', after: 'total is distinct from total_old' },
    seenOld: 'select id, total::int, note from orders order by id',
    seenFresh: 'select id, total::int, note from orders order by id',
    steps: four,
  },
  {
    name: 'a type with another way, names with quotes and capitals, a schema of their own, and a change beside it',
    before: `export const shop = pgSchema('The "Shop"');
      export const mood = shop.enum('Mood', ['sad', 'ok']);
      export const people = shop.table("Per'son", { id: integer('the Id').primaryKey(), mood: text('Mo"od').notNull(), born: text('Born'), doc: json('Doc') },
        (t) => [index('Ix "1"').on(t.mood), check('Ch', sql\`\${t.born} <> ''\`)]);`,
    after: `export const shop = pgSchema('The "Shop"');
      export const mood = shop.enum('Mood', ['sad', 'ok']);
      export const people = shop.table("Per'son", { id: integer('the Id').primaryKey(), mood: mood('Mo"od').notNull(), born: text('Born At'), doc: json('The Doc'), note: varchar('Note', { length: 20 }) },
        (t) => [index('Ix "1"').on(t.mood), check('Ch', sql\`\${t.born} <> ''\`), index('Notes').on(t.note)]);`,
    answers: { renames: { [`The "Shop".Per'son.Born`]: 'Born At', [`The "Shop".Per'son.Doc`]: 'The Doc' } },
    rows: `insert into "The ""Shop"""."Per'son" select i, case when i % 2 = 0 then 'sad' else 'ok' end, 'b' || i, case when i > 5 then '{"a": 1,"a":2}'::json end from generate_series(1, 30) i`,
    old: (n) =>
      `insert into "The ""Shop"""."Per'son" ("the Id", "Mo""od", "Born", "Doc") values (${n}, 'sad', 'b', '[]'); update "The ""Shop"""."Per'son" set "Mo""od" = 'ok', "Born" = 'c', "Doc" = '{"b" : 1}' where "the Id" = ${n} % 7`,
    fresh: (n) =>
      `insert into "The ""Shop"""."Per'son" ("the Id", "Mo""od", "Born At", "The Doc") values (${n}, 'ok', 'b', '[]'); update "The ""Shop"""."Per'son" set "Mo""od" = 'sad', "Born At" = 'd', "The Doc" = null where "the Id" = ${n} % 7`,
    outOfStep: {
      before: `"Mo""od" is distinct from "Mo""od_new"::text or "Born" is distinct from "Born At" or "Doc"::text is distinct from "The Doc"::text`,
      after: `"Mo""od"::text is distinct from "Mo""od_old" or "Born" is distinct from "Born At" or "Doc"::text is distinct from "The Doc"::text`,
    },
    seenOld: `select "the Id", "Mo""od"::text as mood, "Born" as born, "Doc"::text as doc from "The ""Shop"""."Per'son" order by 1`,
    seenFresh: `select "the Id", "Mo""od"::text as mood, "Born At" as born, "The Doc"::text as doc from "The ""Shop"""."Per'son" order by 1`,
    steps: ['', ...four],
  },
];

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  let project: Project;
  beforeAll(() => void (project = makeProject({}, ['drizzle-orm', 'pg'])));
  afterAll(() => project.remove());

  async function withDatabase<T>(work: (database: TestDatabase, client: pg.Client) => Promise<T>): Promise<T> {
    const database = await createDatabase(url);
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      return await work(database, client);
    } finally {
      await client.end();
      await database.drop();
    }
  }

  const settings = (folder: string, models: string, database: TestDatabase) => ({
    cwd: project.root,
    config: { models: `./${folder}/${models}.js`, migrations: `./${folder}/migrations` },
    database: database.url,
  });

  test.each(rows)('$name', async (row) => {
    const folder = `p${rows.indexOf(row)}`;
    project.write({ [`${folder}/before.js`]: head + row.before, [`${folder}/after.js`]: head + row.after });
    await withDatabase(async (database, client) => {
      const [was, is] = [settings(folder, 'before', database), settings(folder, 'after', database)];
      await autogenerate({ ...was, message: 'Begin', prove: false });
      await upgrade(was);
      await client.query(`${row.rows}; ${row.drift ?? ''}`);
      const start = await dump(database.url, { columnOrder: 'ignore' });

      const { migrations } = await autogenerate({ ...is, ...row.answers, message: 'Move', expandContract: true });
      expect(migrations.map(({ message }) => message)).toEqual(
        row.steps.map((step) => (step ? `Move: ${step}` : 'Move')),
      );
      expect(migrations.map(({ proof }) => proof?.proved)).toEqual(row.steps.map(() => true));

      let n = 10_000;
      const write = async (by: Row['old']): Promise<void> => void (await client.query(by((n += 10))));
      const inStep = async (when: 'before' | 'after'): Promise<void> => {
        const table = /from (\S+(?: \S+)?"|\S+) order/.exec(row.seenOld)?.[1] ?? '';
        const { rows: found } = await client.query(`select * from ${table} where ${row.outOfStep[when]}`);
        expect(found).toEqual([]);
      };
      const renames = row.answers.renames !== undefined;
      for (const step of row.steps) {
        await upgrade({ ...is, target: '+1' });
        if (step !== 'contract') await write(row.old);
        if (step === 'switch' || (step === 'backfill' && renames)) await write(row.fresh);
        if (step === 'backfill') await inStep('before');
        if (step === 'switch') await inStep('after');
      }
      await write(row.fresh);
      expect((await autogenerate({ ...is, message: 'Nothing' })).upgrade).toEqual([]);
      const { rows: seen } = await client.query(row.seenFresh);

      for (const step of row.steps.toReversed()) {
        await downgrade({ ...is, target: '-1' });
        if (step === 'contract') await inStep('after');
        if (step === 'switch') await inStep('before');
      }
      expect((await client.query(row.seenOld)).rows).toEqual(seen);
      expect(await dump(database.url, { columnOrder: 'ignore' })).toBe(start);
    });
  });
});
