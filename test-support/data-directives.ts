import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { keyOfObject, NoDatabase, type Connection, type Op, type Row } from '@sluice/core';
import { eq, sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import {
  AssertionFailed,
  BatchUpdateIncomplete,
  DirectiveNotAwaited,
} from '../packages/database/src/database-errors.ts';
import type { BatchEvent } from '../packages/database/src/run-migration.ts';
import type { RunOptions } from '../packages/database/src/run-with.ts';
import { run } from '../packages/database/src/run.ts';
import { script } from '../packages/database/src/script.ts';
import { readVersions } from '../packages/database/src/version-table.ts';
import { migration, up } from '../packages/database/test/sql-directives.ts';
import { dropTwice, makeTwice } from './lenient.ts';
import { splitAt } from './oracle/sql-text.ts';

type Work = (op: Op) => Promise<void>;

const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull(), data: jsonb(), at: timestamp() });

const stuff = `create table stuff (
  day date, at timestamptz, big bigint, "a""b" json, docs jsonb, bytes bytea, names text[], grid int[][],
  ok boolean default true, n numeric, word text default 'none')`;

/** What is the same on every engine: a migration's data directives, run and as a script. */
export function dataDirectives(open: () => Promise<Connection>): void {
  let connection: Connection;
  beforeAll(async () => {
    connection = await open();
  }, 60_000);
  afterAll(() => connection.close());
  beforeEach(async () => {
    await connection.query('rollback; reset all; set timezone to utc');
    await connection.query('drop schema if exists own cascade; drop schema public cascade; create schema public');
  });

  const online = (work: Work, options: RunOptions = {}): Promise<unknown> =>
    run(connection, () => [up(migration('work', work))], options);
  /** What psql does: a statement at a time, to the first error. */
  async function offline(work: Work): Promise<void> {
    const text = await script([], [up(migration('work', work))]);
    for (const statement of splitAt(';', text.replaceAll(/^(?:--|\\).*$/gm, '')))
      if (statement.trim() !== '') await connection.query(statement);
  }
  const ways = [
    { way: 'run', perform: (work: Work) => online(work) },
    { way: 'as a script', perform: offline },
  ];
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => undefined).catch((error: unknown) => error);
  const rows = (query: string): Promise<readonly Row[]> => connection.query(query);

  describe.each(ways)('$way', ({ perform }) => {
    test('execute takes a text as it is, parameters, and a template of drizzle', async () => {
      await perform(async (op) => {
        await op.execute('create table t (a int, b text, c jsonb, d text[])');
        await op.execute(`insert into t values (1, ':word $1 ?', '{"a":true}', '{}')`);
        await op.execute(
          `insert into t values ($1, $2, $3, $4) /* $5 /* $6 */ */ -- '$7
           on conflict do nothing returning '$8', E'\\'$9', $$ $10 $$, "a" as "$11", $1::text`,
          [2, `it's \\ "odd"`, { deep: [1, null] }, ['x', null, 'y"']],
        );
        await op.execute(sql`insert into ${sql.identifier('t')} (a, b) values (${3}, ${'three'})`);
        await op.execute('update t set b = $1 where a - $2 = 2', [null, 1n]);
      });
      expect(await rows('select * from t order by a')).toEqual([
        { a: 1, b: ':word $1 ?', c: { a: true }, d: '{}' },
        { a: 2, b: `it's \\ "odd"`, c: { deep: [1, null] }, d: '{x,NULL,"y\\""}' },
        { a: 3, b: null, c: null, d: null },
      ]);
    });

    test('bulkInsert takes values of every sort, and what is not said is the default', async () => {
      await perform(async (op) => {
        await op.execute(stuff);
        await op.bulkInsert({
          table: 'stuff',
          types: { docs: 'jsonb' },
          rows: [
            {
              day: new Date('2026-11-20T10:00:00Z'),
              at: new Date('2026-11-20T10:00:00.123Z'),
              big: 9007199254740993n,
              'a"b': { quote: `it's`, back: '\\' },
              docs: [{ a: 1 }, 'two'],
              bytes: new Uint8Array([0, 255]),
              names: ['a', null, 'c,"d"'],
              grid: [
                [1, 2],
                [3, 4],
              ],
              n: 1.5,
            },
            { ok: false, docs: null, word: null },
          ],
        });
        await op.bulkInsert({ table: 'stuff', columns: ['word', 'ok'], rows: [['listed', undefined]] });
        await op.bulkInsert({ table: 'stuff', rows: [] });
      });
      expect(await rows('select * from stuff order by n nulls last, word nulls first')).toEqual([
        {
          day: '2026-11-20',
          at: '2026-11-20 10:00:00.123+00',
          big: '9007199254740993',
          'a"b': { quote: `it's`, back: '\\' },
          docs: [{ a: 1 }, 'two'],
          bytes: '\\x00ff',
          names: '{a,NULL,"c,\\"d\\""}',
          grid: '{{1,2},{3,4}}',
          ok: true,
          n: '1.5',
          word: 'none',
        },
        expect.objectContaining({ day: null, docs: null, ok: false, word: null }),
        expect.objectContaining({ ok: true, word: 'listed' }),
      ]);
    });

    test('bulkInsert gives the default to a column that every object in JavaScript has a value for', async () => {
      await rows('create table t (id int, constructor text, "__proto__" text, "toString" text)');
      await perform((op) =>
        op.bulkInsert({
          table: 't',
          rows: [{ id: 1 }, JSON.parse('{ "constructor": "c", "__proto__": "p", "toString": "s" }')],
        }),
      );
      const found = await rows(
        `select to_json(array[id::text, constructor, "__proto__", "toString"]) as row from t order by id`,
      );
      expect(found).toEqual([{ row: ['1', null, null, null] }, { row: [null, 'c', 'p', 's'] }]);
    });

    test('bulkInsert of more values than a statement may have parameters', async () => {
      const all = Array.from({ length: 40_000 }, (_, i) => ({ a: i, b: `row ${i}` }));
      await perform(async (op) => {
        await op.execute('create table t (a int, b text)');
        await op.bulkInsert({ table: 't', rows: all });
      });
      expect(await rows('select count(*)::int as n, max(a) as a from t')).toEqual([{ n: 40_000, a: 39_999 }]);
    });

    test('ifNotExists and ifExists pass over what is there, and what is not', async () => {
      await perform(makeTwice);
      expect(await rows(`select relname from pg_class where relnamespace = 'own'::regnamespace order by 1`)).toEqual(
        ["it's", 'ix', 'ix2', 's'].map((relname) => ({ relname })),
      );
      await connection.query('drop table sluice_version');
      await perform(dropTwice);
      expect(await rows(`select to_regnamespace('own') as own, to_regclass('m') as m`)).toEqual([
        { own: null, m: null },
      ]);
    });

    test('autocommit runs what no transaction may hold, between two', async () => {
      await perform(async (op) => {
        await op.execute('create table t (a int)');
        await op.autocommit(async () => {
          await op.execute('vacuum t');
          await op.createIndex({ table: 't', name: 't_a', columns: [{ column: 'a' }], concurrently: true });
          await op.execute('reindex index concurrently t_a');
        });
        await op.execute('insert into t values (1)');
      });
      expect(await rows('select a from t')).toEqual([{ a: 1 }]);
      expect(await readVersions(connection)).toEqual({ revisions: ['work'], pending: [] });
    });

    test('assert lets pass what is so, before and after', async () => {
      await perform(async (op) => {
        await op.execute('create table t (sluice_rows int)');
        await op.assert('select * from t where sluice_rows < 0; ', 'There are rows of less than nothing');
        await op.execute('insert into t values (1)');
        await op.assert('select * from t where sluice_rows < 0 -- none', 'There are rows of less than nothing');
      });
      expect(await rows('select * from t')).toHaveLength(1);
    });

    test.each([
      { sort: 'a number', keys: ['id'] },
      { sort: 'a uuid', keys: ['uid'] },
      { sort: 'two columns', keys: ['a', 'Odd "name"'] },
    ])('batchUpdate goes through all rows by $sort', async ({ keys }) => {
      await rows(`create table t (id int primary key, uid uuid default gen_random_uuid() unique, a int, "Odd ""name""" text, touched int);
        insert into t (id, a, "Odd ""name""") select i, i % 7, 'x' || i from generate_series(1, 1050) i`);
      await perform(async (op) => {
        await op.batchUpdate({
          table: 't',
          set: { touched: 't.id * 2 -- twice' },
          where: 'touched is null -- not yet',
          key: keys,
          size: 100,
          maxLag: 1000,
        });
      });
      expect(await rows('select count(*)::int as n, sum(touched)::int as s from t')).toEqual([
        { n: 1050, s: 1050 * 1051 },
      ]);
      expect(await rows('select count(distinct xmin::text)::int as transactions from t')).toEqual([
        { transactions: 11 },
      ]);
    });

    test('batchUpdate has not done its work while the condition still holds', async () => {
      await rows('create table t (id int primary key, n int); insert into t select i, 0 from generate_series(1, 25) i');
      const error = await failure(
        perform((op) => op.batchUpdate({ table: 't', set: { n: 'n + 1' }, where: 'n >= 0', key: 'id', size: 10 })),
      );
      expect(String(error)).toContain('25 rows');
      await rows('rollback');
      // Each row was changed once, and no further pass begun.
      expect(await rows('select distinct n from t')).toEqual([{ n: 1 }]);
    });
  });

  test('assert fails with the message, the query and some of the rows', async () => {
    const work: Work = async (op) => {
      await op.execute('create table t (id int, name text)');
      await op.execute(`insert into t select i, E'line\\nbreak' from generate_series(1, 9) i`);
      await op.assert('select id, name from t where id > 1', "It's 100% wrong");
    };
    const error = await failure(online(work));
    expect(error).toBeInstanceOf(AssertionFailed);
    expect(error).toMatchObject({
      query: 'select id, name from t where id > 1',
      rows: [2, 3, 4, 5, 6].map((id) => ({ id, name: 'line\nbreak' })),
      during: { revision: 'work', directive: 'assert', statementsKept: 0 },
    });
    expect(String(error)).toContain(
      "stopped at op.assert: It's 100% wrong. Nothing of it was kept. Rows that must not be there:",
    );
    expect(await rows(`select to_regclass('t') as t`)).toEqual([{ t: null }]);
    expect(await failure(offline(work))).toMatchObject({ reason: "It's 100% wrong", code: 'P0004' });
  });

  test('batchUpdate says how far it is, is taken up again, and finds rows that came in between', async () => {
    await rows(
      `create table t (id int primary key, n int); insert into t select i, null from generate_series(1, 35) i`,
    );
    const seen: BatchEvent[] = [];
    const work: Work = (op) =>
      op.batchUpdate({ table: 't', set: { n: 'id' }, where: 'n is null', key: 'id', size: 10 });
    const stopped = online(work, {
      onBatch: (event) => {
        seen.push(event);
        if (seen.length === 2) throw new Error('stopped');
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(seen.map((event) => event.rows)).toEqual([10, 20]);
    expect(seen[0]).toMatchObject({ revision: 'work', direction: 'upgrade', table: '"public"."t"' });
    expect(await rows('select count(n)::int as done from t')).toEqual([{ done: 20 }]);
    expect(await readVersions(connection)).toMatchObject({ revisions: [], pending: [{ revision: 'work' }] });
    seen.length = 0;
    await rows('insert into t values (0, null)');
    await online(work, { onBatch: (event) => seen.push(event) });
    // It goes on behind the last key; what came in before that is found by another pass.
    expect(seen.map(({ rows: done, total }) => [done, total])).toEqual([
      [30, 36],
      [35, 36],
      [36, 36],
    ]);
    expect(await readVersions(connection)).toEqual({ revisions: ['work'], pending: [] });
  });

  test('batchUpdate asks for no more rows than there are behind the key that it had come to', async () => {
    await rows(
      `create table t (id int primary key, n int); insert into t select i, null from generate_series(1, 40) i`,
    );
    const work: Work = async (op) => {
      await op.batchUpdate({ table: 't', set: { n: 'id' }, where: 'n is null', key: 'id', size: 10 });
      await op.execute('select 1/0');
    };
    await expect(online(work)).rejects.toThrow('division by zero');
    expect(await rows(`select statements, progress from sluice_version_ledger where outcome is null`)).toMatchObject([
      { statements: 1, progress: { attempted: false } },
    ]);
    const stopped = online(
      async (op) => {
        await op.batchUpdate({ table: 't', set: { n: 'id' }, where: 'n is null', key: 'id', size: 10 });
        await op.batchUpdate({ table: 't', set: { n: 'id + 1' }, where: 'n = id', key: 'id', size: 10 });
      },
      {
        onBatch: ({ rows: done }) => {
          if (done === 30) throw new Error('stopped');
        },
      },
    );
    await expect(stopped).rejects.toThrow('stopped');
    expect(await rows(`select statements, progress from sluice_version_ledger where outcome is null`)).toMatchObject([
      { statements: 1, progress: { attempted: true, batches: { key: ['30'], rows: 30 } } },
    ]);
  });

  test('batchUpdate names what is left', async () => {
    await rows('create table t (id int primary key, n int); insert into t values (1, 0)');
    const error = await failure(
      online((op) => op.batchUpdate({ table: 't', set: { n: 'n + 1' }, where: 'n >= 0', key: 'id' })),
    );
    expect(error).toBeInstanceOf(BatchUpdateIncomplete);
    expect(error).toMatchObject({ table: '"public"."t"', changed: 1, remaining: 1 });
  });

  test('op.db is drizzle in the transaction of the migration', async () => {
    const broken = online(async (op) => {
      await op.execute('create table users (id int primary key, name text not null, data jsonb, at timestamp)');
      await op.db.insert(users).values({ id: 1, name: 'Ada' });
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    expect(await rows(`select to_regclass('users') as t`)).toEqual([{ t: null }]);
    const seen: unknown[] = [];
    await online(async (op) => {
      await op.execute('create table users (id int primary key, name text not null, data jsonb, at timestamp)');
      const at = new Date('2026-11-20T10:00:00Z');
      await op.db.insert(users).values([
        { id: 1, name: 'Ada', data: [1, { a: 2 }], at },
        { id: 2, name: 'Grace' },
      ]);
      seen.push(await op.db.select().from(users).where(eq(users.id, 1)));
      seen.push(await op.db.select({ id: users.id, same: sql<number>`${users.id} + 1` }).from(users));
      await op.db.update(users).set({ name: sql`upper(${users.name})` });
      seen.push((await op.query('select name from users where id = $1', [2])).rows);
    });
    expect(seen).toEqual([
      [{ id: 1, name: 'Ada', data: [1, { a: 2 }], at: new Date('2026-11-20T10:00:00Z') }],
      [
        { id: 1, same: 2 },
        { id: 2, same: 3 },
      ],
      [{ name: 'GRACE' }],
    ]);
    expect(await rows('select name from users order by id')).toEqual([{ name: 'ADA' }, { name: 'GRACE' }]);
  });

  test('a run that goes on is told again what it was told, and writes nothing twice', async () => {
    await rows('create table t (a int); insert into t values (1), (1)');
    const seen: unknown[] = [];
    const work: Work = async (op) => {
      await op.query('insert into t values (1)');
      seen.push((await op.query('select count(*)::int as n from t')).rows);
      await op.createIndex({ table: 't', name: 't_a', columns: [{ column: 'a' }], unique: true, concurrently: true });
    };
    await expect(online(work)).rejects.toThrow('could not create unique index');
    await rows('truncate t');
    await online(work);
    expect(seen).toEqual([[{ n: 3 }], [{ n: 3 }]]);
    expect(await rows('select * from t')).toEqual([]);
  });

  test('op.has… and op.introspect see what the migration has done, and change nothing', async () => {
    await online(async (op) => {
      expect([await op.hasTable({ name: "it's" }), await op.hasSchema({ name: 'own' })]).toEqual([false, false]);
      await op.createSchema({ name: 'own' });
      await op.createTable({
        schema: 'own',
        name: "it's",
        columns: [{ name: 'id', type: 'integer', notNull: true }],
        primaryKey: { name: 'pk', columns: ['id'] },
      });
      await op.createIndex({ schema: 'own', table: "it's", name: 'ix', columns: [{ column: 'id' }] });
      await op.createEnum({ name: 'mood', values: ['good'] });
      await op.createView({ name: 'v', query: 'select 1 as one' });
      await op.createSequence({ name: 's' });
      await op.createFunction({
        name: 'f(integer)',
        arguments: 'a integer',
        returns: 'integer',
        language: 'sql',
        body: 'select a',
      });
      const own = { schema: 'own', table: "it's" };
      const are = [
        await op.hasTable({ schema: 'own', name: "it's" }),
        await op.hasSchema({ name: 'own' }),
        await op.hasColumn({ ...own, name: 'id' }),
        await op.hasIndex({ ...own, name: 'ix' }),
        await op.hasConstraint({ ...own, name: 'pk' }),
        await op.hasPrimaryKey({ ...own, name: 'pk' }),
        await op.hasType({ name: 'mood' }),
        await op.hasEnum({ name: 'mood' }),
        await op.hasView({ name: 'v' }),
        await op.hasSequence({ name: 's' }),
        await op.hasFunction({ name: 'f(integer)' }),
      ];
      expect(are).not.toContain(false);
      const areNot = [
        await op.hasTable({ name: "it's" }),
        await op.hasColumn({ ...own, name: 'none' }),
        await op.hasConstraint({ ...own, name: 'ix' }),
        await op.hasDomain({ name: 'mood' }),
        await op.hasExtension({ name: 'none' }),
        await op.hasRole({ name: 'nobody at all' }),
      ];
      expect(areNot).not.toContain(true);
      const { objects } = await op.introspect();
      expect(objects.map(keyOfObject)).toContain("table:own.it's");
      const { rows: settings } = await op.query('show enable_nestloop');
      expect(settings).toEqual([{ enable_nestloop: 'on' }]);
    });
  });

  test('a script asks nobody, and says how to do without', async () => {
    const asking: Record<string, Work> = {
      hasTable: async (op) => void (await op.hasTable({ name: 't' })),
      introspect: async (op) => void (await op.introspect()),
      query: async (op) => void (await op.query('select 1')),
      db: async (op) => void (await op.db.select().from(users)),
    };
    for (const [name, work] of Object.entries(asking)) {
      const error = await failure(offline(work));
      expect(error).toBeInstanceOf(NoDatabase);
      expect(String(error)).toContain(`op.${name} asks the database, and a script is written without one`);
    }
  });

  test('an autocommit that is not awaited is found', async () => {
    const work: Work = async (op) => void op.autocommit(() => op.execute('select 1'));
    await expect(online(work)).rejects.toThrow(DirectiveNotAwaited);
    await expect(offline(work)).rejects.toThrow(DirectiveNotAwaited);
  });
}
