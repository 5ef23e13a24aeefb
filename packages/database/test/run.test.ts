import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hostname } from 'node:os';
import type { PGlite } from '@electric-sql/pglite';
import type { Connection, Migration, Op } from '@sluice/core';
import { openPglite } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';
import {
  DirectiveNotAwaited,
  DirectiveTooLate,
  MigrationEdited,
  MigrationInterrupted,
  StatementFailed,
  TransactionEnded,
  TransactionOpen,
} from '../src/database-errors.ts';
import type { Step } from '../src/run-migration.ts';
import { runWith, type RunOptions } from '../src/run-with.ts';
import { readLedger } from '../src/ledger.ts';
import { stamp } from '../src/stamp.ts';
import { readVersions } from '../src/version-table.ts';
import { contents, down, migration, sqlDirectives, up } from './sql-directives.ts';

let lite: PGlite;
let connection: Connection;
beforeAll(async () => {
  lite = await openPglite();
  connection = await connect(() => lite);
}, 60_000);
afterAll(() => lite.close());
beforeEach(async () => {
  await connection.query('rollback; reset all; set timezone to utc');
  await connection.query('drop schema if exists own cascade; drop schema public cascade; create schema public');
});

const run = (steps: readonly Step[], options?: RunOptions, over = connection) =>
  runWith(sqlDirectives, over, () => steps, options);
const failure = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

const one = migration('one', ['create table a (id int)', 'create table b (id int)'], ['drop table b', 'drop table a']);
const two = migration('two', ['alter table a add c int'], ['alter table a drop c']);
const broken = migration('broken', ['create table broken_a (id int)', 'create table b (\n  id nonsense)']);

/** Every transaction rule, in the order that leaves the most to go wrong. */
const mixed = migration(
  'mixed',
  [
    'create table m (id int)',
    `create type mood as enum ('a')`,
    '-- outside, clear: drop index concurrently if exists m_id\ncreate index concurrently m_id on m (id)',
    'alter table m add c int',
    `-- committed\nalter type mood add value 'b'`,
    `insert into m (id) select 1 where 'b' = any (enum_range(null::mood)::text[])`,
    '-- outside, clear: drop index concurrently if exists m_c\ncreate index concurrently m_c on m (c)',
    '-- outside, clear: drop index concurrently if exists m_both\ncreate index concurrently m_both on m (id, c)',
    'alter table m add d int',
  ],
  [
    'alter table m drop d',
    '-- outside\ndrop index concurrently if exists m_both',
    '-- outside\ndrop index concurrently if exists m_c',
    'drop table m',
    'drop type mood',
  ],
);

