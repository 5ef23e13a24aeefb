import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connection, Migration, Op } from '@sluice/core';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { splitAt } from '../../../test-support/oracle/sql-text.ts';
import { connect } from '../src/connect.ts';
import { readLedger, type MigrationText } from '../src/ledger.ts';
import { run } from '../src/run.ts';
import type { Step } from '../src/run-migration.ts';
import { script } from '../src/script.ts';
import { stamp } from '../src/stamp.ts';
import { ensureVersionScript, stampScript } from '../src/stamp-script.ts';
import { ensureTables, readVersions } from '../src/version-table.ts';

type Direction = (op: Op) => Promise<void>;

const migration = (revision: string, upgrade: Direction, downgrade: Direction): Migration => ({
  revision,
  downRevision: null,
  branchLabels: [],
  dependsOn: [],
  upgrade,
  downgrade,
});

const first = migration(
  'first',
  async (op) => {
    await op.createEnum({ name: 'mood', values: ['good'] });
    await op.createTable({ name: "it's", columns: [{ name: 'id', type: 'integer' }] });
    await op.execute('insert into "it\'s" values (1); -- done');
  },
  async (op) => {
    await op.dropTable({ name: "it's" });
    await op.dropEnum({ name: 'mood' });
  },
);
const second = migration(
  'second',
  async (op) => {
    await op.alterEnum({ name: 'mood', values: { from: ['good'], to: ['good', 'bad'] }, commit: true });
    await op.createIndex({ table: "it's", name: 'ix', columns: [{ column: 'id' }], concurrently: true });
    await op.addColumn({ table: "it's", name: 'mood', type: 'mood', default: "'bad'::mood" });
  },
  async (op) => {
    await op.dropColumn({ table: "it's", name: 'mood' });
    await op.dropIndex({ table: "it's", name: 'ix' });
    await op.alterEnum({ name: 'mood', values: { from: ['good', 'bad'], to: ['good'] } });
  },
);

const steps = {
  up: [
    { migration: first, direction: 'upgrade', deletes: [], inserts: ['first'] },
    { migration: second, direction: 'upgrade', deletes: ['first'], inserts: ['second'], file: 'second.ts' },
  ],
  down: [
    { migration: second, direction: 'downgrade', deletes: ['second'], inserts: ['first'] },
    { migration: first, direction: 'downgrade', deletes: ['first'], inserts: [] },
  ],
} as const satisfies Record<string, readonly Step[]>;

