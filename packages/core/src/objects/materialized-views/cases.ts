import { sql } from 'drizzle-orm';
import { integer, pgMaterializedView, pgTable, text } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

const users = () => pgTable('users', { id: integer().primaryKey(), name: text(), age: integer() });
const rows = ["insert into users values (1, 'Al', 30), (2, 'Bo', 10)"];

const withUsers =
  (views: (table: ReturnType<typeof users>) => Models = () => ({})) =>
  (): Models => {
    const table = users();
    return { users: table, ...views(table) };
  };

/** Changes of materialized views, and of what they read. */
export const cases: readonly Case[] = [
  {
    name: 'one is added, with its rows',
    before: withUsers(),
    rows,
    after: withUsers((table) => ({
      totals: pgMaterializedView('totals').as((qb) =>
        qb.select({ total: sql<number>`count(${table.age})`.as('total') }).from(table),
      ),
    })),
    expect: ['createMaterializedView'],
    wanted: ['create materialized view totals as select count(age) as total from users'],
    survives: [{ query: 'select total from totals', gives: [['2']] }],
  },
  {
    name: 'one is added without its rows, with parameters',
    before: withUsers(),
    rows,
    after: withUsers(() => ({
      totals: pgMaterializedView('totals', { id: integer() })
        .using('heap')
        .tablespace('pg_default')
        .with({ fillfactor: 70, autovacuumEnabled: false })
        .withNoData()
        .as(sql`select id from users`),
    })),
    wanted: [
      'create materialized view totals with (autovacuum_enabled = false, fillfactor = 70) as select id from users with no data',
    ],
  },
];
