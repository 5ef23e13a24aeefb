/** A change of a schema, with rows that may be in its way. */
export interface ObstacleRow {
  readonly name: string;
  /** The schema before, as SQL, and what is in it. */
  readonly before: string;
  /** What is changed of the schema, as SQL. */
  readonly change: string;
  /** What bears another name afterwards: `{ 'users.name': 'full_name' }`. */
  readonly renames?: Readonly<Record<string, string>>;
  /** How many rows are in the way of what; none where it can be done. */
  readonly met?: readonly string[];
  /** The keys of some, as JSON. */
  readonly samples?: readonly string[];
  /** It is done all the same, or fails for another reason. */
  readonly unlike?: true;
  /** Since which major version of PostgreSQL there is such a thing. */
  readonly since?: number;
}

const users = 'create table users (id int primary key, email text, age int)';
const filled = `${users}; insert into users values (1, 'a@x', 7), (2, 'A@x', null), (3, 'a@x', 9), (4, null, -1), (5, null, 8)`;
const hostile = `create schema "S "".x"; create table "S "".x"."T 'q""." ("i d" int primary key, "c ""1"".é" text)`;
const orders = `create table customers (id int primary key); create table orders (id int primary key, customer int, part int);
  insert into customers values (1); insert into orders values (10, 1, 1), (11, 2, 1), (12, null, 1), (13, 3, null)`;
const status = `create type status as enum ('new', 'old', 'gone'); create table posts (id int primary key, status status, many status[])`;