describe.each(withServers())('PostgreSQL $major: a script', ({ url: server }) => {
  let database: TestDatabase;
  let connection: Connection;
  beforeEach(async () => {
    database = await createDatabase(server);
    connection = await connect(database.url);
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  /** What psql does: a statement at a time, to the first error. */
  async function play(text: string): Promise<void> {
    const session = await connect(database.url);
    try {
      for (const statement of splitAt(';', text.replaceAll(/^(?:--|\\).*$/gm, '')))
        if (statement.trim() !== '') await session.query(statement);
    } finally {
      await session.close();
    }
  }

  const columns = async (): Promise<unknown> =>
    connection.query(
      `select attname, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = to_regclass('"it''s"') and attnum > 0 and not attisdropped`,
    );

  test('goes there and back, as run does', async () => {
    await play(await script([], steps.up));
    expect(await readVersions(connection)).toEqual({ revisions: ['second'], pending: [] });
    expect(await readLedger(connection)).toMatchObject([
      { run: 2, revision: 'second', direction: 'upgrade', outcome: 'done', statements: 3 },
      { run: 1, revision: 'first', direction: 'upgrade', outcome: 'done', statements: 3, user: 'postgres' },
    ]);
    const reached = await columns();
    expect(reached).toHaveLength(2);

    await run(connection, () => steps.down);
    await run(connection, () => steps.up);
    expect(await columns()).toEqual(reached);

    await play(await script(['second'], steps.down));
    expect(await readVersions(connection)).toEqual({ revisions: [], pending: [] });
    expect(await connection.query(`select from pg_class where relname ~ '^sluice_version'`)).toEqual([]);
    expect(await columns()).toEqual([]);
  });

  test('refuses a database that is elsewhere, and changes nothing', async () => {
    const onward = await script(['first'], steps.up.slice(1));
    await expect(play(onward)).rejects.toThrow('This script is for a database at first, and this one is at its base.');
    await play(await script([], steps.up));
    await expect(play(onward)).rejects.toThrow('This script is for a database at first, and this one is at second.');
    await expect(play(await script([], steps.up))).rejects.toThrow('at its base, and this one is at second.');
  });

  describe('that stamps', () => {
    const recorded = async (): Promise<unknown> => (await readVersions(connection)).revisions;
    const isThere = async (): Promise<unknown> =>
      (await connection.query(`select to_regclass('sluice_version') is not null as found`))[0]?.found;

    test('records, and forgets, as stamp does', async () => {
      await play(stampScript([], ["it's", 'second']));
      expect(await recorded()).toEqual(["it's", 'second']);
      await play(stampScript(["it's", 'second'], ['second', 'third']));
      expect(await recorded()).toEqual(['second', 'third']);
      await play(stampScript(['second', 'third'], ['second', 'third']));
      expect(await recorded()).toEqual(['second', 'third']);
      await play(stampScript(['second', 'third'], []));
      expect(await isThere()).toBe(false);
      await play(stampScript([], []));
      expect(await isThere()).toBe(false);
    });

    test('keeps of the files what stamp does', async () => {
      const text = (revision: string, checksum?: string): MigrationText => ({
        revision,
        follows: revision === 'a' ? [] : ["it's", 'a'],
        checksum,
        file: `${revision}.ts`,
      });
      const ways: readonly (readonly [readonly string[] | undefined, readonly string[], readonly MigrationText[]])[] = [
        [[], ['b'], [text('a', '1'), text('b')]],
        [['b'], ['b'], [text('a', '1'), text('b', '2')]],
        [['b'], ['a'], [text('a', '1')]],
        [['a'], ['c', 'd'], [text('a', '9'), text('c', '3'), text('d', '4')]],
        [undefined, ['b'], [text('a', '9'), text('b', '2')]],
      ];
      const kept = async (): Promise<unknown> =>
        connection.query(
          `select run, revision, direction, outcome, follows::text, checksum, file, statements, milliseconds::text, progress, settings::text from sluice_version_ledger order by run`,
        );
      const states: unknown[] = [];
      for (const [, to, texts] of ways) {
        await stamp(connection, () => to, { textsOf: async () => texts });
        states.push(await kept());
      }
      await stamp(connection, () => []);
      for (const [i, [from, to, texts]] of ways.entries()) {
        await play(stampScript(from, to, { texts }));
        expect(await kept()).toEqual(states[i]);
      }
      expect(states.at(-1)).toHaveLength(10);
    });

    test('refuses a database that is elsewhere', async () => {
      await play(stampScript([], ['first']));
      await expect(play(stampScript([], ['second']))).rejects.toThrow('at its base, and this one is at first.');
      expect(await recorded()).toEqual(['first']);
    });

    test('anew takes any database, also one with a migration that was interrupted', async () => {
      await play(stampScript(undefined, ['first']));
      await connection.query(
        `insert into sluice_version_ledger values (1, 'gone', 'upgrade', null, '{}', null, null, 1, now(), null, 0, 'a', 'b', 'c', 'd', '{}', '{}')`,
      );
      expect((await readVersions(connection)).pending).toMatchObject([{ revision: 'gone' }]);
      await play(stampScript(undefined, ['second']));
      expect(await readVersions(connection)).toEqual({ revisions: ['second'], pending: [] });
      await play(stampScript(undefined, []));
      await play(stampScript(undefined, []));
      expect(await isThere()).toBe(false);
    });

    test('makes the version table where it is missing', async () => {
      await play(ensureVersionScript());
      await play(ensureVersionScript());
      const ofScript = await connection.query(
        `select column_name, data_type from information_schema.columns where table_name = 'sluice_version' order by ordinal_position`,
      );
      await connection.query('drop table sluice_version');
      await ensureTables(connection);
      const ofRun = await connection.query(
        `select column_name, data_type from information_schema.columns where table_name = 'sluice_version' order by ordinal_position`,
      );
      expect(ofScript).toEqual(ofRun);
      await play(stampScript([], ['first']));
      expect(await recorded()).toEqual(['first']);
    });

    test('keeps to the version table that is named', async () => {
      await play(stampScript([], ['first'], { versionTable: { name: 'Other "versions"' } }));
      expect(await isThere()).toBe(false);
      const { revisions } = await readVersions(connection, { schema: 'public', name: 'Other "versions"' });
      expect(revisions).toEqual(['first']);
    });
  });

  test('waits for nobody: another runner is an error', async () => {
    const text = await script([], steps.up);
    await run(connection, async () => {
      await expect(play(text)).rejects.toThrow('Another process runs migrations');
      return [];
    });
  });
});
