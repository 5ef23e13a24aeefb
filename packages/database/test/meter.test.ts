import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Connection } from '@sluice/core';
import { connect } from '@sluice/database';
import { measureRow, meterRows, tables } from './meter-rows.ts';

let connection: Connection;

beforeAll(async () => {
  connection = await connect('pglite:');
  await connection.query(tables);
});
afterAll(() => connection.close());

test.each(meterRows)('$sql', async (row) => {
  expect(await measureRow(connection, row)).toBe(row.does);
});
