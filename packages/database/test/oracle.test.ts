import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PGlite } from '@electric-sql/pglite';

import { openPglite } from '../../../test-support/database.ts';
import { dump } from '../../../test-support/oracle/dump.ts';
import { tidy } from '../../../test-support/oracle/pg-dump.ts';
import { catalogText } from '../src/proof/catalog-text.ts';
import { anyOrder, changes, versionTable } from './oracle-changes.ts';

describe('the catalog reader', () => {
  let database: PGlite;
  let before: string;

  beforeAll(async () => {
    database = await openPglite();
    for (const statement of anyOrder.flat()) await database.exec(statement);
    before = await dump(database);
  });
  afterAll(() => database.close());

  const query = async (sql: string) => (await database.query<Record<string, unknown>>(sql)).rows;

  test.each(changes)('shows %s', async (change) => {
    await database.exec('BEGIN');
    try {
      await database.exec(change);
      await database.exec(`SET LOCAL search_path = ''`);
      expect(await catalogText(query, { without: [], columnOrder: 'ignore' })).not.toBe(before);
    } finally {
      await database.exec('ROLLBACK');
    }
  });

  test('shows nothing when nothing changed', async () => {
    expect(await dump(database)).toBe(before);
  });

  test('leaves the version table out, with all that is its own', async () => {
    for (const statement of versionTable) await database.exec(statement);
    expect(await dump(database)).toBe(before);
    expect(await dump(database, { excludeVersionTable: false })).toContain('sluice_version');
    await database.exec('DROP TABLE sluice_version');
  });

  test('tells the order of columns only when asked', async () => {
    const physical = await dump(database, { columnOrder: 'physical' });
    await database.exec(
      'ALTER TABLE pair_of RENAME a TO z; ALTER TABLE pair_of ADD a integer; ALTER TABLE pair_of DROP z',
    );
    expect(await dump(database, { columnOrder: 'physical' })).not.toBe(physical);
    expect(await dump(database)).toBe(before);
  });
});

test('the columns in the text of pg_dump are sorted, whatever they hold', () => {
  const columns = [
    `a integer`,
    `CONSTRAINT c CHECK ((b <> '),('::text))`,
    `"x,y" text DEFAULT E'it\\'s (,'::text`,
    `b text`,
  ];
  const entry = (lines: readonly string[]): string =>
    `--\n-- Name: t; Type: TABLE; Schema: public; Owner: me\n--\n\nCREATE TABLE public.t (\n    ${lines.join(',\n    ')}\n);\n`;
  expect(tidy(entry(columns), 'ignore')).toBe(tidy(entry(columns.toReversed()), 'ignore'));
  expect(tidy(entry(columns), 'physical')).not.toBe(tidy(entry(columns.toReversed()), 'physical'));
});