export const obstacleRows: readonly ObstacleRow[] = [
  {
    name: 'NOT NULL, and rows without a value',
    before: filled,
    change: 'delete from users; alter table users alter email set not null',
    met: ['users: 2 rows without a value in email; email becomes NOT NULL'],
    samples: ['{"id":4}', '{"id":5}'],
  },
  {
    name: 'NOT NULL, and a value in every row',
    before: `${users}; insert into users values (1, '', 1)`,
    change: 'alter table users alter email set not null',
  },
  {
    name: 'NOT NULL of hostile names in another schema',
    before: `${hostile}; insert into "S "".x"."T 'q""." values (1, null)`,
    change: `delete from "S "".x"."T 'q""."; alter table "S "".x"."T 'q""." alter "c ""1"".é" set not null`,
    met: [`S ".x.T 'q".: 1 row without a value in c "1".é; c "1".é becomes NOT NULL`],
    samples: ['{"i d":1}'],
  },
  {
    name: 'NOT NULL of a table without a key',
    before: 'create table log (at int); insert into log values (null)',
    change: 'delete from log; alter table log alter at set not null',
    met: ['log: 1 row without a value in at; at becomes NOT NULL'],
    samples: ['{"ctid":"(0,1)"}'],
  },
  {
    name: 'NOT NULL of a column and its table that are renamed first',
    before: filled,
    change:
      'delete from users; alter table users rename to members; alter table members rename email to mail; alter table members alter mail set not null',
    renames: { users: 'members', 'users.email': 'mail' },
    met: ['users: 2 rows without a value in email; email becomes NOT NULL'],
  },
  {
    name: 'NOT NULL over partitions',
    before: `create table e (id int, n int) partition by range (id); create table e1 partition of e for values from (0) to (9);
      create table e2 partition of e default; insert into e values (1, null), (20, null), (21, 1)`,
    change: 'delete from e; alter table e alter n set not null',
    met: ['e: 2 rows without a value in n; n becomes NOT NULL'],
  },
  {
    name: 'a column of a table with rows, NOT NULL and without a default or a neutral value',
    before: filled,
    change: `create type color as enum ('red'); delete from users; alter table users add color color not null`,
    met: ['users: 5 rows without a value for color; color is added as NOT NULL without a default'],
    samples: ['{"id":1}', '{"id":2}', '{"id":3}'],
  },
  {
    name: 'the same of a table without rows',
    before: users,
    change: `create type color as enum ('red'); alter table users add color color not null`,
  },
  {
    name: 'the same with a default',
    before: filled,
    change: `create type color as enum ('red'); alter table users add color color not null default 'red'`,
  },
  {
    name: 'a unique constraint, and rows alike',
    before: filled,
    change: 'delete from users; alter table users add constraint once unique (email)',
    met: ['users: 2 rows that share email with another; once is to be unique'],
    samples: ['{"email":"a@x","rows":2}'],
  },
  {
    name: 'a unique constraint, and rows without a value',
    before: `${users}; insert into users values (1, null), (2, null), (3, 'a')`,
    change: 'alter table users add constraint once unique (email)',
  },
  {
    name: 'a unique constraint for which nothing is like nothing',
    before: `${users}; insert into users values (1, null), (2, null), (3, 'a')`,
    change: 'delete from users; alter table users add constraint once unique nulls not distinct (email)',
    met: ['users: 2 rows that share email with another; once is to be unique'],
    samples: ['{"email":null,"rows":2}'],
    since: 15,
  },
  {
    name: 'a unique constraint over two columns',
    before: `${users}; insert into users values (1, 'a', 1), (2, 'a', 2), (3, 'a', 1)`,
    change: 'delete from users; alter table users add constraint once unique (email, age)',
    met: ['users: 2 rows that share email, age with another; once is to be unique'],
  },
  {
    name: 'a unique constraint of a table, and rows of one that inherits it',
    before: `${users}; create table staff () inherits (users); insert into users values (1, 'a'); insert into staff values (2, 'a')`,
    change: 'alter table users add constraint once unique (email)',
  },
  {
    name: 'a unique constraint over partitions',
    before: `create table e (id int) partition by range (id); create table e1 partition of e default; insert into e values (1), (1)`,
    change: 'delete from e; alter table e add constraint once unique (id)',
    met: ['e: 2 rows that share id with another; once is to be unique'],
  },
  {
    name: 'a unique constraint of a table that is made with it',
    before: users,
    change: 'create table others (id int unique, user_id int references users)',
  },
  {
    name: 'a unique constraint over a column that is made with it',
    before: filled,
    change: 'alter table users add code text; alter table users add constraint once unique (code)',
  },
  {
    name: 'a primary key, and rows that are alike or without a value',
    before: 'create table t (a int, b text); insert into t values (1), (1), (null)',
    change: 'delete from t; alter table t add primary key (a)',
    met: [
      't: 1 row without a value in a; t_pkey is the primary key',
      't: 2 rows that share a with another; t_pkey is to be unique',
    ],
  },
  {
    name: 'a primary key that every row has',
    before: 'create table t (a int, b text); insert into t values (1), (2)',
    change: 'alter table t add primary key (a)',
  },
  {
    name: 'a unique index over an expression',
    before: filled,
    change: 'delete from users; create unique index once on users (lower(email))',
    met: ['users: 3 rows that share lower(email) with another; once is to be unique'],
    samples: ['{"lower(email)":"a@x","rows":3}'],
  },
  {
    name: 'a unique index over some rows',
    before: filled,
    change: 'create unique index once on users (email) where age > 7',
  },
  {
    name: 'a unique index over some rows that are alike',
    before: filled,
    change: 'delete from users; create unique index once on users (email) where age > 6',
    met: ['users: 2 rows that share email with another; once is to be unique'],
  },
  {
    name: 'a unique index over a constant',
    before: filled,
    change: 'delete from users; create unique index once on users ((1))',
    met: ['users: 5 rows that share (1) with another; once is to be unique'],
  },
  {
    name: 'a unique index over a collation for which case does not count',
    before: `create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false); ${filled}`,
    change: 'delete from users; create unique index once on users (email collate ci)',
    met: ['users: 3 rows that share email with another; once is to be unique'],
  },
  {
    name: 'a unique index of a materialized view',
    before: `${filled}; create materialized view ages as select email from users`,
    change: 'delete from users; refresh materialized view ages; create unique index once on ages (email)',
    met: ['ages: 2 rows that share email with another; once is to be unique'],
    unlike: true,
  },
  {
    name: 'an index that is not unique',
    before: filled,
    change: 'create index often on users (email)',
  },
  {
    name: 'a key without overlaps, and rows that overlap',
    before: `create extension btree_gist; create table stays (room int, span int4range); insert into stays values (1, '[1,5)'), (1, '[4,6)'), (2, '[1,5)')`,
    change: 'delete from stays; alter table stays add constraint once unique (room, span without overlaps)',
    met: ['stays: 2 rows whose room, span overlap with another; once is to be unique'],
    since: 18,
  },
  {
    name: 'a check that rows break',
    before: filled,
    change: 'delete from users; alter table users add constraint grown check (age >= 0)',
    met: ['users: 1 row breaking grown; check grown is to hold'],
    samples: ['{"id":4}'],
  },
  {
    name: 'a check that holds or is not known to be broken',
    before: filled,
    change: 'alter table users add constraint young check (age < 10)',
  },
  {
    name: 'a check that is not valid',
    before: filled,
    change: 'alter table users add constraint grown check (age >= 0) not valid',
  },
  {
    name: 'a check that was not valid and becomes so',
    before: `${filled}; alter table users add constraint grown check (age >= 0) not valid`,
    change: 'delete from users; alter table users validate constraint grown',
    met: ['users: 1 row breaking grown; check grown is to hold'],
  },
  {
    name: 'a check that speaks of a type in the schema of the table',
    before: `${status}; insert into posts values (1, 'old'), (2, 'new')`,
    change: `delete from posts; alter table posts add constraint fresh check (status = 'new'::status)`,
    met: ['posts: 1 row breaking fresh; check fresh is to hold'],
  },
  {
    name: 'a check that divides by nothing',
    before: `${users}; insert into users values (1, 'a', 0)`,
    change: 'delete from users; alter table users add constraint odd check (1 / age > 0)',
    met: ['users: rows breaking odd; check odd is to hold'],
    samples: ['division by zero'],
  },
  {
    name: 'a foreign key, and rows that point to nothing',
    before: orders,
    change: 'delete from orders; alter table orders add constraint theirs foreign key (customer) references customers',
    met: ['orders: 2 rows whose customer is in no row of customers; foreign key theirs is to hold'],
    samples: ['{"id":11}', '{"id":13}'],
  },
  {
    name: 'a foreign key of rows that all point somewhere',
    before: `${orders}; delete from orders where customer > 1`,
    change: 'alter table orders add constraint theirs foreign key (customer) references customers',
  },
  {
    name: 'a foreign key that matches in full',
    before: `${orders}; create table parts (c int, p int, primary key (c, p)); insert into parts values (1, 1), (2, 1); delete from orders where id = 12`,
    change:
      'delete from orders; alter table orders add constraint full_one foreign key (customer, part) references parts match full',
    met: ['orders: 1 row whose customer, part is in no row of parts; foreign key full_one is to hold'],
    samples: ['{"id":13}'],
  },
  {
    name: 'a foreign key to a table of hostile names in another schema',
    before: `${hostile}; create table notes (of int); insert into notes values (5)`,
    change: `delete from notes; alter table notes add constraint theirs foreign key (of) references "S "".x"."T 'q""."`,
    met: [`notes: 1 row whose of is in no row of T 'q".; foreign key theirs is to hold`],
  },
  {
    name: 'text that becomes a number',
    before: `create table t (id int primary key, v text); insert into t values (1, '12'), (2, 'x'), (3, null), (4, '')`,
    change: 'delete from t; alter table t alter v type int using v::int',
    met: ['t: 2 rows whose v is no integer; v becomes integer'],
    samples: ['{"id":2}', '{"id":4}'],
  },
  {
    name: 'text that becomes a number, and is one',
    before: `create table t (id int primary key, v text); insert into t values (1, '12')`,
    change: 'alter table t alter v type int using v::int',
  },
  {
    name: 'text that becomes a new enum',
    before: `create table t (id int primary key, v text); insert into t values (1, 'red'), (2, 'it''s')`,
    change: `delete from t; create type color as enum ('red', 'o''k'); alter table t alter v type color using v::color`,
    met: ['t: 1 row whose v is no color; v becomes color'],
    samples: ['{"id":2}'],
  },
  {
    name: 'a number that is too large for its new type',
    before: `create table t (id int primary key, v bigint); insert into t values (1, 2147483648), (2, 2147483647)`,
    change: 'delete from t; alter table t alter v type int',
    met: ['t: 1 row whose v is no integer; v becomes integer'],
  },
  {
    name: 'a number that becomes a larger one',
    before: `create table t (id int primary key, v int); insert into t values (1, 2147483647)`,
    change: 'alter table t alter v type bigint',
  },
  {
    name: 'a number of more digits than its new type has',
    before: `create table t (id int primary key, v numeric); insert into t values (1, 99.994), (2, 99.995), (3, -100), (4, 'NaN')`,
    change: 'delete from t; alter table t alter v type numeric(4, 2)',
    met: ['t: 2 rows whose v is no numeric(4,2); v becomes numeric(4,2)'],
    samples: ['{"id":2}', '{"id":3}'],
  },
  {
    name: 'text that is too long for its new type',
    before: `create table t (id int primary key, v text); insert into t values (1, 'abc'), (2, 'ab   '), (3, 'äb')`,
    change: 'delete from t; alter table t alter v type varchar(2)',
    met: ['t: 1 row whose v is no character varying(2); v becomes character varying(2)'],
    samples: ['{"id":1}'],
  },
  {
    name: 'a change of type of which only a trial tells',
    before: `create table t (id int primary key, v float8); insert into t values (1, 1e300)`,
    change: 'delete from t; alter table t alter v type real',
    met: ['t: rows whose v is no real; v becomes real'],
    samples: ['value out of range: overflow'],
  },
  {
    name: 'an enum of which a value goes that rows have',
    before: `${status}; insert into posts values (1, 'gone', '{}'), (2, 'new', '{old,gone}'), (3, 'old', null)`,
    change: `delete from posts; alter table posts alter status type text, alter many type text[]; drop type status;
      create type status as enum ('new', 'old'); alter table posts alter status type status using status::status, alter many type status[] using many::status[]`,
    met: [
      `posts: 1 row with 'gone' in many; status has no such value any more`,
      `posts: 1 row with 'gone' in status; status has no such value any more`,
    ],
  },
  {
    name: 'an enum of which a value goes that no row has',
    before: `${status}; insert into posts values (1, 'new', '{old}')`,
    change: `delete from posts; alter table posts alter status type text, alter many type text[]; drop type status;
      create type status as enum ('new', 'old'); alter table posts alter status type status using status::status, alter many type status[] using many::status[]`,
  },
  {
    name: 'a check of a domain that values break',
    before: `create domain short as text; create table t (id int primary key, v short); insert into t values (1, 'abc'), (2, 'a'), (3, null)`,
    change: `delete from t; alter domain short add constraint brief check (length(value) < 3)`,
    met: ['t: 1 row whose v breaks brief; check brief of domain short is to hold'],
    samples: ['{"id":1}'],
  },
  {
    name: 'NOT NULL of a domain',
    before: `create domain short as text; create table t (id int primary key, v short); insert into t values (1, 'abc'), (3, null)`,
    change: `delete from t; alter domain short set not null`,
    met: ['t: 1 row without a value in v; domain short becomes NOT NULL'],
  },
  {
    name: 'a check of a domain that values pass',
    before: `create domain short as text; create table t (v short); insert into t values ('a')`,
    change: `alter domain short add constraint brief check (length(value) < 3)`,
  },
];