describe('a run', () => {
  test('applies each migration, records it, and leaves nothing when all is taken back', async () => {
    const empty = await contents(connection);
    const seen: string[] = [];
    const options: RunOptions = {
      onMigrationStart: ({ migration: { revision }, direction }) => seen.push(`${direction} ${revision}`),
      onMigrationEnd: ({ migration: { revision } }, { milliseconds }) => seen.push(`${revision} ${milliseconds > 0}`),
      onStatement: ({ index, directive, statement }) => seen.push(`${index} ${directive} ${statement.sql}`),
    };
    await run([up(one), up(two, one)], options);
    expect(await readVersions(connection)).toEqual({ revisions: ['two'], pending: [] });
    expect(seen).toEqual([
      'upgrade one',
      '0 execute create table a (id int)',
      '1 execute create table b (id int)',
      'one true',
      'upgrade two',
      '0 execute alter table a add c int',
      'two true',
    ]);
    await run([down(two, one)]);
    expect(await readVersions(connection)).toEqual({ revisions: ['one'], pending: [] });
    await run([down(one)]);
    expect(await contents(connection)).toEqual(empty);
  });

  test('plans with what is applied, and does nothing for an empty plan', async () => {
    await run([up(one)]);
    const steps = await runWith(sqlDirectives, connection, (revisions) => (revisions.includes('one') ? [] : [up(one)]));
    expect(steps).toEqual([]);
  });

  test('keeps the migrations before one that fails, and nothing of that one', async () => {
    const error = await failure(run([up(one), up(broken, one)]));
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({
      code: '42704',
      during: { revision: 'broken', file: 'broken.ts', directive: 'execute', direction: 'upgrade', statementsKept: 0 },
    });
    expect(String(error)).toBe(
      `StatementFailed: The upgrade of migration broken (broken.ts) failed in op.execute: type "nonsense" does not exist (42704). Nothing of it was kept

  create table b (
>   id nonsense)`,
    );
    expect(await contents(connection)).not.toContain('relation broken_a');
    expect(await readVersions(connection)).toEqual({ revisions: ['one'], pending: [] });
  });

  test('leaves nothing at all when the first migration fails', async () => {
    const empty = await contents(connection);
    await failure(run([up(broken)]));
    expect(await contents(connection)).toEqual(empty);
    expect(await readVersions(connection)).toEqual({ revisions: [], pending: [] });
  });

  test('records in another table and schema when told to', async () => {
    await connection.query('create schema own');
    await run([up(one)], { versionTable: { schema: 'own', name: 'my versions' } });
    expect(await readVersions(connection)).toEqual({ revisions: [], pending: [] });
    expect(await readVersions(connection, { schema: 'own', name: 'my versions' })).toMatchObject({
      revisions: ['one'],
    });
  });

  test('runs in the default schema, in UTC, with a lock timeout, whatever the session says, and puts that back', async () => {
    await connection.query(
      `create schema own; set search_path to own; set timezone to 'Asia/Tokyo'; set lock_timeout to '9s'`,
    );
    const probe = `insert into public.probe select current_setting('search_path'), current_setting('TimeZone'), current_setting('lock_timeout')`;
    await connection.query('create table public.probe (path text, zone text, timeout text)');
    await run([up(migration('probe', [probe, '-- outside\n' + probe, probe]))], {
      defaultSchema: 'app',
      lockTimeout: '3s',
    });
    expect(await connection.query('select * from public.probe')).toEqual([
      { path: 'app', zone: 'UTC', timeout: '3s' },
      { path: '"app"', zone: 'UTC', timeout: '0' },
      { path: 'app', zone: 'UTC', timeout: '3s' },
    ]);
    expect(
      await connection.query(
        `select current_setting('search_path') || current_setting('TimeZone') || current_setting('lock_timeout') as s`,
      ),
    ).toEqual([{ s: 'ownAsia/Tokyo9s' }]);
  });

  test('waits for a run over the same PGlite, and plans after it', async () => {
    const others = await Promise.all([connect(() => lite), connect(() => lite)]);
    const plan = (revisions: readonly string[]) => (revisions.length === 0 ? [up(one)] : []);
    const results = await Promise.all(others.map((other) => runWith(sqlDirectives, other, plan)));
    expect(results.map((steps) => steps.length)).toEqual([1, 0]);
  });

  test('refuses a connection that is in a transaction', async () => {
    await connection.query('begin');
    await expect(run([up(one)])).rejects.toThrow(TransactionOpen);
    await connection.query('rollback');
  });
});

