import { describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { checksumOf } from '../src/load/checksum.ts';
import { readProofLine, withProofLine } from '../src/proof/proof-line.ts';
import { useEmbedded } from './fixtures/embedded.ts';

const head = `import { integer, pgTable, text } from 'drizzle-orm/pg-core';\n`;
const users = `${head}export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });\n`;

/** A migration by hand. */
const migration = (revision: string, down: string | null, upgrade: string, downgrade: string): string => `/**
 * By hand
 *
 * Revision ID: ${revision}
 */
import type { Op } from 'sluice';
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
export async function upgrade(op: Op): Promise<void> { ${upgrade} }
export async function downgrade(op: Op): Promise<void> { ${downgrade} }
`;

const create = `await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'name', type: 'text', notNull: true }], primaryKey: { name: 'users_pkey', columns: ['id'] } });`;
const drop = `await op.dropTable({ name: 'users' });`;

describe('a proof', () => {
  const embedded = useEmbedded();
  const { options } = embedded;
  const given = (models: string, ...migrations: readonly string[]): void =>
    embedded.given(Object.fromEntries(migrations.entries()), { 'models.ts': models });
  const first = (): string =>
    embedded.project.file(`migrations/${readdirSync(embedded.project.file('migrations'))[0] ?? ''}`);

  test('stands in the file that autogenerate writes, and check tells when the file is changed', async () => {
    given(users);
    const { proof } = await sluice.autogenerate({ ...options(), message: 'Users' });
    expect(proof).toMatchObject({ proved: true, findings: [], filled: { empty: [] } });
    const source = readFileSync(first(), 'utf8');
    expect(readProofLine(source)).toEqual({
      text: expect.stringMatching(/^PGlite [\d.]+, there, back and there again$/),
      checksum: checksumOf(source),
    });
    await sluice.upgrade(options());
    expect((await sluice.check(options())).notes).toEqual([]);
    writeFileSync(first(), `${source}// A comment is nothing that runs.\n`);
    expect((await sluice.check(options())).notes).toEqual([]);
    writeFileSync(first(), source.replace('dropTable', 'dropView'));
    expect((await sluice.check(options())).notes).toEqual([
      expect.stringMatching(/^.*users\.ts was changed since it was proved: run sluice prove [\da-f]+$/),
    ]);
  });

  test('is left out on request', async () => {
    given(users);
    const { proof, source } = await sluice.autogenerate({ ...options(), message: 'Users', prove: false });
    expect([proof, readProofLine(source ?? '')]).toEqual([undefined, undefined]);
  });

  test('says where rows are in the way, with what PostgreSQL says', async () => {
    await embedded.lite.exec(`create table users (id integer primary key, name text)`);
    given(users, migration('aaaa', null, `await op.execute('select 1');`, ''));
    await sluice.stamp({ ...options(), revisions: ['heads'] });
    const { proof } = await sluice.autogenerate({ ...options(), message: 'Names', drops: [] });
    expect(proof).toMatchObject({
      proved: true,
      findings: [
        {
          law: 'the upgrade runs',
          onRows: true,
          facts: [
            expect.stringMatching(/^check constraint "users_name_filled" of relation "users" is violated by some row/),
            expect.stringMatching(/^in: ALTER TABLE/),
          ],
        },
      ],
    });
  });

  test('of a migration by hand is written into its comment', async () => {
    given(users, migration('aaaa', null, create, drop));
    expect(await sluice.prove(options())).toMatchObject([{ revision: 'aaaa', verdict: 'proved' }]);
    expect(readProofLine(readFileSync(first(), 'utf8'))?.text).toMatch(/^PGlite/);
  });

  test('refutes a downgrade that forgets something, with what it forgets', async () => {
    given(users, migration('aaaa', null, create + `await op.execute('create sequence numbers');`, drop));
    const before = readFileSync(first(), 'utf8');
    expect(await sluice.prove(options())).toMatchObject([
      {
        verdict: 'refuted',
        proof: {
          findings: [
            {
              law: 'it returns',
              facts: expect.arrayContaining([expect.stringMatching(/^\+ sequence public\.numbers/)]),
            },
            { law: 'the upgrade runs again', facts: expect.arrayContaining(['relation "numbers" already exists']) },
          ],
        },
      },
    ]);
    expect(readFileSync(first(), 'utf8')).toBe(before);
  });

  test('says where rows get no value that shall have one', async () => {
    await embedded.lite.exec('create table users (id integer primary key, note text)');
    const models = users.replace('name: text().notNull()', 'note: text(), name: text().notNull()');
    given(models, migration('aaaa', null, `await op.execute('select 1');`, ''));
    await sluice.stamp({ ...options(), revisions: ['heads'] });
    const { proof, source } = await sluice.autogenerate({
      ...options(),
      message: 'Names',
      drops: [],
      fills: { 'users.name': 'note' },
    });
    expect(source).toContain('await op.batchUpdate({');
    expect(proof).toMatchObject({
      proved: true,
      findings: [
        {
          law: 'the upgrade runs',
          onRows: true,
          facts: [
            expect.stringMatching(/^of \d rows of "public"."users" it stays true that "name" IS NULL$/),
            'in: op.batchUpdate',
          ],
        },
      ],
    });
  });

  test('refutes a last migration that does not lead to the models', async () => {
    given(users.replace(`, name: text().notNull()`, ''), migration('aaaa', null, create, drop));
    const [found] = await sluice.prove(options());
    expect(found).toMatchObject({
      verdict: 'refuted',
      proof: {
        findings: [{ law: 'it arrives', facts: [expect.stringMatching(/^the models still ask for dropColumn/)] }],
      },
    });
  });

  test('is held of one migration after the other', async () => {
    const second = migration(
      'bbbb',
      'aaaa',
      `await op.createTable({ name: 'copy', columns: [{ name: 'id', type: 'integer' }] });`,
      `await op.dropTable({ name: 'copy' });`,
    );
    given(
      `${users}export const copy = pgTable('copy', { id: integer() });\n`,
      migration('aaaa', null, create, drop),
      second,
    );
    await expect(sluice.prove({ ...options(), revisions: ['aaaa'] })).resolves.toMatchObject([{ verdict: 'proved' }]);
    expect((await sluice.prove({ ...options(), all: true })).map(({ revision }) => revision)).toEqual(['aaaa', 'bbbb']);
  });

  test('is told to be impossible where the place lacks something', async () => {
    given(
      users,
      migration(
        'aaaa',
        null,
        `await op.execute('create extension postgis');`,
        `await op.execute('drop extension postgis');`,
      ),
    );
    expect(await sluice.prove(options())).toMatchObject([
      {
        verdict: 'not provable here',
        proof: { proved: false, reason: expect.stringMatching(/postgis.*; --scratch <url> names a server/) },
      },
    ]);
    expect(readProofLine(readFileSync(first(), 'utf8'))?.text).toMatch(/^none, .*postgis/);
  });

  test('makes the roles that a migration speaks of', async () => {
    const grant = `await op.execute('grant select on users to "Reader"');`;
    given(users, migration('aaaa', null, create + grant, drop));
    expect(await sluice.prove(options())).toMatchObject([{ verdict: 'proved' }]);
  });

  test('of a revision that is not there is an error', async () => {
    given(users);
    await expect(sluice.prove({ ...options(), revisions: ['nope'] })).rejects.toThrow(/"nope"/);
    await expect(sluice.prove({ ...options(), scratch: 'here' })).rejects.toThrow(/--scratch here names no server/);
  });
});

describe('the checksum of a file', () => {
  test('is not of its comments and its layout', () => {
    expect(checksumOf(`const a = [1, "x"]; // one`)).toBe(checksumOf(`/* two */\nconst a = [\n  1,\n  'x',\n]`));
    expect(checksumOf('f(1)')).not.toBe(checksumOf('f(2)'));
    expect(checksumOf('a b')).not.toBe(checksumOf('ab'));
  });

  test('a file without a comment to begin with stays as it is', () => {
    expect(withProofLine('const a = 1;\n', 'here')).toBe('const a = 1;\n');
  });

  test('a proof takes the place of the one before', () => {
    const once = withProofLine('/**\n * Text\n */\nconst a = 1;\n', 'here');
    expect(withProofLine(once, 'there')).toBe(once.replace('here', 'there'));
  });
});
