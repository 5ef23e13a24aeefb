import { eq, lt, sql } from 'drizzle-orm';
import {
  alias,
  bigint,
  integer,
  pgEnum,
  pgMaterializedView,
  pgSchema,
  pgTable,
  pgView,
  varchar,
} from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { comment } from '../../declare/index.js';

const users = () => pgTable('users', { id: integer().primaryKey(), name: varchar({ length: 20 }), age: integer() });
const rows = ["insert into users values (1, 'Al', 30), (2, 'Bo', 10)"];

/** A table and views on it, as a function of the table. */
const withUsers =
  (views: (table: ReturnType<typeof users>) => Models = () => ({})) =>
  (): Models => {
    const table = users();
    return { users: table, ...views(table) };
  };

/** Changes of views, and of what they read. */
export const cases: readonly Case[] = [
  {
    name: 'one is added, by the query builder',
    before: withUsers(),
    rows,
    after: withUsers((table) => ({
      adults: pgView('adults').as((qb) =>
        qb.select({ id: table.id, name: table.name }).from(table).where(eq(table.age, 30)),
      ),
    })),
    expect: ['createView'],
    wanted: ['create view adults as select id, name from users where age = 30'],
    survives: [{ query: 'select name from adults', gives: [['Al']] }],
  },
  {
    name: 'one is added, by hand, with options',
    since: 15,
    before: withUsers(),
    after: withUsers(() => ({
      adults: pgView('adults', { id: integer() })
        .with({ checkOption: 'local', securityBarrier: true, securityInvoker: true })
        .as(sql`select id from users where age > ${18}; `),
    })),
    expect: ['createView'],
    wanted: [
      'create view adults with (security_barrier = true, security_invoker = true) as select id from users where age > 18 with local check option',
    ],
  },
  {
    name: 'one that is there already is left alone',
    before: withUsers(),
    drift: ['create view adults as select id from users'],
    after: withUsers(() => ({ adults: pgView('adults', { id: integer() }).existing() })),
    expect: [],
  },
  {
    name: 'one is dropped, and comes back with all that was on it',
    setup: ['create function put() returns trigger language plpgsql as $$ begin return new; end $$'],
    before: withUsers(() => ({ adults: pgView('adults', {}).as(sql`select id, name from users where age > 18`) })),
    drift: [
      "comment on view adults is 'grown up'",
      "comment on column adults.name is 'as called'",
      "alter view adults alter column name set default 'nobody'",
      'grant select on adults to public',
      'grant update (name), select (id) on adults to pg_monitor',
      'alter view adults owner to pg_read_all_data',
      'create trigger put_adult instead of insert on adults for each row execute function put()',
      "comment on trigger put_adult on adults is 'why'",
      'create rule keep as on delete to adults do instead nothing',
      "comment on rule keep on adults is 'so'",
    ],
    rows,
    after: withUsers(),
    expect: ['dropTrigger', 'dropRule', 'dropView'],
    wanted: ['drop view adults'],
  },
  {
    name: 'one reads all columns of a table that gains one: it gains it too, in one step',
    before: withUsers((table) => ({ all: pgView('all_users').as((qb) => qb.select().from(table)) })),
    rows,
    after: () => {
      const table = pgTable('users', {
        id: integer().primaryKey(),
        name: varchar({ length: 20 }),
        age: integer(),
        zip: varchar(),
      });
      return { users: table, all: pgView('all_users').as((qb) => qb.select().from(table)) };
    },
    expect: ['addColumn', 'alterView'],
    wanted: [
      'alter table users add zip varchar',
      'create or replace view all_users as select id, name, age, zip from users',
    ],
  },
  {
    name: 'one says `*` of a table that gains a column',
    before: withUsers(() => ({ all: pgView('all_users', {}).as(sql`select * from public.users`) })),
    rows,
    after: () => ({
      users: pgTable('users', {
        id: integer().primaryKey(),
        zip: varchar(),
        name: varchar({ length: 20 }),
        age: integer(),
      }),
      all: pgView('all_users', {}).as(sql`select * from public.users`),
    }),
    expect: ['addColumn', 'alterView'],
    wanted: [
      'alter table users add zip varchar',
      'create or replace view all_users as select id, name, age, zip from users',
    ],
  },
  {
    name: 'a table with views on views on it changes a type: all step aside and come back',
    row: 62,
    setup: ['create function put() returns trigger language plpgsql as $$ begin return new; end $$'],
    before: withUsers((table) => {
      const named = pgView('named').as((qb) => qb.select({ id: table.id, name: table.name }).from(table));
      return { named };
    }),
    drift: [
      "comment on view named is 'with a name'",
      'grant select on named to public',
      'create trigger put_named instead of insert on named for each row execute function put()',
      'create materialized view totals as select name, count(*) as total from named group by name',
      'create unique index totals_name on totals (name)',
      "comment on materialized view totals is 'how many'",
      'create view "Above ""it""" as select * from totals where total > 1',
      'create statistics on_totals on name, total from totals',
      'create view untouched as select id from users',
    ],
    rows: [...rows, 'refresh materialized view totals'],
    after: () => {
      const table = pgTable('users', { id: integer().primaryKey(), name: varchar({ length: 50 }), age: integer() });
      return {
        users: table,
        named: pgView('named').as((qb) => qb.select({ id: table.id, name: table.name }).from(table)),
      };
    },
    survives: [
      {
        query: 'select name, total from totals order by 1',
        gives: [
          ['Al', '1'],
          ['Bo', '1'],
        ],
      },
    ],
    returns: [
      {
        query: 'select name, total from totals order by 1',
        gives: [
          ['Al', '1'],
          ['Bo', '1'],
        ],
      },
    ],
  },
  {
    name: 'a column that one speaks of goes, and the model of the view changes too',
    before: withUsers((table) => ({ named: pgView('named').as((qb) => qb.select().from(table)) })),
    rows,
    after: () => {
      const table = pgTable('users', { id: integer().primaryKey(), name: varchar({ length: 20 }) });
      return { users: table, named: pgView('named').as((qb) => qb.select().from(table)) };
    },
    expect: ['dropView', 'dropColumn', 'createView'],
    wanted: ['drop view named', 'alter table users drop age', 'create view named as select id, name from users'],
    loses: ['users.age'],
  },
  {
    name: 'one that this history made is marked as existing: it stays, with what stands on it',
    before: withUsers((table) => ({
      named: pgView('named').as((qb) => qb.select({ id: table.id }).from(table)),
      kept: pgMaterializedView('kept').as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    drift: ['create view above as select * from named', 'create index on kept (id)'],
    rows,
    after: withUsers(() => ({
      named: pgView('named', { id: integer() }).existing(),
      kept: pgMaterializedView('kept', { id: integer() }).existing(),
    })),
    expect: [],
  },
  {
    name: 'a column that one which no model names speaks of cannot go',
    row: 182,
    before: withUsers(),
    drift: ['create view named as select id, age from users'],
    rows,
    after: { users: pgTable('users', { id: integer().primaryKey(), name: varchar({ length: 20 }) }) },
    fails: /column:public\.users\.age cannot be dropped: view named speaks of it/,
  },
  {
    name: 'a table that one which no model names speaks of cannot go',
    before: withUsers(),
    drift: ['create view named as select 1 as one from users'],
    rows,
    after: {},
    fails: /table:public\.users cannot be dropped: view named speaks of it/,
  },
  {
    name: 'a table goes with the view on it',
    before: withUsers((table) => ({ named: pgView('named').as((qb) => qb.select().from(table)) })),
    rows,
    after: {},
    expect: ['dropView', 'dropTable'],
    loses: ['users'],
  },
  {
    name: 'one was dropped by hand, and is made again',
    row: 183,
    before: withUsers((table) => ({ named: pgView('named').as((qb) => qb.select().from(table)) })),
    drift: ['drop view named'],
    after: withUsers((table) => ({ named: pgView('named').as((qb) => qb.select().from(table)) })),
    expect: ['createView'],
  },
  {
    name: 'PostgreSQL does not take the query',
    before: withUsers(),
    after: withUsers(() => ({ named: pgView('named', {}).as(sql`select nothing from users`) })),
    fails: /named: PostgreSQL does not take this view: column "nothing" does not exist/,
  },
  {
    name: 'a new table, views on it and on each other, all at once',
    before: {},
    rows: [],
    after: () => {
      const table = users();
      const z = pgView('z').as((qb) => qb.select({ id: table.id, n: table.name }).from(table));
      const a = pgView('a').as((qb) => qb.select({ id: z.id }).from(z));
      return { a, z, users: table };
    },
    expect: ['createTable', 'createView', 'createView'],
  },
  {
    name: 'a column that one speaks of is renamed: PostgreSQL rewrites the query',
    before: withUsers((table) => ({
      named: pgView('named').as((qb) => qb.select({ id: table.id, name: table.name }).from(table)),
    })),
    drift: ["create view by_hand as select name from users where name <> 'x'"],
    rows,
    after: () => {
      const table = pgTable('users', {
        id: integer().primaryKey(),
        fullName: varchar('full_name', { length: 20 }),
        age: integer(),
      });
      const named = pgView('named', {}).as(sql`select ${table.id}, ${table.fullName} as name from ${table}`);
      return { users: table, named };
    },
    renames: { 'users.name': 'full_name' },
    expect: ['renameColumn'],
    wanted: ['alter table users rename name to full_name'],
  },
  {
    name: 'a column that one speaks of is renamed, and the model of the view follows; another changes its type',
    before: withUsers((table) => ({ named: pgView('named').as((qb) => qb.select().from(table)) })),
    drift: ['create view by_hand as select name, age from users', 'grant select on by_hand to public'],
    rows,
    after: () => {
      const table = pgTable('users', {
        id: integer().primaryKey(),
        fullName: varchar('full_name', { length: 20 }),
        age: bigint({ mode: 'number' }),
      });
      return { users: table, named: pgView('named').as((qb) => qb.select().from(table)) };
    },
    renames: { 'users.name': 'full_name' },
    expect: ['renameColumn', 'dropView', 'dropView', 'alterColumn', 'createView', 'createView'],
    survives: [{ query: 'select full_name from named order by 1', gives: [['Al'], ['Bo']] }],
  },
  {
    name: 'a table with a view on it is renamed',
    before: withUsers((table) => ({ named: pgView('named').as((qb) => qb.select({ id: table.id }).from(table)) })),
    drift: ['create view by_hand as select count(*) as n from users', 'create view above as select * from named'],
    rows,
    after: () => {
      const table = pgTable('people', { id: integer().primaryKey(), name: varchar({ length: 20 }), age: integer() });
      return { people: table, named: pgView('named').as((qb) => qb.select({ id: table.id }).from(table)) };
    },
    renames: { users: 'people' },
    expect: ['renameTable'],
    wanted: ['alter table users rename to people'],
  },
  {
    name: 'one is renamed, with what stands on it and what reads from it',
    setup: ['create function put() returns trigger language plpgsql as $$ begin return new; end $$'],
    before: withUsers((table) => {
      const named = pgView('named').as((qb) => qb.select({ id: table.id }).from(table));
      return { named, above: pgView('above').as((qb) => qb.select({ id: named.id }).from(named)) };
    }),
    drift: [
      'create trigger put_named instead of insert on named for each row execute function put()',
      "comment on view named is 'kept'",
    ],
    rows,
    after: withUsers((table) => {
      const named = pgView('called').as((qb) => qb.select({ id: table.id }).from(table));
      return { named, above: pgView('above').as((qb) => qb.select({ id: named.id }).from(named)) };
    }),
    renames: { named: 'called' },
    expect: ['renameView'],
    wanted: ['alter view named rename to called'],
  },
  {
    name: 'a value of an enum that one compares with is renamed',
    before: () => {
      const status = pgEnum('status', ['a', 'b']);
      return { status, users: pgTable('users', { id: integer(), status: status() }) };
    },
    drift: ["create view active as select id from users where status = 'a'"],
    after: () => {
      const status = pgEnum('status', ['active', 'b']);
      return { status, users: pgTable('users', { id: integer(), status: status() }) };
    },
    renames: { 'status.a': 'active' },
    expect: ['alterEnum'],
  },
  {
    name: 'names with quotes, dots, capitals, 63 bytes and other letters, in a schema of their own',
    before: () => {
      const odd = pgSchema('Odd "s.x"');
      return { odd, table: odd.table('Tä.b"le', { 'a "b" c.d': integer('a "b" c.d'), user: integer() }) };
    },
    rows: ['insert into "Odd ""s.x"""."Tä.b""le" values (1, 2)'],
    after: () => {
      const odd = pgSchema('Odd "s.x"');
      const table = odd.table('Tä.b"le', { 'a "b" c.d': integer('a "b" c.d'), user: integer(), more: integer() });
      const long = odd.view('Ünder "it".x' + 'l'.repeat(50)).as((qb) => qb.select().from(table));
      return { odd, table, long, select: odd.view('select').as((qb) => qb.select().from(long)) };
    },
    expect: ['addColumn', 'createView', 'createView'],
  },
  {
    name: 'names of more than 63 bytes, in a query of the builder and in one as SQL',
    before: () => ({ table: pgTable('t'.repeat(70), { id: integer(), ['c'.repeat(70)]: integer() }) }),
    after: () => {
      const table = pgTable('t'.repeat(70), { id: integer(), ['c'.repeat(70)]: integer() });
      const built = pgView('v'.repeat(70)).as((qb) => qb.select().from(table));
      const read = pgView('read', { id: integer() }).as(sql`select id from ${sql.raw('v'.repeat(70))}`);
      return { table, built, read };
    },
    expect: ['createView', 'createView'],
  },
  {
    name: 'an option is taken away, another added, a query changes: the options that stay are said again',
    since: 15,
    before: withUsers((table) => ({
      a: pgView('a')
        .with({ securityBarrier: true })
        .as((qb) => qb.select({ id: table.id }).from(table)),
      b: pgView('b')
        .with({ securityBarrier: true })
        .as((qb) => qb.select({ id: table.id }).from(table)),
    })),
    rows,
    after: withUsers((table) => ({
      a: pgView('a')
        .with({ securityInvoker: true, checkOption: 'cascaded' })
        .as((qb) => qb.select({ id: table.id }).from(table)),
      b: pgView('b')
        .with({ securityBarrier: true })
        .as((qb) => qb.select({ id: table.id, age: table.age }).from(table)),
    })),
    expect: ['alterView', 'alterView'],
    wanted: [
      'create or replace view a with (check_option = cascaded, security_invoker = true) as select id from users',
      'create or replace view b with (security_barrier = true) as select id, age from users',
    ],
  },
  {
    name: 'recursive, with aliases, values, a window and a comment at its end',
    before: withUsers(),
    rows,
    after: withUsers(() => ({
      r: pgView('r', {}).as(
        sql`with recursive up(n) as (select 1 union all select n + 1 from up where n < ${3}) select n, 'a;b' as t from up -- so`,
      ),
      v: pgView('v', {}).as(sql`values (1, 'x'), (2, 'y')`),
      w: pgView('w', {}).as(
        sql`select u.id, row_number() over (order by o.id) as n from users u join users o using (id)`,
      ),
    })),
    expect: ['createView', 'createView', 'createView'],
  },
  {
    name: 'comments on one and on its columns, declared beside the models',
    before: withUsers((table) => {
      const named = pgView('named').as((qb) => qb.select({ id: table.id, name: table.name }).from(table));
      return { named, idComment: comment(named.id, 'who') };
    }),
    drift: ["comment on column named.name is 'by hand'", "alter view named alter column name set default 'x'"],
    after: withUsers((table) => {
      const named = pgView('named').as((qb) => qb.select({ id: table.id, name: table.name }).from(table));
      return { named, why: comment(named, 'why'), a: comment(named.id, 'what'), b: comment(named.name, null) };
    }),
    expect: ['alterView'],
    wanted: [
      "comment on view named is 'why'",
      "comment on column named.id is 'what'",
      'comment on column named.name is null',
    ],
  },
  {
    name: 'a table joined with itself, and with a view, by the query builder',
    before: withUsers(),
    rows,
    after: withUsers((table) => {
      const older = alias(table, 'older');
      const adults = pgView('adults').as((qb) => qb.select({ id: table.id }).from(table));
      const pairs = pgView('pairs').as((qb) =>
        qb
          .select({ id: table.id, other: sql<number>`${older.id}`.as('other') })
          .from(table)
          .innerJoin(older, lt(table.age, older.age))
          .innerJoin(adults, eq(adults.id, older.id)),
      );
      return { adults, pairs };
    }),
    expect: ['createView', 'createView'],
    wanted: [
      'create view adults as select id from users',
      'create view pairs as select users.id, older.id as other from users join users older on users.age < older.age join adults on adults.id = older.id',
    ],
    survives: [{ query: 'select id, other from pairs', gives: [['2', '1']] }],
  },
];
