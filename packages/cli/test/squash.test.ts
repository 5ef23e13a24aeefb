import { describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { useEmbedded } from './fixtures/embedded.ts';

/** A migration by hand; what its two functions do is parted by a slash. */
function migration(revision: string, down: string | null, work = '', more = ''): string {
  const [up = '', back = ''] = work.split(' / ');
  return `/** ${revision} */
import type { Op } from 'sluice';
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
${more}
export async function upgrade(op: Op): Promise<void> { ${up} }
export async function downgrade(op: Op): Promise<void> { ${back} }
`;
}

const integer = `type: 'integer', notNull: true`;
const create = (name: string): string =>
  `await op.createTable({ name: '${name}', columns: [{ name: 'id', ${integer} }], primaryKey: { name: '${name}_pkey', columns: ['id'] } });`;
const table = (name: string): string => `${create(name)} / await op.dropTable({ name: '${name}' });`;
const rename = (from: string, to: string): string =>
  `await op.renameColumn({ table: 'users', name: '${from}', to: '${to}' });`;

/** Users, then a column that comes, gets another name and another type, and a table that comes and goes. */
const story = {
  '0': migration('aaaa', null, table('users')),
  '1': migration(
    'bbbb',
    'aaaa',
    `await op.addColumn({ table: 'users', name: 'age', ${integer}, fill: '7' }); / await op.dropColumn({ table: 'users', name: 'age' });`,
    `export const branchLabels: string[] = ['people'];`,
  ),
  '2': migration('cccc', 'bbbb', table('gone')),
  '3': migration(
    'dddd',
    'cccc',
    `${rename('age', 'years')} await op.dropTable({ name: 'gone' }); / ${create('gone')} ${rename('years', 'age')}`,
  ),
  '4': migration('eeee', 'dddd', table('orders')),
};

describe('squash', () => {
  const embedded = useEmbedded();
  const options = () => ({ ...embedded.options(), revisionId: 'ssss' });
  const { given } = embedded;
  const recorded = async (): Promise<readonly unknown[]> =>
    (await embedded.lite.query<{ revision: string }>('select revision from sluice_version')).rows.map(
      (row) => row.revision,
    );
  const columns = async (): Promise<string> =>
    (
      await embedded.lite.query<{ name: string }>(
        `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and table_name !~ '^sluice_version' order by 1`,
      )
    ).rows
      .map(({ name }) => name)
      .join(' ');
  const ran = ({ migrations }: sluice.RunResult): readonly string[] => migrations.map(({ revision }) => revision);
  const up = async (target?: string): Promise<readonly string[]> => ran(await sluice.upgrade({ ...options(), target }));
  const down = async (target: string): Promise<readonly string[]> =>
    ran(await sluice.downgrade({ ...options(), target, allowDataLoss: true }));
  const currently = async (): Promise<readonly string[]> =>
    (await sluice.current(options())).revisions.map(({ revision }) => revision);

  test('writes one migration that does what the range did, proved, with its labels', async () => {
    given(story);
    const { file, source, upgrade, deleted, proof } = await sluice.squash({ ...options(), range: 'bb:dd' });
    expect(upgrade.map(({ verb }) => verb)).toEqual(['create']);
    expect(source).toContain(' * Squash bbbb to dddd\n');
    expect(source).toContain(' * Replaces: bbbb, cccc, dddd\n');
    expect(source).toMatch(/ \* Proof: PGlite [\d.]+, there, back and there again; checksum/);
    expect(source).toContain(`export const downRevision = "aaaa";`);
    expect(source).toContain(`export const branchLabels: string[] = ["people"];`);
    expect(source).toContain(`export const replaces: string[] = ["bbbb", "cccc", "dddd"];`);
    expect(source).toMatch(/addColumn\(\{[^;]*name: "years",[^;]*fill: "7",/);
    expect([readFileSync(file, 'utf8') === source, deleted, proof.findings]).toEqual([true, [], []]);
    const history = await sluice.history(options());
    expect(history.map(({ revision, downRevision }) => [revision, downRevision])).toEqual([
      ['eeee', 'ssss'],
      ['ssss', 'aaaa'],
      ['aaaa', null],
    ]);
    expect((await sluice.show({ ...options(), target: 'people' }))[0]).toMatchObject({
      revision: 'ssss',
      replaces: ['bbbb', 'cccc', 'dddd'],
    });
  });

  test('keeps rows under another name: what was there before the range is renamed', async () => {
    given(story);
    const { upgrade, downgrade } = await sluice.squash({ ...options(), range: 'cc:dd' });
    expect(upgrade).toEqual([
      { verb: 'rename', kind: 'column', id: { schema: 'public', table: 'users', name: 'age' }, to: 'years' },
    ]);
    expect(downgrade.map(({ verb }) => verb)).toEqual(['rename']);
  });

  test('is right for databases before, in and after it, with the files of those replaced and without', async () => {
    given(story);
    const { source, deleted } = await sluice.squash({ ...options(), range: 'bbbb:dddd', deleteFiles: true });
    expect(deleted).toEqual(['1', '2', '3'].map((name) => embedded.project.file(`migrations/${name}.ts`)));
    expect(readdirSync(embedded.project.file('migrations'))).toEqual([
      '0.ts',
      '20261120_1430_ssss_squash_bbbb_to_dddd.ts',
      '4.ts',
    ]);
    const histories = { both: { ...story, s: source }, after: { '0': story['0'], s: source, '4': story['4'] } };
    for (const history of [histories.both, histories.after]) {
      given(story);
      await up('aaaa');
      await embedded.lite.exec('insert into users values (1)');
      given(history);
      expect(await up()).toEqual(['ssss', 'eeee']);
      expect((await embedded.lite.query('select * from users')).rows).toEqual([{ id: 1, years: 7 }]);
      expect(await columns()).toBe('orders.id users.id users.years');
      expect(await down('aaaa')).toEqual(['eeee', 'ssss']);
      expect([await columns(), await recorded()]).toEqual(['users.id', ['aaaa']]);

      // It had all of them when they were squashed.
      given(story);
      await up('dddd');
      given(history);
      expect([await currently(), await recorded()]).toEqual([['ssss'], ['dddd']]);
      expect((await sluice.current(options())).pending.map(({ revision }) => revision)).toEqual(['eeee']);
      expect(await up()).toEqual(['eeee']);
      expect(await recorded()).toEqual(['eeee']);
      expect(await down('-1')).toEqual(['eeee']);
      expect(await recorded()).toEqual(['ssss']);
      expect(await down('aaaa')).toEqual(['ssss']);
      expect([await columns(), await recorded()]).toEqual(['users.id', ['aaaa']]);

      given(story);
      await up('dddd');
      given(history);
      expect(await down('base')).toEqual(['ssss', 'aaaa']);
      expect(await columns()).toBe('');
    }

    // It is in the middle.
    given(story);
    await up('cccc');
    given(histories.both);
    const { revisions, pending } = await sluice.current(options());
    expect([revisions, pending].map((list) => list.map(({ revision }) => revision))).toEqual([
      ['cccc'],
      ['dddd', 'eeee'],
    ]);
    expect(await down('-1')).toEqual(['cccc']);
    expect(await up('+1')).toEqual(['cccc']);
    given(histories.after);
    await expect(up()).rejects.toThrow(
      'The database is at revision cccc, in the middle of what ssss (s.ts) replaces, and the files of bbbb, cccc, dddd are gone; check them out from before they were deleted, run `sluice upgrade` with them until the database is past dddd, and delete them again.',
    );
    await expect(sluice.current(options())).rejects.toThrow('check them out');
    given(histories.both);
    expect(await up()).toEqual(['dddd', 'eeee']);
    expect(await columns()).toBe('orders.id users.id users.years');
    await down('eeee-1');
    const { sql, revisions: scripted } = await sluice.offline({
      ...options(),
      direction: 'upgrade',
      target: 'dddd:head',
    });
    expect(scripted).toEqual(['eeee']);
    expect(sql).toContain(`-- For psql, on a database at dddd.`);
    expect(sql).toContain(`DELETE FROM "public"."sluice_version" WHERE revision IN ('dddd')`);
  });

  test('writes and deletes nothing on a dry run', async () => {
    given(story);
    const tried = await sluice.squash({ ...options(), range: ':dddd', printOnly: true, deleteFiles: true });
    expect([existsSync(tried.file), tried.deleted.length]).toEqual([false, 4]);
    expect(readdirSync(embedded.project.file('migrations'))).toHaveLength(5);
  });

  describe('of data steps', () => {
    const insert = `await op.execute('insert into users values (1)');`;
    const withData = {
      '0': migration('aaaa', null, `${create('users')} ${insert} / await op.dropTable({ name: 'users' });`),
      '1': migration(
        'bbbb',
        'aaaa',
        `${rename('id', 'number')} await op.execute('update users set number = 2'); / await op.execute('update users set number = 1'); ${rename('number', 'id')}`,
      ),
    };
    const names = (operations: readonly sluice.Operation[]): readonly string[] =>
      operations.map((operation) => (operation.verb === 'execute' ? operation.sql : operation.verb));

    test('wants to know what becomes of them, and names them', async () => {
      given(withData);
      const work = sluice.squash({ ...options(), range: 'base:bbbb' });
      await expect(work).rejects.toThrow(sluice.DataStepsFound);
      await expect(work).rejects.toThrow(
        [
          'The range does what a comparison of schemas does not find, and nothing was written:',
          '  upgrade of 0.ts: insert into users values (1)',
          '  upgrade of 1.ts: update users set number = 2',
          '  downgrade of 1.ts: update users set number = 1',
          '--keep-data takes',
        ].join('\n'),
      );
    });

    test('keeps them in their place, both ways', async () => {
      given(withData);
      const { upgrade, downgrade } = await sluice.squash({ ...options(), range: 'base:bbbb', data: 'keep' });
      expect(names(upgrade)).toEqual([
        'create',
        'insert into users values (1)',
        'rename',
        'update users set number = 2',
      ]);
      expect(names(downgrade)).toEqual(['update users set number = 1', 'drop']);
      expect(await up()).toEqual(['ssss']);
      expect((await embedded.lite.query('select * from users')).rows).toEqual([{ number: 2 }]);
      await down('base');
      expect(await columns()).toBe('');
    });

    test('cannot stand for what works on rows by itself', async () => {
      given({
        '0': migration('aaaa', null, table('users')),
        '1': migration('bbbb', 'aaaa', `await op.db.execute('select 1'); / `),
      });
      await expect(sluice.squash({ ...options(), range: 'base:bbbb', data: 'drop' })).rejects.toThrow(
        '1.ts uses op.db, and what that does is known only when it runs, so that no other migration can stand for it: end the range before bbbb, or begin it after.',
      );
    });

    test('leaves them out', async () => {
      given(withData);
      const { upgrade, downgrade } = await sluice.squash({ ...options(), range: 'base:bbbb', data: 'drop' });
      expect([names(upgrade), names(downgrade)]).toEqual([['create'], ['drop']]);
    });

    test('commits a value of an enum before it is used', async () => {
      const values = (list: string): string => `values: [${list}]`;
      given({
        '0': migration(
          'aaaa',
          null,
          `await op.createEnum({ name: 'mood', ${values(`'sad'`)} }); / await op.dropEnum({ name: 'mood' });`,
        ),
        '1': migration(
          'bbbb',
          'aaaa',
          `await op.createTable({ name: 'users', columns: [{ name: 'mood', type: 'mood' }] }); await op.execute("insert into users values ('sad')"); / await op.dropTable({ name: 'users' });`,
        ),
        '2': migration(
          'cccc',
          'bbbb',
          `await op.alterEnum({ name: 'mood', values: { from: ['sad'], to: ['sad', 'glad'] } }); / await op.execute('delete from users'); await op.alterEnum({ name: 'mood', values: { from: ['sad', 'glad'], to: ['sad'] }, columns: [{ table: 'users', name: 'mood', type: 'mood' }] });`,
        ),
        '3': migration('dddd', 'cccc', `await op.execute("update users set mood = 'glad'"); / `),
      });
      await sluice.squash({ ...options(), range: 'base:dddd', data: 'keep' });
      expect(await up()).toEqual(['ssss']);
      expect((await embedded.lite.query('select mood::text from users')).rows).toEqual([{ mood: 'glad' }]);
    });
  });

  test('refuses what is no line, and what PGlite cannot run', async () => {
    given({ ...story, '5': migration('ffff', 'bbbb') });
    await expect(sluice.squash({ ...options(), range: 'aaaa:dddd' })).rejects.toThrow(
      'The range "aaaa:dddd" is no line: on bbbb (1.ts) stand ffff (5.ts), outside of the range; begin the range after it, or end it there.',
    );
    given({
      '0': migration('aaaa', null, `await op.createExtension({ name: 'nowhere', schema: 'public', version: '1' }); / `),
      '1': migration('bbbb', 'aaaa', table('users')),
    });
    await expect(sluice.squash({ ...options(), range: 'base:bbbb' })).rejects.toThrow(
      /^The migrations cannot be run in an embedded PGlite: .*nowhere.* --scratch <url> names a server/,
    );
  });
});