describe('a migration that is not what it should be', () => {
  const functions: readonly (readonly [string, (op: Op) => Promise<void>, unknown])[] = [
    ['forgets every await', async (op) => void op.execute('create table x ()'), DirectiveNotAwaited],
    [
      'forgets the last await',
      async (op) => {
        await op.execute('create table x ()');
        void op.execute('create table y ()');
        void op.execute('create table z ()');
      },
      DirectiveNotAwaited,
    ],
    ['forgets an await of what fails', async (op) => void op.execute('nonsense'), StatementFailed],
    ['swallows a failure', (op) => op.execute('nonsense').catch(() => undefined), StatementFailed],
    [
      'goes on after a failure',
      async (op) => {
        await Promise.allSettled([op.execute('nonsense'), op.execute('create table x ()')]);
      },
      StatementFailed,
    ],
    ['commits', (op) => op.execute('create table x (); rollback'), TransactionEnded],
    ['throws', () => Promise.reject(new RangeError('mine')), RangeError],
    [
      'throws at once',
      () => {
        throw new RangeError('mine');
      },
      RangeError,
    ],
  ];

  test.each(functions)('%s: nothing of it is kept', async (_, work, expected) => {
    const empty = await contents(connection);
    const error = await failure(run([up(migration('odd', work))]));
    expect(error).toBeInstanceOf(expected);
    expect(await contents(connection)).toEqual(empty);
  });

  test('what ends the transaction and begins another is not recorded, and the other is rolled back', async () => {
    await run([up(one)]);
    const work = ['create table stays (); commit; begin; create table goes ()'];
    const error = await failure(run([up(migration('odd', work), one)]));
    expect(error).toBeInstanceOf(TransactionEnded);
    expect((await readVersions(connection)).revisions).toEqual([one.revision]);
    expect(await contents(connection)).toContain('relation stays');
    expect(await contents(connection)).not.toContain('relation goes');
  });

  test('what takes away the tables of Sluice is recorded in new ones', async () => {
    await run([up(one)]);
    await run([up(migration('odd', ['drop table sluice_version, sluice_version_ledger; create table stays ()']), one)]);
    expect((await readVersions(connection)).revisions).toEqual(['odd']);
    expect((await readLedger(connection)).map(({ revision, outcome }) => ({ revision, outcome }))).toEqual([
      { revision: 'odd', outcome: 'done' },
    ]);
    expect(await contents(connection)).toContain('relation stays');
  });

  test('what a constraint refuses at the commit leaves nothing', async () => {
    await run([up(one)]);
    const before = await contents(connection);
    const error = await failure(
      run([
        up(
          migration('odd', [
            'create table d (id integer primary key, e integer)',
            'alter table d add foreign key (e) references d deferrable initially deferred',
            'insert into d values (1, 2)',
          ]),
          one,
        ),
      ]),
    );
    expect(error).toMatchObject({ code: '23503', sql: 'commit' });
    expect(await contents(connection)).toEqual(before);
    expect((await readVersions(connection)).revisions).toEqual([one.revision]);
  });

  test('names the directives that were not awaited', async () => {
    const error = await failure(run([up(migration('odd', async (op) => void op.execute('select 1')))]));
    expect(String(error)).toBe(
      'DirectiveNotAwaited: The upgrade of migration odd (odd.ts) ended before op.execute had run: write await in front of every directive',
    );
  });

  test('runs what is called at once in the order of the calls', async () => {
    const work = async (op: Op) => {
      await Promise.all([
        op.execute('create table x ()'),
        op.execute('alter table x add y int'),
        op.execute('drop table x'),
      ]);
    };
    await run([up(migration('parallel', work))]);
  });

  test('calls a directive when it is over', async () => {
    const kept: Op[] = [];
    await run([up(migration('late', async (op) => void kept.push(op)))]);
    await expect(kept[0]?.execute('create table x ()')).rejects.toThrow(DirectiveTooLate);
    expect(await contents(connection)).not.toContain('relation x');
  });
});

describe('a run that is killed', () => {
  /** A connection that ends at the nth query, before it is run or after, and hears nothing from then on. */
  function killedAt(n: number, moment: 'before' | 'after'): Connection & { readonly killed: () => boolean } {
    let count = 0;
    let dead = false;
    const query: Connection['query'] = async (sql, values) => {
      if (dead) throw new Error('killed');
      count += 1;
      dead = count === n;
      if (dead && moment === 'before') throw new Error('killed');
      const rows = await connection.query(sql, values);
      if (dead) throw new Error('killed');
      return rows;
    };
    const { queryLists } = connection;
    return { engine: 'pglite', query, queryLists, close: async () => undefined, killed: () => dead };
  }

  async function killEverywhere(step: Step, start: () => Promise<void>): Promise<number> {
    await start();
    const before = await contents(connection);
    await run([step]);
    const after = await contents(connection);
    const versions = await readVersions(connection);
    for (let n = 1; ; n += 1) {
      for (const moment of ['before', 'after'] as const) {
        await start();
        const over = killedAt(n, moment);
        await failure(run([step], {}, over));
        if (!over.killed()) return n;
        await connection.query('rollback');
        const { revisions, pending } = await readVersions(connection);
        if (pending.length === 0 && revisions.join() !== versions.revisions.join()) {
          expect({ n, moment, contents: await contents(connection) }).toEqual({ n, moment, contents: before });
        }
        // The caller plans with what is applied: a migration that is recorded is not run again.
        await runWith(sqlDirectives, connection, (now) => (now.join() === versions.revisions.join() ? [] : [step]));
        expect({ n, moment, contents: await contents(connection) }).toEqual({ n, moment, contents: after });
        expect(await readVersions(connection)).toEqual(versions);
      }
    }
  }

  async function reset(): Promise<void> {
    await connection.query('drop schema public cascade; create schema public');
  }

  test.each([
    ['upgrade', up(mixed), reset, 40],
    [
      'downgrade',
      down(mixed),
      async () => {
        await reset();
        await run([up(mixed)]);
      },
      20,
    ],
    ['upgrade in one transaction', up(one), reset, 8],
    [
      'upgrade after another',
      up(migration('next', ['create table next ()']), one),
      async () => {
        await reset();
        await run([up(one)]);
      },
      8,
    ],
  ] as const)(
    'at any query of an %s is finished by the next',
    async (_, step, start, atLeast) => {
      expect(await killEverywhere(step, start)).toBeGreaterThan(atLeast);
    },
    120_000,
  );
});

