import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { upgrade, downgrade, type PlannedLoss } from 'sluice';
import pg from 'pg';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

/** A migration of calls. */
const file = (revision: string, downRevision: string | null, up: string, down = ''): string => `
  export const revision = '${revision}';
  export const downRevision = ${JSON.stringify(downRevision)};
  export async function upgrade(op) { ${up} }
  export async function downgrade(op) { ${down} }
`;

/** What stands in the database before, what a migration does, and what of it would be lost. */
interface Row {
  readonly name: string;
  readonly setup: string;
  readonly up: string;
  /** `column org.fax: 2 values`; none where nothing is lost. */
  readonly lost?: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'a table with rows',
    setup: 'create table org (id int); insert into org values (1), (2)',
    up: `await op.dropTable({ name: 'org' });`,
    lost: ['table org: 2 rows'],
  },
  { name: 'a table without rows', setup: 'create table org (id int)', up: `await op.dropTable({ name: 'org' });` },
  { name: 'a table that is not there', setup: 'select 1', up: `await op.dropTable({ name: 'org', ifExists: true });` },
  {
    name: 'a partitioned table, by the rows of its partitions',
    setup:
      'create table e (id int) partition by range (id); create table e1 partition of e default; insert into e values (1)',
    up: `await op.dropTable({ name: 'e' });`,
    lost: ['table e: 1 row'],
  },
  {
    name: 'rows that a policy hides from their owner',
    setup: `create table org (id int); insert into org values (1); alter table org enable row level security, force row level security`,
    up: `await op.dropTable({ name: 'org' });`,
    lost: ['table org: 1 row'],
  },
  {
    name: 'a column with values',
    setup: `create table org (id int, "Fax ""no"".1" text); insert into org values (1, 'x'), (2, null)`,
    up: `await op.dropColumn({ table: 'org', name: 'Fax "no".1' });`,
    lost: ['column org.Fax "no".1: 1 value'],
  },
  {
    name: 'a column that is NULL in each row',
    setup: 'create table org (id int, fax text); insert into org values (1)',
    up: `await op.dropColumn({ table: 'org', name: 'fax' });`,
  },
  {
    name: 'an attribute of a type, with values in a column and in a list',
    setup: `create type place as (street text, zip int); create table org (home place, past place[], none place);
      insert into org values ('(a,1)', '{"(a,1)","(b,)"}', '(a,)'), ('(a,)', '{"(b,)"}', null), (null, null, null)`,
    up: `await op.alterCompositeType({ name: 'place', attributes: { from: [{ name: 'street', type: 'text' }, { name: 'zip', type: 'integer' }], to: [{ name: 'street', type: 'text' }] },
      heldBy: [{ table: 'org', name: 'home' }, { table: 'org', name: 'past', type: 'place[]' }, { table: 'org', name: 'none' }] });`,
    lost: ['column org.home: 1 value of zip', 'column org.past: 1 value of zip'],
  },
  {
    name: 'a column that is computed',
    setup: 'create table org (id int, twice int generated always as (id * 2) stored); insert into org values (1)',
    up: `await op.dropColumn({ table: 'org', name: 'twice' });`,
  },
  {
    name: 'a type that cuts digits off',
    setup: 'create table org (n numeric(10, 3)); insert into org values (1.5), (1.25), (null)',
    up: `await op.alterColumn({ table: 'org', name: 'n', type: { from: 'numeric(10,3)', to: 'numeric(10,1)' } });`,
    lost: ['column org.n: 1 value as numeric(10,3)'],
  },
  {
    name: 'a type that takes all values along',
    setup: `create table org (n int, t text, j json); insert into org values (1, 'a', '{ "a": 1}')`,
    up: `await op.alterColumn({ table: 'org', name: 'n', type: { from: 'integer', to: 'bigint' } });
      await op.alterColumn({ table: 'org', name: 't', type: { from: 'text', to: 'text[]' }, using: 'ARRAY[t]' });
      await op.alterColumn({ table: 'org', name: 'j', type: { from: 'json', to: 'jsonb' } });`,
  },
  {
    name: 'a USING that makes others of values',
    setup: `create table org (zip text); insert into org values ('007'), ('8')`,
    up: `await op.alterColumn({ table: 'org', name: 'zip', type: { from: 'text', to: 'integer' }, using: 'zip::integer' });`,
    lost: ['column org.zip: 1 value as text'],
  },
  {
    name: 'a value of an enum that goes, where its rows get another',
    setup: `create type mood as enum ('sad', 'ok'); create table org (m mood, l mood[]); insert into org values ('sad', '{sad,ok}'), ('ok', '{ok}'), ('sad', null)`,
    up: `await op.alterEnum({ name: 'mood', values: { from: ['sad', 'ok'], to: ['ok'] },
      columns: [{ table: 'org', name: 'm', using: "'ok'::mood" }, { table: 'org', name: 'l', type: 'mood[]', using: "'{ok}'::mood[]" }] });`,
    lost: ['column org.m: 2 values sad', 'column org.l: 1 value sad'],
  },
  {
    name: 'nothing where each value is one of an enum that the same migration makes',
    setup: `create table org (m text); insert into org values ('sad'), (null)`,
    up: `await op.createEnum({ name: 'mood', values: ['sad', 'ok'] });
      await op.alterColumn({ table: 'org', name: 'm', type: { from: 'text', to: 'mood' }, using: 'm::mood' });`,
  },
  {
    name: 'under the name that it has now, where it is renamed first',
    setup: 'create table org (id int, fax text); insert into org values (1, 1)',
    up: `await op.renameTable({ name: 'org', to: 'unit' }); await op.renameColumn({ table: 'unit', name: 'fax', to: 'f' });
      await op.dropColumn({ table: 'unit', name: 'f' });`,
    lost: ['column org.fax: 1 value'],
  },
  {
    name: 'nothing of what the same run has made',
    setup: 'create table org (id int); insert into org values (1)',
    up: `await op.createTable({ name: 'tmp', columns: [{ name: 'id', type: 'integer' }] });
      await op.execute('insert into tmp values (1)'); await op.dropTable({ name: 'tmp' });
      await op.execute('create table own as select 1 as id'); await op.dropTable({ name: 'own' });
      await op.addColumn({ table: 'org', name: 'x', type: 'integer', default: '1' }); await op.dropColumn({ table: 'org', name: 'x' });`,
  },
  {
    name: 'what a migration asks about first',
    setup: 'create table org (id int); insert into org values (1)',
    up: `if (await op.hasTable({ name: 'org' })) await op.dropTable({ name: 'org' });`,
    lost: ['table org: 1 row'],
  },
];

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
  beforeEach(async () => void (await client.query('drop schema public cascade; create schema public')));

  let last = 0;
  const run = (up: string) => {
    const folder = `m${++last}`;
    project.write({ [`${folder}/1.js`]: file('aaaa', null, up) });
    return { cwd: project.root, config: { migrations: `./${folder}` }, database: database.url };
  };

  test.each(rows)('$name', async ({ setup, up, lost = [] }) => {
    await client.query(setup);
    const options = run(up);
    if (lost.length === 0) {
      await expect(upgrade(options)).resolves.toMatchObject({ revisions: ['aaaa'] });
      return;
    }
    const before = await catalog(client);
    const list = lost.map((one) => `\n  ${one}, by the upgrade of aaaa`).join('');
    await expect(upgrade(options)).rejects.toMatchObject({
      name: 'DataLossRefused',
      message: expect.stringMatching(/^Nothing was run, since data would be lost:\n/),
      losses: lost.map(() => expect.objectContaining({ revision: 'aaaa', isExact: true })),
    });
    await expect(upgrade(options)).rejects.toThrow(list);
    expect(await catalog(client)).toEqual(before);
    const asked: PlannedLoss[] = [];
    const confirmDataLoss = async (losses: readonly PlannedLoss[]) => asked.push(...losses) > 0;
    await expect(upgrade({ ...options, confirmDataLoss })).resolves.toMatchObject({ revisions: ['aaaa'] });
    expect(asked).toHaveLength(lost.length);
  });

  test('what only the run brings to light is taken back', async () => {
    await client.query('create table org (id int); insert into org values (1)');
    const up = `const { rows } = await op.query('select 1 as one'); if (rows[0]) await op.dropTable({ name: 'org' });`;
    await expect(upgrade(run(up))).rejects.toThrow(
      'The upgrade of aaaa was taken back, since data would be lost:\n  table org: 1 row, by the upgrade of aaaa',
    );
    expect((await client.query('select * from org')).rowCount).toBe(1);
  });

  test('a value that an enum which the same migration makes has not is found once that is made', async () => {
    await client.query(`create table org (m text); insert into org values ('sad'), ('gay')`);
    const up = `await op.createEnum({ name: 'mood', values: ['sad', 'ok'] });
      await op.alterColumn({ table: 'org', name: 'm', type: { from: 'text', to: 'mood' }, using: "'sad'::mood" });`;
    await expect(upgrade(run(up))).rejects.toThrow(
      'The upgrade of aaaa was taken back, since data would be lost:\n  column org.m: 1 value as text, by the upgrade of aaaa',
    );
    expect((await client.query('select * from org')).rows).toEqual([{ m: 'sad' }, { m: 'gay' }]);
  });

  test('a table that the upgrade made has rows when the downgrade drops it', async () => {
    project.write({
      'migrations/1.js': file(
        'aaaa',
        null,
        `await op.createTable({ name: 'org', columns: [{ name: 'id', type: 'integer' }] });`,
        `await op.dropTable({ name: 'org' });`,
      ),
    });
    const sluice = (...args: string[]) => project.sluice(args, { environment: { DATABASE_URL: database.url } });
    expect(sluice('upgrade')).toMatchObject({ code: 0 });
    await client.query('insert into org select generate_series(1, 1204)');
    expect(sluice('downgrade', 'base')).toEqual({
      code: 4,
      out: '',
      err: `Error: Nothing was run, since data would be lost:
  table org: 1,204 rows, by the downgrade of aaaa
Put what is dropped aside with --park, or let all of this go with --allow-data-loss.\n`,
    });
    expect(sluice('downgrade', 'base', '--allow-data-loss')).toMatchObject({ code: 0 });
  });

  test('a large table is not counted, but said to be about as large as the planner says', async () => {
    await client.query('create table org (id int); insert into org select 1');
    await client.query(`analyze org; update pg_class set reltuples = 5000000 where relname = 'org'`);
    await expect(upgrade(run(`await op.dropTable({ name: 'org' });`))).rejects.toThrow(
      'table org: about 5,000,000 rows, by',
    );
  });

  test('the config says it, and the downgrade follows it too', async () => {
    await client.query('create table org (id int); insert into org values (1)');
    const options = run(`await op.dropTable({ name: 'org' });`);
    await upgrade({ ...options, config: { ...options.config, allowDataLoss: true } });
    await expect(downgrade({ ...options, target: 'base' })).resolves.toMatchObject({ revisions: [] });
  });
});

/** All that the catalog says of tables, columns and types, and that no version table is there. */
async function catalog(client: pg.Client): Promise<unknown> {
  const { rows: found } = await client.query(
    `select c.relname, a.attname, a.atttypid::regtype::text as type from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and a.attnum > 0 order by 1, 2`,
  );
  return found;
}
