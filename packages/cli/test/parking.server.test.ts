import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, introspect, readCatalog } from '@sluice/database';
import pg from 'pg';
import { abandon, downgrade, offline, parked, upgrade } from 'sluice';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

/** What stands before, what parks it, what brings it back, and the rows to be seen again. */
interface Row {
  readonly name: string;
  readonly setup: string;
  readonly up: string;
  readonly down: string;
  readonly rows: string;
  /** SQL between the two. */
  readonly meanwhile?: string;
}

const id = `{ name: 'id', type: 'integer', notNull: true }`;

const cases: readonly Row[] = [
  {
    name: 'a table with names that need quotes',
    setup:
      `create table "Org ""1""".x (id int)`.replace('"Org ""1""".x', '"Org ""1"".x\'"') +
      `; insert into "Org ""1"".x'" values (1), (2)`,
    up: `await op.dropTable({ name: \`Org "1".x'\` });`,
    down: `await op.createTable({ name: \`Org "1".x'\`, columns: [{ name: 'id', type: 'integer' }] });`,
    rows: `select * from "Org ""1"".x'" order by 1`,
  },
  {
    name: 'a table whose type, whose owner of a reference and whose function go with it',
    setup: `create type mood as enum ('sad', 'ok'); create function f(int) returns boolean language sql immutable as 'select true';
      create table unit (id int primary key); insert into unit values (7);
      create table org (id int generated always as identity primary key, m mood, l mood[], unit int, n numeric default 1.5,
        twice int generated always as (unit * 2) stored, constraint org_unit foreign key (unit) references unit, constraint ok check (f(unit)));
      create index ix on org (m); create index fx on org (f(unit));
      insert into org (m, l, unit) values ('sad', '{ok,sad}', 7), ('ok', null, 7)`,
    up: `await op.dropTable({ name: 'org' }); await op.dropTable({ name: 'unit' }); await op.dropEnum({ name: 'mood' });
      await op.dropFunction({ name: 'f(integer)' });`,
    down: `await op.execute("create function f(int) returns boolean language sql immutable as 'select true'");
      await op.createEnum({ name: 'mood', values: ['sad', 'ok'] });
      await op.createTable({ name: 'unit', columns: [${id}], primaryKey: { name: 'unit_pkey', columns: ['id'] } });
      await op.createTable({ name: 'org', columns: [{ ...${id}, identity: { generation: 'always' } }, { name: 'm', type: 'mood' }, { name: 'l', type: 'mood[]' }, { name: 'unit', type: 'integer' },
        { name: 'n', type: 'numeric', default: '1.5' }, { name: 'twice', type: 'integer', generated: { expression: '(unit * 2)', stored: true } }],
        primaryKey: { name: 'org_pkey', columns: ['id'] }, checks: [{ name: 'ok', expression: 'f(unit)' }],
        foreignKeys: [{ name: 'org_unit', columns: ['unit'], references: { table: 'unit', columns: ['id'] } }] });
      await op.createIndex({ table: 'org', name: 'ix', columns: [{ column: 'm' }] });
      await op.createIndex({ table: 'org', name: 'fx', columns: [{ expression: 'f(unit)' }] });`,
    rows: `select *, (select nextval('org_id_seq') > 2) as goes_on from org order by id`,
  },
  {
    name: 'a table with a trigger, which does not see the rows come back, a policy, and a sequence',
    setup: `create table log (id int); create function t() returns trigger language plpgsql as 'begin insert into log values (1); return new; end';
      create table org (id serial, name text); insert into org (name) values ('a'), ('b');
      create trigger tr after insert on org for each row execute function t(); alter table org enable row level security, force row level security;
      create policy p on org using (false)`,
    up: `await op.dropTable({ name: 'org' });`,
    down: `await op.createTable({ name: 'org', rowSecurity: true, forceRowSecurity: true, columns: [{ ...${id}, serial: { type: 'integer' } }, { name: 'name', type: 'text' }],
        policies: [{ name: 'p', using: 'false' }] });
      await op.execute('create trigger tr after insert on org for each row execute function t()');`,
    rows: `select (select count(*) from log) as log, (select string_agg(name, ',') from org) as names, nextval('org_id_seq') as next`,
  },
  {
    name: 'a partition',
    setup: `create table e (id int, at int) partition by range (id); create table e1 partition of e for values from (0) to (10); insert into e values (1, 2)`,
    up: `await op.dropTable({ name: 'e1' });`,
    down: `await op.createTable({ name: 'e1', partitionOf: { table: 'e', bound: 'FOR VALUES FROM (0) TO (10)' } });`,
    rows: 'select * from e',
  },
  {
    name: 'the values of a column, of the rows that are still there',
    setup: `create type mood as enum ('sad', 'ok'); create table org (a int, b text, m mood not null, primary key (a, b));
      insert into org values (1, 'x', 'sad'), (2, 'y', 'ok'), (3, 'z', 'sad');
      create function never() returns trigger language plpgsql as 'begin if to_jsonb(new) ->> ''m'' = ''sad'' then raise exception ''it saw them''; end if; return new; end';
      create trigger tr before update on org for each row execute function never(); alter table org enable always trigger tr`,
    up: `await op.dropColumn({ table: 'org', name: 'm' }); await op.dropEnum({ name: 'mood' });`,
    down: `await op.createEnum({ name: 'mood', values: ['sad', 'ok'] });
      await op.addColumn({ table: 'org', name: 'm', type: 'mood', notNull: true, fill: "'ok'" });`,
    meanwhile: `delete from org where a = 2; insert into org values (4, 'new')`,
    rows: 'select * from org order by a',
  },
];