describe('an interrupted migration', () => {
  const index = (table: string) =>
    `-- outside, clear: drop index concurrently if exists i\ncreate unique index concurrently i on ${table} (id)`;
  const half = (last = 'nonsense') => migration('half', ['create table h (id int)', index('h'), last]);

  test('keeps what is done, says so, and goes on from there', async () => {
    const error = await failure(run([up(half())]));
    expect(error).toMatchObject({ during: { statementsKept: 2 } });
    expect(String(error)).toContain('Its first 2 statements stay done, and the next run goes on after');
    expect(await readVersions(connection)).toMatchObject({
      revisions: [],
      pending: [{ revision: 'half', direction: 'upgrade', statementsDone: 2, attempted: false }],
    });
    const seen: number[] = [];
    await run([up(half('select 1'))], { onStatement: ({ index: i }) => seen.push(i) });
    expect(seen).toEqual([2]);
    expect(await readVersions(connection)).toEqual({ revisions: ['half'], pending: [] });
  });

  test('comes before anything else, and cannot turn round', async () => {
    await run([up(one)]);
    await failure(run([up(half(), one)]));
    await expect(run([down(one)])).rejects.toThrow(MigrationInterrupted);
    await expect(run([down(half())])).rejects.toThrow(
      'The upgrade of half was interrupted after 2 statements: finish it first by running the upgrade again, or finish it by hand and stamp',
    );
    await stamp(connection, () => ['half']);
    expect(await readVersions(connection)).toEqual({ revisions: ['half'], pending: [] });
  });

  const edits: readonly (readonly [string, Migration])[] = [
    ['another text', migration('half', ['create table h (id bigint)', index('h'), 'select 1'])],
    ['fewer statements', migration('half', ['create table h (id int)'])],
  ];
  test.each(edits)('is refused with %s for what is done', async (_, edited) => {
    await failure(run([up(half())]));
    await expect(run([up(edited)])).rejects.toThrow(MigrationEdited);
    expect(await readVersions(connection)).toMatchObject({ pending: [{ statementsDone: 2 }] });
  });

  test('clears away what a statement left, and tries it again', async () => {
    await connection.query('create table d (id int); insert into d values (1), (1)');
    const error = await failure(run([up(migration('dup', [index('d')]))]));
    expect(String(error)).toContain('The next run clears away what it left and tries it again');
    expect(await contents(connection)).toContain('relation i valid=false');
    await connection.query('delete from d');
    await run([up(migration('dup', [index('d')]))]);
    expect(await contents(connection)).toContain('relation i valid=true');
  });

  test('does not clear away what was in the way', async () => {
    await connection.query('create table d (id int); create table other (id int); create index i on other (id)');
    const before = await contents(connection);
    for (let time = 0; time < 2; time += 1) {
      await expect(run([up(migration('taken', [index('d')]))])).rejects.toMatchObject({ code: '42P07' });
      expect(await contents(connection)).toEqual(before);
    }
  });
});

