import { gt, sql } from 'drizzle-orm';
import { bigint, integer, pgMaterializedView, pgTable, pgView, text } from 'drizzle-orm/pg-core';
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
  {
    name: 'the query changes: the rows are made again, and what stands on it comes back',
    before: withUsers((table) => ({
      named: pgMaterializedView('named').as((qb) => qb.select({ id: table.id, name: table.name }).from(table)),
    })),
    drift: [
      'create unique index named_id on named (id)',
      "comment on index named_id is 'kept'",
      'create statistics on_named on id, name from named',
      'grant select on named to public',
      "comment on column named.name is 'as called'",
      'alter materialized view named alter column name set statistics 500, alter column name set storage external',
      'alter materialized view named cluster on named_id',
      'create view above as select name from named',
    ],
    rows: [...rows, 'refresh materialized view named'],
    after: withUsers((table) => ({
      named: pgMaterializedView('named').as((qb) =>
        qb.select({ id: table.id, name: table.name }).from(table).where(gt(table.age, 18)),
      ),
    })),
    wanted: [
      'drop view above',
      'drop materialized view named',
      'create materialized view named as select id, name from users where age > 18',
      'create unique index named_id on named (id)',
      "comment on index named_id is 'kept'",
      'create statistics on_named on id, name from named',
      'grant select on named to public',
      "comment on column named.name is 'as called'",
      'alter materialized view named alter column name set statistics 500, alter column name set storage external',
      'alter materialized view named cluster on named_id',
      'create view above as select name from named',
    ],
    survives: [{ query: 'select name from above', gives: [['Al']] }],
    returns: [{ query: 'select name from above order by 1', gives: [['Al'], ['Bo']] }],
  },
  {
    name: 'one without its rows stays so; one that was refreshed keeps them; neither is a difference',
    before: withUsers((table) => ({
      empty: pgMaterializedView('empty')
        .withNoData()
        .as((qb) => qb.select({ id: table.id }).from(table)),
      full: pgMaterializedView('full')
        .withNoData()
        .as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    rows: [...rows, 'refresh materialized view "full"'],
    after: () => {
      const table = pgTable('users', { id: bigint({ mode: 'number' }).primaryKey(), name: text(), age: integer() });
      return {
        users: table,
        empty: pgMaterializedView('empty')
          .withNoData()
          .as((qb) => qb.select({ id: table.id }).from(table)),
        full: pgMaterializedView('full')
          .withNoData()
          .as((qb) => qb.select({ id: table.id }).from(table)),
      };
    },
    survives: [
      { query: 'select count(*) from "full"', gives: [['2']] },
      { query: "select relispopulated from pg_class where relname = 'empty'", gives: [['false']] },
    ],
  },
  {
    name: 'parameters change in place',
    before: withUsers((table) => ({
      named: pgMaterializedView('named')
        .with({ fillfactor: 70, autovacuumEnabled: false })
        .as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    after: withUsers((table) => ({
      named: pgMaterializedView('named')
        .with({ fillfactor: 80 })
        .as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    expect: ['alterMaterializedView'],
    wanted: [
      'alter materialized view named reset (autovacuum_enabled)',
      'alter materialized view named set (fillfactor = 80)',
    ],
  },
  {
    name: 'one is renamed, with its index',
    before: withUsers((table) => ({
      named: pgMaterializedView('named').as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    drift: ['create index named_id on named (id)'],
    rows: [...rows, 'refresh materialized view named'],
    after: withUsers((table) => ({
      named: pgMaterializedView('called').as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    renames: { named: 'called' },
    expect: ['renameMaterializedView'],
    survives: [{ query: 'select count(*) from called', gives: [['2']] }],
  },
  {
    name: 'a view becomes a materialized view of the same name',
    before: withUsers((table) => ({
      named: pgView('named').as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    rows,
    after: withUsers((table) => ({
      named: pgMaterializedView('named').as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    expect: ['dropView', 'createMaterializedView'],
  },
  {
    name: 'a query that would fail where it ran is compared, and does not run',
    before: withUsers((table) => ({
      named: pgMaterializedView('named')
        .withNoData()
        .as((qb) => qb.select({ id: sql<number>`1 / 0`.as('n'), who: table.id }).from(table)),
    })),
    rows,
    after: withUsers((table) => ({
      named: pgMaterializedView('named')
        .withNoData()
        .as((qb) => qb.select({ id: sql<number>`1 / 0`.as('n'), who: table.id }).from(table)),
    })),
    expect: [],
  },
];
