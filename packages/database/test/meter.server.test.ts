import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '@sluice/core';
import { connect } from '@sluice/database';
import { createDatabase, withAllServers, type TestDatabase } from '../../../test-support/database.ts';
import { measureRow, meterRows, tables } from './meter-rows.ts';

describe.each(withAllServers())('on PostgreSQL $major', ({ major, url }) => {
  let database: TestDatabase;
  let connection: Connection;

  beforeAll(async () => {
    database = await createDatabase(url);
    connection = await connect(database.url);
    await connection.query(tables);
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test.each(meterRows.filter(({ since = 0 }) => since <= major))('$sql', async (row) => {
    expect(await measureRow(connection, row)).toBe(row.does);
  });
});