describe('the ledger', () => {
  const text = { revision: 'one', follows: ['zero'], checksum: 'abcdefabcdef', file: '1_one.ts' };

  test('has a row for each run, and goes with the version table', async () => {
    await connection.query(`set application_name to 'deploy'`);
    await run([{ ...up(one), text }]);
    await run([up(two, one)]);
    await run([down(two, one)]);
    const done = { outcome: 'done', user: 'postgres', application: 'deploy', host: hostname(), version: '0.1.0' };
    const settings = { TimeZone: 'UTC', search_path: 'public', standard_conforming_strings: 'on' };
    expect(await readLedger(connection)).toMatchObject([
      { run: 3, revision: 'two', direction: 'downgrade', statements: 1, follows: [], checksum: undefined, ...done },
      { run: 2, revision: 'two', direction: 'upgrade', statements: 1, settings },
      { run: 1, ...text, direction: 'upgrade', statements: 2, ...done, settings },
    ]);
    const [first] = await readLedger(connection);
    expect([first?.startedAt, first?.endedAt]).toEqual(Array(2).fill(expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/)));
    expect(first?.milliseconds).toBeGreaterThanOrEqual(0);
    await run([down(one)]);
    expect(await contents(connection)).toEqual([]);
    expect(await readLedger(connection)).toEqual([]);
  });

  test('shows what is under way, and what was given up by a stamp', async () => {
    const half = migration('half', ['-- committed\ncreate table h (id int)', 'nonsense']);
    await failure(run([up(half)]));
    expect(await readLedger(connection)).toMatchObject([
      { revision: 'half', outcome: 'underway', statements: 1, endedAt: undefined },
    ]);
    await stamp(connection, () => ['half'], { textsOf: async () => [{ ...text, revision: 'half' }] });
    expect(await readLedger(connection)).toMatchObject([
      { run: 2, revision: 'half', direction: 'stamp', outcome: 'done', checksum: text.checksum },
      { run: 1, revision: 'half', outcome: 'abandoned', statements: 1, endedAt: expect.any(String) },
    ]);
    // Nothing is new: nothing is written.
    await stamp(connection, () => ['half'], { textsOf: async () => [{ ...text, revision: 'half' }] });
    expect(await readLedger(connection)).toHaveLength(2);
  });

  test('has its name cut where the version table has a long one', async () => {
    for (const name of ['é'.repeat(31), 'v'.repeat(63)]) {
      const versionTable = { schema: 'public', name };
      await run([up(one)], { versionTable });
      expect(await readLedger(connection, versionTable)).toHaveLength(1);
      await run([down(one)], { versionTable });
      expect(await contents(connection)).toEqual([]);
    }
  });

  test('takes the same way again after an interruption, whatever the answers are by then', async () => {
    await connection.query('create table seen (n int); insert into seen values (1), (2)');
    const asks = (last: string): Migration =>
      migration('asks', async (op) => {
        const { rows } = await op.query('select n from seen order by n');
        const there = await op.hasTable({ name: 'made' });
        const { objects } = await op.introspect();
        if (!there) await op.execute('-- committed\ncreate table made (id int)');
        for (const row of rows)
          await op.execute(`insert into made select n from json_populate_record(null::seen, '${JSON.stringify(row)}')`);
        await op.execute(`comment on table made is '${objects.length}'`);
        await op.execute(last);
      });
    await failure(run([up(asks('nonsense'))]));
    await connection.query('insert into seen values (3)');
    const resumed: unknown[] = [];
    await run([up(asks('select 1'))], { onResume: (pending) => resumed.push(pending) });
    expect(resumed).toMatchObject([{ revision: 'asks', statementsDone: 2, attempted: false }]);
    expect(await connection.query(`select id, obj_description('made'::regclass) as objects from made`)).toEqual([
      { id: 1, objects: '3' },
      { id: 2, objects: '3' },
    ]);
  });

  test('takes over what an older release has recorded and left half done', async () => {
    const half = (last: string) => migration('half', ['-- committed\ncreate table h (id int)', last]);
    await run([up(one)]);
    await failure(run([up(half('nonsense'), one)]));
    const [row] = await connection.query(
      `select progress->>'fingerprint' as fingerprint from sluice_version_ledger where outcome is null`,
    );
    await connection.query(`drop table sluice_version_ledger;
      alter table sluice_version add direction text, add statements_done integer, add fingerprint text, add attempted boolean`);
    await connection.query(`insert into sluice_version values ('half', null, 'upgrade', 1, $1, false)`, [
      row?.['fingerprint'],
    ]);
    expect(await readVersions(connection)).toMatchObject({
      revisions: ['one'],
      pending: [{ revision: 'half', statementsDone: 1 }],
    });
    await run([up(half('select 1'), one)]);
    expect(await readVersions(connection)).toEqual({ revisions: ['half'], pending: [] });
    expect(await readLedger(connection)).toMatchObject([{ revision: 'half', outcome: 'done', statements: 2 }]);
    await run([down(half('select 1'), one)]);
    await run([down(one)]);
    expect(await contents(connection)).not.toContain('relation sluice_version');
  });
});

describe('stamp', () => {
  test('records without running, and leaves nothing at the base', async () => {
    const empty = await contents(connection);
    expect(await stamp(connection, (now) => [...now, 'x', 'y', 'y'])).toEqual(['x', 'y', 'y']);
    expect(await readVersions(connection)).toEqual({ revisions: ['x', 'y'], pending: [] });
    await stamp(connection, () => ['y', 'z']);
    expect(await readVersions(connection)).toEqual({ revisions: ['y', 'z'], pending: [] });
    await stamp(connection, () => []);
    expect(await contents(connection)).toEqual(empty);
  });
});