/** What the rows are after the way back, where they are not what they were. */
const after: Readonly<Record<string, unknown>> = {
  'the values of a column, of the rows that are still there': [
    { a: 1, b: 'x', m: 'sad' },
    { a: 3, b: 'z', m: 'sad' },
    { a: 4, b: 'new', m: 'ok' },
  ],
};

beforeAll(build);

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
  let project: CommandProject;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase(url);
    client = new pg.Client(database.url);
    await client.connect();
    project = makeCommandProject({ 'sluice.config.js': `export default { models: './models.js' };\n` });
    project.link('pg');
  });
  afterAll(async () => {
    await client.end();
    project.remove();
    await database.drop();
  });
  beforeEach(
    async () =>
      void (await client.query(
        'drop schema if exists sluice_parked cascade; drop schema public cascade; create schema public',
      )),
  );

  let last = 0;
  const migration = (up: string, down = '') => {
    const folder = `m${++last}`;
    project.write({
      [`${folder}/1.js`]: `export const revision = 'aaaa'; export const downRevision = null;
        export async function upgrade(op) { ${up} }
        export async function downgrade(op) { ${down} }`,
    });
    return { cwd: project.root, config: { migrations: `./${folder}` }, database: database.url };
  };
  async function whole(): Promise<string> {
    const connection = await connect(database.url);
    try {
      return await readCatalog(connection, [{ schema: 'public', name: 'sluice_version' }]);
    } finally {
      await connection.close();
    }
  }
  async function parkedSeen(): Promise<readonly string[]> {
    const connection = await connect(database.url);
    try {
      const { objects } = await introspect(connection);
      return objects
        .map(({ id: { schema, name } }) => `${schema ?? ''}.${name}`)
        .filter((name) => name.includes('parked'));
    } finally {
      await connection.close();
    }
  }

  test.each(cases)('$name: parked and brought back', async ({ name, setup, up, down, rows, meanwhile }) => {
    await client.query(setup);
    const before = { catalog: await whole(), rows: (await client.query(rows)).rows };
    const options = migration(up, down);
    await upgrade({ ...options, park: true });
    expect(await parkedSeen()).toEqual([]);
    expect((await parked(options)).parked.length).toBeGreaterThan(0);
    if (meanwhile !== undefined) await client.query(meanwhile);
    await downgrade({ ...options, target: 'base' });
    expect(await whole()).toBe(before.catalog);
    const back = (await client.query(rows)).rows;
    expect(back).toEqual(after[name] ?? before.rows);
  });

  test.each(cases)('$name: by a script too', async ({ name, setup, up, down, rows, meanwhile }) => {
    await client.query(setup);
    const before = { catalog: await whole(), rows: (await client.query(rows)).rows };
    const options = { ...migration(up, down), park: true };
    const run = async (direction: 'upgrade' | 'downgrade', target: string): Promise<void> => {
      const { sql } = await offline({ ...options, direction, target });
      await client.query(sql.replace(String.raw`\set ON_ERROR_STOP on`, ''));
    };
    await run('upgrade', 'base:head');
    if (meanwhile !== undefined) await client.query(meanwhile);
    await run('downgrade', 'head:base');
    await client.query('reset all');
    expect(await whole()).toBe(before.catalog);
    const back = (await client.query(rows)).rows;
    expect(back).toEqual(after[name] ?? before.rows);
  });

  /** What forces a commit, and then waits for the table `gate`. */
  const interrupted = `await op.createIndex({ table: 'beside', name: 'beside_id', columns: [{ column: 'id' }], concurrently: true });
    await op.execute('insert into gate values (1)');`;

  // The way back of SQL of one's own is nothing that can be picked.
  test.each(cases.filter(({ down }) => !down.includes('op.execute')))(
    '$name: brought back where the upgrade is given up',
    async ({ setup, up, down, rows }) => {
      await client.query(`create table beside (id int); ${setup}`);
      const before = { catalog: await whole(), rows: (await client.query(rows)).rows };
      const options = migration(`${up} ${interrupted}`, down);
      await expect(upgrade({ ...options, park: true })).rejects.toThrow('"gate" does not exist');
      expect((await parked(options)).parked.length).toBeGreaterThan(0);
      const given = await abandon(options);
      expect(given?.remaining).toEqual([]);
      expect(await whole()).toBe(before.catalog);
      expect((await client.query(rows)).rows).toEqual(before.rows);
      expect((await client.query(`select to_regnamespace('sluice_parked') as there`)).rows).toEqual([{ there: null }]);
    },
  );

  test('an upgrade that was interrupted goes on without the flag, and a downgrade that has brought rows back', async () => {
    await client.query('create table beside (id int); create table org (id int); insert into org values (1)');
    const options = migration(
      `await op.dropTable({ name: 'org' }); ${interrupted}`,
      `await op.createTable({ name: 'org', columns: [{ name: 'id', type: 'integer' }] });
       await op.dropIndex({ table: 'beside', name: 'beside_id', concurrently: true }); await op.execute('insert into gate values (2)');`,
    );
    await expect(upgrade({ ...options, park: true })).rejects.toThrow('"gate" does not exist');
    await client.query('create table gate (id int)');
    await upgrade(options);
    expect((await parked(options)).parked).toMatchObject([{ table: 'org', rows: 1 }]);
    await client.query('alter table gate rename to closed');
    await expect(downgrade({ ...options, target: 'base' })).rejects.toThrow('"gate" does not exist');
    expect((await parked(options)).parked).toEqual([]);
    await client.query('alter table closed rename to gate');
    await downgrade({ ...options, target: 'base' });
    expect((await client.query('select id from org')).rows).toEqual([{ id: 1 }]);
  });

  test('rows that a downgrade has brought back are parked again where that is given up', async () => {
    await client.query('create table beside (id int); create table org (id int); insert into org values (1)');
    const options = migration(
      `await op.dropTable({ name: 'org' });`,
      `await op.createTable({ name: 'org', columns: [{ name: 'id', type: 'integer' }] }); ${interrupted}`,
    );
    await upgrade({ ...options, park: true });
    await expect(downgrade({ ...options, target: 'base' })).rejects.toThrow('"gate" does not exist');
    expect((await client.query('select id from org')).rows).toEqual([{ id: 1 }]);
    const given = await abandon(options);
    expect(given).toMatchObject({
      direction: 'downgrade',
      undone: [{ verb: 'create' }, { verb: 'create' }],
      remaining: [],
    });
    expect((await parked(options)).parked).toMatchObject([{ revision: 'aaaa', table: 'org', rows: 1 }]);
    await client.query('create table gate (id int)');
    await downgrade({ ...options, target: 'base' });
    expect((await client.query('select id from org')).rows).toEqual([{ id: 1 }]);
  });

  test('rows that were not parked are told to be gone where the upgrade is given up', async () => {
    await client.query('create table beside (id int); create table org (id int); insert into org values (1)');
    const options = migration(
      `await op.dropTable({ name: 'org' }); ${interrupted}`,
      `await op.createTable({ name: 'org', columns: [{ name: 'id', type: 'integer' }] });`,
    );
    await expect(upgrade({ ...options, allowDataLoss: true })).rejects.toThrow('"gate" does not exist');
    expect((await abandon(options))?.remaining).toMatchObject([{ verb: 'drop', object: { id: { name: 'org' } } }]);
    expect((await client.query(`select to_regclass('org') as there`)).rows).toEqual([{ there: null }]);
  });

  test('the directive says it, against the flag too', async () => {
    await client.query(
      'create table a (id int); create table b (id int); insert into a values (1); insert into b values (1)',
    );
    const options = migration(
      `await op.dropTable({ name: 'a', park: true }); await op.dropTable({ name: 'b', park: false });`,
    );
    await expect(upgrade({ ...options, park: true })).rejects.toMatchObject({
      losses: [expect.objectContaining({ table: 'b' })],
    });
    await upgrade({ ...options, allowDataLoss: true });
    expect((await parked(options)).parked).toMatchObject([{ revision: 'aaaa', schema: 'public', table: 'a', rows: 1 }]);
  });

  test.each([
    [
      'no primary key',
      'create table t (a int, b int); insert into t values (1, 1)',
      `op.dropColumn({ table: 't', name: 'b' })`,
      'The values of "public"."t"."b" cannot be parked, since the table has no primary key',
    ],
    [
      'a view on it',
      'create table t (a int); insert into t values (1); create view v as select * from t',
      `op.dropTable({ name: 't' })`,
      'other objects depend on it',
    ],
    [
      'rows in its partitions',
      'create table t (a int) partition by list (a); create table p partition of t default; insert into t values (1)',
      `op.dropTable({ name: 't' })`,
      'since its rows are in its partitions',
    ],
  ])('what cannot be parked is not dropped: %s', async (_, setup, call, message) => {
    await client.query(setup);
    const before = await whole();
    await expect(upgrade({ ...migration(`await ${call};`), park: true })).rejects.toThrow(message);
    expect(await whole()).toBe(before);
  });

  test('sluice parked lists and purges', async () => {
    await client.query(`create table org (id int primary key, fax text); insert into org values (1, 'x'), (2, 'y')`);
    await upgrade({ ...migration(`await op.dropColumn({ table: 'org', name: 'fax' });`), park: true });
    const sluice = (...args: string[]) => project.sluice(args, { environment: { DATABASE_URL: database.url } });
    expect(sluice('parked').out).toMatch(
      /^column org\.fax: 2 values, \d+ kB, parked by aaaa on \d{4}-\d\d-\d\d \d\d:\d\d\n$/,
    );
    expect(sluice('parked', '--purge', '--older-than', '30d')).toMatchObject({ code: 0, out: 'Nothing is parked.\n' });
    expect(sluice('parked', 'bbbb')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing of bbbb is parked: there is something of aaaa'),
    });
    expect(sluice('parked', '--purge', 'aa').out).toMatch(/^Gone {2}column org\.fax/);
    expect(sluice('parked').out).toBe('Nothing is parked.\n');
    expect((await client.query(`select to_regnamespace('sluice_parked') as there`)).rows).toEqual([{ there: null }]);
  });
});
