import { describe, expect, test } from '@jest/globals';
import type { ModelObject } from '@sluice/core';
import { canonical, connect, introspect } from '@sluice/database';
import { createDatabase, withServers } from '../../../test-support/database.ts';

/** A table whose texts PostgreSQL writes in its own way. */
const models: readonly ModelObject[] = [
  { kind: 'enum', id: { schema: 'public', name: 'role' }, attributes: { values: ['a', 'b'] }, source: 'role' },
  { kind: 'table', id: { schema: 'public', name: 't' }, attributes: {}, source: 't' },
  {
    kind: 'column',
    id: { schema: 'public', table: 't', name: 'r' },
    attributes: { type: '"public"."role"', default: "'a'" },
    source: 't.r',
  },
  {
    kind: 'check',
    id: { schema: 'public', table: 't', name: 'c' },
    attributes: { expression: "r in ('a')" },
    source: 't.c',
  },
];

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  test.each([
    ['in a transaction', ''],
    ['embedded, where it may make no temporary table', 'SET default_transaction_read_only = on'],
  ])('what PostgreSQL writes is asked %s', async (_, settings) => {
    const database = await createDatabase(url);
    const connection = await connect(database.url);
    try {
      if (settings !== '') await connection.query(settings);
      const current = await introspect(connection);
      const asked = await canonical(connection, models, current);
      const said = (kind: string): unknown => asked.find((object) => object.kind === kind)?.attributes;
      expect(said('column')).toEqual({ type: 'role', default: "'a'::role" });
      expect(said('check')).toEqual({ expression: "(r = 'a'::role)" });
      expect((await introspect(connection)).objects).toEqual(current.objects);
    } finally {
      await connection.close();
      await database.drop();
    }
  });
});
