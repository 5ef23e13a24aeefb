import { describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { readFileSync } from 'node:fs';
import { useEmbedded } from './fixtures/embedded.ts';

/** A migration whose upgrade runs some SQL. */
function migration(revision: string, down: string | readonly string[] | null, upgrade = '', more = ''): string {
  const [up, back] = upgrade.split(' / ');
  const statement = (sql: string | undefined): string => (sql ? `await op.execute(${JSON.stringify(sql)});` : '');
  return `/** ${revision} */
import type { Op } from 'sluice';
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
export const branchLabels: string[] = ${/labels=(\S+)/.test(more) ? `['${/labels=(\S+)/.exec(more)?.[1]}']` : '[]'};
export const dependsOn: string[] = [];
export async function upgrade(op: Op): Promise<void> { ${statement(up)} }
export async function downgrade(op: Op): Promise<void> { ${statement(back)} }
`;
}

const table = (name: string): string => `create table ${name} (id int) / drop table ${name}`;

describe('branches', () => {
  const embedded = useEmbedded();
  const options = () => ({ ...embedded.options(), random: (bytes: number) => new Uint8Array(bytes).fill(7) });
  const { given } = embedded;
  const twoHeads = (second = table('b')): void =>
    given({
      '1': migration('aaaa', null, table('root')),
      '2': migration('bbbb', 'aaaa', table('a'), 'labels=shop'),
      '3': migration('cccc', 'aaaa', second),
    });
  const applied = async (): Promise<readonly string[]> =>
    (await sluice.current(options())).revisions.map(({ revision }) => revision);

  test('a revision where there are several heads wants to know which it follows', async () => {
    twoHeads();
    await expect(sluice.revision({ ...options(), message: 'More' })).rejects.toThrow(
      'There are several heads, bbbb (2.ts) and cccc (3.ts): merge them with `sluice merge bbbb cccc -m "…"`, or say with --head which one the new migration follows.',
    );
    const written = await sluice.revision({ ...options(), message: 'More', head: 'shop@head', dependsOn: ['cc'] });
    expect(readFileSync(written.file, 'utf8')).toContain(
      `export const downRevision = "bbbb";\nexport const branchLabels: string[] = [];\nexport const dependsOn: string[] = ["cccc"];`,
    );
  });

  test('a branch begins at a revision that is no head only where that is said', async () => {
    given({ '1': migration('aaaa', null), '2': migration('bbbb', 'aaaa') });
    const wanted = { ...options(), message: 'Shop', head: 'aaaa', branchLabels: ['shop'] };
    await expect(sluice.revision(wanted)).rejects.toThrow(
      'aaaa (1.ts) is no head, since another migration follows it: add --splice',
    );
    await sluice.revision({ ...wanted, splice: true, revisionId: 'cccc' });
    const [root] = await sluice.branches(options());
    expect(root?.revision).toBe('aaaa');
    expect(root?.branches.map(({ revision, branchLabels }) => [revision, branchLabels])).toEqual([
      ['bbbb', []],
      ['cccc', ['shop']],
    ]);
    await expect(sluice.revision({ ...options(), head: 'bbbb', message: 'x', revisionId: 'cccc' })).rejects.toThrow(
      'Revision cccc is present twice',
    );
    await expect(sluice.revision({ ...options(), head: 'bbbb', message: 'x', branchLabels: ['shop'] })).rejects.toThrow(
      'Branch label shop',
    );
  });

  test('a base of its own', async () => {
    given({ '1': migration('aaaa', null) });
    await sluice.revision({ ...options(), message: 'Billing', head: 'base', branchLabels: ['billing'], splice: true });
    expect((await sluice.show({ ...options(), target: 'billing' })).map(({ downRevision }) => downRevision)).toEqual([
      null,
    ]);
  });

  test('branches meet, and a database with both goes through the merge and back', async () => {
    twoHeads();
    await sluice.merge({ ...options(), revisionId: 'dddd' });
    expect((await sluice.heads(options())).map(({ revision, downRevision }) => [revision, downRevision])).toEqual([
      ['dddd', ['bbbb', 'cccc']],
    ]);
    await sluice.upgrade(options());
    expect(await applied()).toEqual(['dddd']);
    await sluice.downgrade({ ...options(), target: '-1' });
    expect(await applied()).toEqual(['bbbb', 'cccc']);
    await expect(sluice.downgrade({ ...options(), target: '-1' })).rejects.toThrow('could go by any of bbbb');
    await sluice.downgrade({ ...options(), target: 'shop@base' });
    expect(await applied()).toEqual(['cccc']);
  });

  test('branches that do not come to the same in both orders are not merged', async () => {
    twoHeads('alter table root add b int / alter table root drop b');
    given({
      '1': migration('aaaa', null, 'create table root (id int)'),
      '2': migration('bbbb', 'aaaa', 'alter table root add a int default 1'),
      '3': migration(
        'cccc',
        'aaaa',
        "do $$ begin if exists (select from information_schema.columns where column_name = 'a') then create table seen (); end if; end $$",
      ),
    });
    await expect(sluice.merge(options())).rejects.toThrow(
      'The branches bbbb and cccc do not come to the same in both orders: table:public.seen.',
    );
    expect((await sluice.merge({ ...options(), force: true })).revision).toMatch(/^[0-9a-f]{12}$/);
  });

  test('branches of which one cannot follow the other are not merged', async () => {
    twoHeads(table('a'));
    await expect(sluice.merge(options())).rejects.toThrow(
      /in the order bbbb, cccc, .*relation "a" already exists.*; in the order cccc, bbbb, /s,
    );
  });

  test('a branch is moved onto another head, and its file says so', async () => {
    given({
      '1': migration('aaaa', null, table('root')),
      '2': migration('bbbb', 'aaaa', table('a')),
      '3': migration('cccc', 'aaaa', table('b')).replace(
        '/** cccc */',
        '/**\n * c\n *\n * Revision ID: cccc\n * Revises: aaaa\n */',
      ),
      '4': migration('dddd', 'cccc', table('c')),
    });
    const file = embedded.project.file('migrations/3.ts');
    const before = readFileSync(file, 'utf8');
    const moved = { branch: ['cccc', 'dddd'], onto: 'bbbb' };
    const change = { file, revision: 'cccc', before: 'aaaa', downRevision: 'bbbb' };
    const tried = await sluice.rebase({ ...options(), revision: 'dd', onto: 'bb', printOnly: true });
    expect(tried).toEqual({ ...moved, files: [change] });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await sluice.rebase({ ...options(), revision: 'dd', onto: 'bb' })).toEqual(tried);
    expect(readFileSync(file, 'utf8')).toBe(
      before.replace('Revises: aaaa', 'Revises: bbbb').replace('downRevision = "aaaa"', 'downRevision = "bbbb"'),
    );
    expect((await sluice.history(options())).map(({ revision }) => revision)).toEqual(['dddd', 'cccc', 'bbbb', 'aaaa']);
    await sluice.upgrade(options());
    expect(await applied()).toEqual(['dddd']);
    await sluice.downgrade({ ...options(), target: 'base' });
  });

  test('a branch that a database has run in the old order stays, and the message says how to go on', async () => {
    twoHeads();
    await sluice.upgrade({ ...options(), target: 'cccc' });
    const text = readFileSync(embedded.project.file('migrations/3.ts'), 'utf8');
    await expect(sluice.rebase({ ...options(), revision: 'cccc', onto: 'bbbb' })).rejects.toThrow(
      'The database has cccc already, in the order before: after a rebase it would count as having bbbb (2.ts) too, which it may never have run. Take the branch back with `sluice downgrade aaaa`, rebase and upgrade; or, where others have it too, leave the order as it is: `sluice merge cccc bbbb`.',
    );
    expect(readFileSync(embedded.project.file('migrations/3.ts'), 'utf8')).toBe(text);
    await sluice.downgrade({ ...options(), target: 'aaaa' });
    await sluice.rebase({ ...options(), revision: 'cccc', onto: 'bbbb' });
    await sluice.upgrade(options());
    expect(await applied()).toEqual(['cccc']);
  });

  test('a branch is not moved where the order matters', async () => {
    twoHeads(table('a'));
    await expect(sluice.rebase({ ...options(), revision: 'cccc', onto: 'bbbb' })).rejects.toThrow(
      'do not come to the same in both orders',
    );
    await expect(sluice.rebase({ ...options(), revision: 'aaaa', onto: 'bbbb' })).rejects.toThrow('is no head');
    await expect(sluice.rebase({ ...options(), revision: 'heads', onto: 'bbbb' })).rejects.toThrow('several heads');
    await expect(sluice.rebase({ ...options(), revision: 'base', onto: 'bbbb' })).rejects.toThrow('not a target');
  });

  test('an upgrade goes to one target, and a range is for a script', async () => {
    twoHeads();
    await expect(sluice.upgrade({ ...options(), target: 'aaaa:shop' })).rejects.toThrow(
      '"aaaa:shop" is a range, and one target is wanted; a range is for a history, or for a script (--sql).',
    );
    await expect(sluice.upgrade(options())).rejects.toThrow('bbbb (2.ts), cccc (3.ts)');
    await expect(sluice.downgrade({ ...options(), target: 'nope' })).rejects.toThrow('"nope"');
    await sluice.upgrade({ ...options(), target: 'heads' });
    expect(await applied()).toEqual(['bbbb', 'cccc']);
  });

  test('a branch that begins with a squash is moved with what that replaces', async () => {
    const squash = migration('eeee', 'aaaa', 'select 1').replace(
      'export async function upgrade',
      'export const replaces: string[] = ["cccc", "dddd"];\nexport async function upgrade',
    );
    given({
      '1': migration('aaaa', null, table('root')),
      '2': migration('bbbb', 'aaaa', table('a')),
      '3': migration('cccc', 'aaaa', table('b')),
      '4': migration('dddd', 'cccc', table('c')),
    });
    await sluice.upgrade({ ...options(), target: 'cccc' });
    embedded.project.write({ 'migrations/5.ts': squash });
    await expect(sluice.rebase({ ...options(), revision: 'eeee', onto: 'bbbb' })).rejects.toThrow(
      'The database has eeee',
    );
    await sluice.downgrade({ ...options(), target: 'base' });
    const { branch, files } = await sluice.rebase({ ...options(), revision: 'eeee', onto: 'bbbb' });
    expect(branch).toEqual(['eeee']);
    expect(files.map(({ revision, before, downRevision }) => [revision, before, downRevision])).toEqual([
      ['eeee', 'aaaa', 'bbbb'],
      ['cccc', 'aaaa', 'bbbb'],
    ]);
    expect((await sluice.heads(options())).map(({ revision }) => revision)).toEqual(['eeee']);
    await sluice.upgrade(options());
    expect(await applied()).toEqual(['eeee']);
  });

  test('one head is no merge', async () => {
    given({ '1': migration('aaaa', null), '2': migration('bbbb', 'aaaa') });
    await expect(sluice.merge(options())).rejects.toThrow(
      'There is nothing to merge: bbbb (2.ts) is all that was named.',
    );
    await expect(sluice.merge({ ...options(), revisions: ['aaaa', 'bbbb'] })).rejects.toThrow('nothing to merge');
    await expect(sluice.merge({ ...options(), revisions: ['bbbb', 'bb'] })).rejects.toThrow('nothing to merge');
  });

  test('a head that is named twice, and one that another includes, are merged once', async () => {
    twoHeads();
    const revisions = ['bbbb', 'cc', 'shop', 'aaaa'];
    const { source } = await sluice.merge({ ...options(), revisions, revisionId: 'dddd' });
    expect(source).toContain('export const downRevision: string[] = ["bbbb", "cccc"];');
  });

  test('what others follow is merged only where that is said', async () => {
    given({
      '1': migration('aaaa', null, table('root')),
      '2': migration('bbbb', 'aaaa', table('a')),
      '3': migration('cccc', 'aaaa', table('b')),
      '4': migration('dddd', 'bbbb', table('c')),
    });
    const wanted = { ...options(), revisions: ['bbbb', 'cccc'], revisionId: 'eeee' };
    await expect(sluice.merge(wanted)).rejects.toThrow('bbbb (2.ts) is no head, since another migration follows it');
    await sluice.merge({ ...wanted, splice: true });
    expect((await sluice.heads(options())).map(({ revision }) => revision)).toEqual(['eeee', 'dddd']);
    await sluice.upgrade({ ...options(), target: 'heads' });
    expect(await applied()).toEqual(['dddd', 'eeee']);
  });

  test('a script stamps from where it is said', async () => {
    twoHeads();
    const stamped = async (...revisions: readonly string[]) => sluice.offlineStamp({ ...options(), revisions });
    expect((await stamped('heads')).revisions).toEqual(['bbbb', 'cccc']);
    expect((await stamped('heads:bbbb')).revisions).toEqual(['bbbb', 'cccc']);
    expect((await stamped('shop:aaaa')).revisions).toEqual(['aaaa']);
    const { sql } = await stamped('aaaa:bbbb');
    expect(sql).toContain(`DELETE FROM "public"."sluice_version" WHERE revision IN ('aaaa');`);
    const purged = await sluice.offlineStamp({ ...options(), revisions: ['bbbb'], purge: true });
    expect(purged.sql).toContain('-- For psql, on a database wherever it is.');
    await expect(stamped('aaaa:bbbb', 'cccc')).rejects.toThrow('"aaaa:bbbb" is a range, and one target is wanted');
    await expect(stamped('nope')).rejects.toThrow('"nope"');
    expect((await sluice.offlineEnsureVersion(options())).sql).toContain('CREATE TABLE IF NOT EXISTS');
  });

  test('a stamp records and runs nothing; a branch that is not named stays', async () => {
    twoHeads();
    expect(await sluice.stamp({ ...options(), revisions: ['heads'] })).toEqual({
      before: [],
      revisions: ['bbbb', 'cccc'],
    });
    expect((await embedded.lite.query(`select to_regclass('root') as found`)).rows).toEqual([{ found: null }]);
    expect((await sluice.stamp({ ...options(), revisions: ['cccc'] })).revisions).toEqual(['bbbb', 'cccc']);
    // Of two on one line, the later says it all.
    expect((await sluice.stamp({ ...options(), revisions: ['aaaa', 'cccc', 'cccc'], purge: true })).revisions).toEqual([
      'cccc',
    ]);
    expect((await sluice.stamp({ ...options(), revisions: ['aaaa'] })).revisions).toEqual(['aaaa']);
    expect((await sluice.stamp({ ...options(), revisions: ['base'] })).revisions).toEqual([]);
  });

  test('a stamp of a database at a revision that is gone takes a purge', async () => {
    twoHeads();
    await sluice.stamp({ ...options(), revisions: ['bbbb'] });
    given({ '1': migration('aaaa', null) });
    await expect(sluice.stamp({ ...options(), revisions: ['head'] })).rejects.toThrow(
      'The database is at revision bbbb',
    );
    expect(await sluice.stamp({ ...options(), revisions: ['head'], purge: true })).toEqual({
      before: ['bbbb'],
      revisions: ['aaaa'],
    });
  });
});
