import { describe, expect, test } from '@jest/globals';
import { eq, gt, inArray, sql } from 'drizzle-orm';
import { createRequire } from 'node:module';
import * as root from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';
import {
  alias,
  type AnyPgColumn,
  bigserial,
  bit,
  boolean,
  char,
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  geometry,
  halfvec,
  index,
  integer,
  interval,
  jsonb,
  numeric,
  pgEnum,
  pgPolicy,
  pgRole,
  pgSchema,
  pgSequence,
  pgTable,
  pgTableCreator,
  pgView,
  primaryKey,
  serial,
  smallint,
  smallserial,
  bigint,
  sparsevec,
  text,
  time,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
  varchar,
  vector,
} from 'drizzle-orm/pg-core';
import type { ReadOptions } from '../src/model-reader/drizzle.ts';
import {
  DuplicateModel,
  ModelUnreadable,
  NameCollision,
  ReferenceUnresolved,
  SeveralPrimaryKeys,
  ValueUnsupported,
} from '../src/model-reader/errors.ts';
import { comment, extension, foreignKeyOptions, grant, partitioned, sqlFunction } from '../src/declare/index.ts';
import { readModels } from '../src/models.ts';
import { keyOfObject } from '../src/object.ts';
import { cutName, makeObjectName, sequenceName } from '../src/sql/names.ts';

type Exports = Readonly<Record<string, unknown>>;

const read = (exports: Exports, options: ReadOptions = {}) =>
  readModels(
    Object.entries(exports).map(([name, value]) => ({ name, value })),
    { root, pgCore },
    options,
  );

function find(exports: Exports, key: string, options: ReadOptions = {}) {
  const { objects } = read(exports, options);
  const found = objects.find((object) => keyOfObject(object) === key);
  if (!found) throw new Error(`No ${key} among ${objects.map(keyOfObject).join(', ')}`);
  return found;
}

const attributes = (exports: Exports, key: string, options: ReadOptions = {}) => find(exports, key, options).attributes;
const keys = (exports: Exports, options: ReadOptions = {}) => read(exports, options).objects.map(keyOfObject);

/** Keys of a kind, with `?` where the model gives no name. */
const names = (exports: Exports, kind: string, options: ReadOptions = {}) =>
  read(exports, options)
    .objects.filter((object) => object.kind === kind)
    .map((object) => `${object.id.table}.${object.id.name}${object.implicitName ? '?' : ''}`);

const status = pgEnum('status', ['draft', "it's"]);
const billing = pgSchema('billing');
const citext = customType<{ data: string }>({ dataType: () => 'citext' });

describe('types', () => {
  const rows: readonly (readonly [string, () => pgCore.PgColumnBuilderBase, string])[] = [
    ['integer', () => integer(), 'integer'],
    ['bigint', () => bigint({ mode: 'bigint' }), 'bigint'],
    ['numeric with scale', () => numeric({ precision: 10, scale: 2 }), 'numeric(10, 2)'],
    ['numeric with precision', () => numeric({ precision: 10 }), 'numeric(10)'],
    ['varchar', () => varchar({ length: 80 }), 'varchar(80)'],
    ['varchar without length', () => varchar(), 'varchar'],
    ['char', () => char({ length: 3 }), 'char(3)'],
    ['text with an enum, which is of the type level', () => text({ enum: ['a', 'b'] }), 'text'],
    ['timestamp of dates', () => timestamp({ precision: 3, withTimezone: true }), 'timestamp (3) with time zone'],
    ['timestamp of strings', () => timestamp({ precision: 3, mode: 'string' }), 'timestamp(3)'],
    ['time', () => time({ precision: 3, withTimezone: true }), 'time(3) with time zone'],
    ['interval', () => interval({ fields: 'day to second', precision: 3 }), 'interval day to second(3)'],
    ['date', () => date(), 'date'],
    ['double precision', () => doublePrecision(), 'double precision'],
    ['bit', () => bit({ dimensions: 3 }), 'bit(3)'],
    ['vector, whose length is no array', () => vector({ dimensions: 3 }), 'vector(3)'],
    ['array of vectors', () => vector({ dimensions: 3 }).array(), 'vector(3)[]'],
    ['halfvec', () => halfvec({ dimensions: 3 }), 'halfvec(3)'],
    ['sparsevec', () => sparsevec({ dimensions: 3 }), 'sparsevec(3)'],
    ['geometry', () => geometry({ type: 'point', srid: 4326 }), 'geometry(point)'],
    ['custom type, as returned', () => citext(), 'citext'],
    [
      'custom type that is an array',
      () => customType<{ data: string[] }>({ dataType: () => 'numeric(12, 4)[]' })(),
      'numeric(12, 4)[]',
    ],
    ['array', () => text().array(), 'text[]'],
    ['array with a size, which PostgreSQL ignores', () => integer().array(4), 'integer[]'],
    ['array of arrays', () => integer().array(3).array(4), 'integer[][]'],
    ['enum, qualified and quoted', () => status(), '"public"."status"'],
    ['array of enums', () => status().array(), '"public"."status"[]'],
    ['enum of another schema', () => billing.enum('Plan "B"', ['x'])(), '"billing"."Plan ""B"""'],
    ['enum of an object', () => billing.enum('color', { Red: 'red' })(), '"billing"."color"'],
    ['array of enums of another schema', () => billing.enum('plan', ['x'])().array().array(), '"billing"."plan"[][]'],
  ];
  test.each(rows)('%s', (_, column, type) => {
    const t = pgTable('t', { a: column() });
    expect(attributes({ t }, 'column:public.t.a')).toMatchObject({ type, notNull: false, serial: null });
  });

  test.each([
    ['serial', () => serial(), 'integer'],
    ['smallserial', () => smallserial(), 'smallint'],
    ['bigserial', () => bigserial({ mode: 'number' }), 'bigint'],
    ['custom type that says SERIAL', () => customType<{ data: number }>({ dataType: () => 'SERIAL' })(), 'integer'],
  ] as const)('%s is an integer with a sequence', (_, column, type) => {
    expect(attributes({ t: pgTable('t', { a: column() }) }, 'column:public.t.a')).toEqual({
      type,
      notNull: true,
      default: null,
      generated: null,
      identity: null,
      serial: { sequence: null },
      position: 0,
    });
  });
});

describe('columns', () => {
  test('say all that a model can say, and nothing else', () => {
    const users = pgTable('users', { id: integer(), email: text('e_mail').notNull() });
    expect(find({ users }, 'column:public.users.e_mail')).toEqual({
      kind: 'column',
      id: { schema: 'public', table: 'users', name: 'e_mail' },
      attributes: {
        type: 'text',
        notNull: true,
        default: null,
        generated: null,
        identity: null,
        serial: null,
        position: 1,
      },
      source: 'users.e_mail',
    });
  });

  test('of a primary key are not null, however it is written', () => {
    const t = pgTable('t', { a: integer(), b: integer(), c: integer() }, (t) => [primaryKey({ columns: [t.b, t.a] })]);
    const u = pgTable('u', { a: integer().primaryKey() });
    const notNull = read({ t, u })
      .objects.filter(({ attributes }) => attributes['notNull'])
      .map(keyOfObject);
    expect(notNull).toEqual(['column:public.t.a', 'column:public.t.b', 'column:public.u.a']);
  });

  test('$defaultFn and $onUpdateFn are no defaults', () => {
    const t = pgTable('t', { a: text().$defaultFn(() => 'x'), b: timestamp().$onUpdate(() => new Date()) });
    expect(attributes({ t }, 'column:public.t.a')['default']).toBeNull();
    expect(attributes({ t }, 'column:public.t.b')['default']).toBeNull();
  });

  const generated = [
    ['a function', () => sql`upper(${sql.identifier('a')})`, 'upper("a")'],
    ['sql', sql`a || ${'x'}`, "a || 'x'"],
    ['a text', 'a || b', 'a || b'],
  ] as const;
  test.each(generated)('generated from %s', (_, as, expression) => {
    const t = pgTable('t', { a: text(), g: text().generatedAlwaysAs(as) });
    expect(attributes({ t }, 'column:public.t.g')).toMatchObject({
      generated: { expression, stored: true },
      default: null,
    });
  });

  test("generated from columns of a table with a schema: PostgreSQL wants them without the table's name", () => {
    const t = billing.table('t', { a: integer(), g: integer().generatedAlwaysAs((): root.SQL => sql`${t.a} * ${2}`) });
    expect(attributes({ t, billing }, 'column:billing.t.g')['generated']).toEqual({
      expression: '"a" * 2',
      stored: true,
    });
  });

  const identities: readonly (readonly [string, () => pgCore.PgColumnBuilderBase, object])[] = [
    ['always', () => integer().generatedAlwaysAsIdentity(), { generation: 'always', sequence: null }],
    ['by default', () => smallint().generatedByDefaultAsIdentity(), { generation: 'by default', sequence: null }],
    [
      'with options',
      () => integer().generatedAlwaysAsIdentity({ name: 's', startWith: 100, increment: '5', cache: 10, cycle: true }),
      { generation: 'always', sequence: 's', start: '100', increment: '5', cache: '10', cycle: true },
    ],
    [
      'with options that PostgreSQL would choose anyway',
      () =>
        integer().generatedAlwaysAsIdentity({
          startWith: 1,
          increment: 1,
          minValue: 1,
          maxValue: 2147483647,
          cache: 1,
        }),
      { generation: 'always', sequence: null },
    ],
    [
      'downwards, for the type',
      () => smallint().generatedAlwaysAsIdentity({ increment: -1, minValue: '-32768', startWith: -1 }),
      { generation: 'always', sequence: null, increment: '-1' },
    ],
  ];
  test.each(identities)('identity %s', (_, column, identity) => {
    const t = pgTable('t', { a: column() });
    expect(attributes({ t }, 'column:public.t.a')).toMatchObject({
      identity,
      notNull: true,
      default: null,
      serial: null,
    });
  });
});

describe('names that the model does not give', () => {
  test('primary keys', () => {
    const exports = {
      a: pgTable('a', { id: integer().primaryKey() }),
      b: pgTable('b', { x: integer(), y: integer() }, (t) => [primaryKey({ columns: [t.y, t.x] })]),
      c: pgTable('c', { x: integer() }, (t) => [primaryKey({ name: 'c_key', columns: [t.x] })]),
      d: pgTable('d', { x: integer(), y: integer() }, (t) => [primaryKey(t.x, t.y)]),
    };
    expect(names(exports, 'primary_key')).toEqual(['a.a_pkey?', 'b.b_y_x_pk?', 'c.c_key', 'd.d_x_y_pk?']);
    expect(attributes(exports, 'primary_key:public.b.b_y_x_pk')).toEqual({ columns: ['y', 'x'] });
  });

  test('unique constraints', () => {
    const t = pgTable(
      't',
      {
        a: text().unique(),
        b: text().unique('b_key', { nulls: 'not distinct' }),
        c: text(),
        tags: text().array().unique(),
      },
      (t) => [unique().on(t.a, t.c), unique('given').on(t.c, t.b).nullsNotDistinct()],
    );
    expect(names({ t }, 'unique')).toEqual([
      't.b_key',
      't.given',
      't.t_a_c_unique?',
      't.t_a_unique?',
      't.t_tags_unique?',
    ]);
    expect(attributes({ t }, 'unique:public.t.b_key')).toEqual({ columns: ['b'], nullsNotDistinct: true });
    expect(attributes({ t }, 'unique:public.t.given')).toEqual({ columns: ['c', 'b'], nullsNotDistinct: true });
    expect(attributes({ t }, 'unique:public.t.t_a_unique')).toEqual({ columns: ['a'], nullsNotDistinct: false });
  });

  test('a builder that two tables share does not carry the name of the first to the second', () => {
    const email = text().unique();
    const exports = { users: pgTable('users', { email }), posts: pgTable('posts', { email }) };
    expect(names(exports, 'unique')).toEqual(['posts.posts_email_unique?', 'users.users_email_unique?']);
  });

  test('indexes', () => {
    const t = pgTable('t', { a: text(), b: text() }, (t) => [
      index().on(t.a, t.b),
      uniqueIndex().on(t.b),
      index('given').on(t.a),
      index().on(sql`lower(${t.a})`, t.b),
    ]);
    expect(names({ t }, 'index')).toEqual(['t.given', 't.t_a_b_index?', 't.t_b_index?', 't.t_expr_b_index?']);
  });

  test('foreign keys', () => {
    const users = pgTable('users', {
      id: integer().primaryKey(),
      no: integer(),
      boss: integer().references((): AnyPgColumn => users.id),
    });
    const posts = pgTable('posts', { user: integer().references(() => users.id), a: integer(), b: integer() }, (t) => [
      foreignKey({ columns: [t.a, t.b], foreignColumns: [users.id, users.no] }),
      foreignKey({ name: 'given', columns: [t.a], foreignColumns: [users.id] }),
    ]);
    expect(names({ users, posts }, 'foreign_key')).toEqual([
      'posts.given',
      'posts.posts_a_b_users_id_no_fk?',
      'posts.posts_user_users_id_fk?',
      'users.users_boss_users_id_fk?',
    ]);
  });

  test('of a table made by pgTableCreator hold the name in the database', () => {
    const table = pgTableCreator((name) => `app_${name}`);
    const users = table('users', { id: integer().primaryKey(), email: text().unique() });
    expect(keys({ users })).toEqual([
      'column:public.app_users.email',
      'column:public.app_users.id',
      'primary_key:public.app_users.app_users_pkey',
      'table:public.app_users',
      'unique:public.app_users.app_users_email_unique',
    ]);
  });
});

describe('indexes', () => {
  const member = (build: (t: pgCore.ExtraConfigColumn) => Partial<pgCore.ExtraConfigColumn> | root.SQL) => {
    const t = pgTable('t', { a: text() }, (t) => [index('i').on(build(t.a))]);
    return attributes({ t }, 'index:public.t.i')['columns'];
  };
  const members = [
    ['plain', member((a) => a), { column: 'a' }],
    ['ascending', member((a) => a.asc()), { column: 'a' }],
    ['ascending, nulls first', member((a) => a.asc().nullsFirst()), { column: 'a', nulls: 'first' }],
    ['ascending, nulls last', member((a) => a.nullsLast()), { column: 'a' }],
    ['descending is NULLS LAST in drizzle-orm', member((a) => a.desc()), { column: 'a', order: 'desc', nulls: 'last' }],
    ['descending, nulls first', member((a) => a.desc().nullsFirst()), { column: 'a', order: 'desc' }],
    ['operator class', member((a) => a.op('text_pattern_ops')), { column: 'a', opclass: 'text_pattern_ops' }],
    ['expression', member((a) => sql`lower(${a})`), { expression: 'lower("a")' }],
    [
      'expression with its own order',
      member((a) => sql`lower(${a}) desc nulls last`),
      { expression: 'lower("a") desc nulls last' },
    ],
    ['expression with a value', member((a) => sql`left(${a}, ${10})`), { expression: 'left("a", 10)' }],
  ] as const;
  test.each(members)('%s', (_, given, expected) => expect(given).toEqual([expected]));

  test('say all that a model can say, and nothing else', () => {
    const t = pgTable('t', { a: integer(), b: integer() }, (t) => [
      uniqueIndex('i')
        .using('btree', t.a, t.b)
        .where(gt(t.a, 10))
        .with({ fillfactor: 70, deduplicate_items: false })
        .concurrently(),
      index('j').onOnly(t.a),
    ]);
    expect(attributes({ t }, 'index:public.t.i')).toEqual({
      unique: true,
      method: 'btree',
      columns: [{ column: 'a' }, { column: 'b' }],
      where: '"a" > 10',
      with: { deduplicate_items: 'false', fillfactor: '70' },
      concurrently: true,
    });
    expect(attributes({ t }, 'index:public.t.j')).toEqual({
      unique: false,
      method: 'btree',
      columns: [{ column: 'a' }],
      where: null,
      with: {},
      concurrently: false,
    });
  });

  test('method', () => {
    const t = pgTable('t', { a: jsonb() }, (t) => [index('i').using('gin', t.a.op('jsonb_path_ops'))]);
    expect(attributes({ t }, 'index:public.t.i')).toMatchObject({
      method: 'gin',
      columns: [{ column: 'a', opclass: 'jsonb_path_ops' }],
    });
  });

  test("on the table's own column, where drizzle-orm fails: the error says the way out", () => {
    const t: pgCore.AnyPgTable & { a: AnyPgColumn } = pgTable('t', { a: text() }, () => [index('i').on(t.a)]);
    expect(() => read({ t })).toThrow(ModelUnreadable);
    expect(() => read({ t })).toThrow(/t cannot be read: .*callback/);
  });
});

describe('SQL of models', () => {
  const expression = (
    build: (t: {
      a: AnyPgColumn;
      at: AnyPgColumn;
      tags: AnyPgColumn;
      data: AnyPgColumn;
      where: AnyPgColumn;
    }) => root.SQL,
  ) => {
    const columns = { a: integer(), at: timestamp(), tags: text().array(), data: jsonb(), where: pgCore.point() };
    const t = pgTable('t', columns, (t) => [check('c', build(t))]);
    return attributes({ t }, 'check:public.t.c')['expression'];
  };
  const at = new Date('2024-01-02T03:04:05.678Z');
  const rows = [
    ['number', expression((t) => sql`${t.a} > ${10}`), '"a" > 10'],
    ['negative number never makes a comment', expression((t) => sql`${t.a}-${-5} > 0`), '"a"-(-5) > 0'],
    ['string', expression((t) => sql`${t.a} <> ${"it's"}`), `"a" <> 'it''s'`],
    ['string with a backslash', expression((t) => sql`${t.a} <> ${'a\\b'}`), `"a" <> E'a\\\\b'`],
    ['boolean', expression((t) => sql`${t.a} = ${true}`), '"a" = true'],
    ['null', expression((t) => sql`${t.a} is not ${null}`), '"a" is not null'],
    ['bigint', expression((t) => sql`${t.a} < ${9007199254740993n}`), '"a" < 9007199254740993'],
    ['date', expression((t) => sql`${t.at} > ${at}`), `"at" > '2024-01-02T03:04:05.678Z'`],
    ['date by operator', expression((t) => gt(t.at, at)), `"at" > '2024-01-02T03:04:05.678Z'`],
    ['object', expression((t) => sql`${t.data} <> ${{ a: 1 }}`), `"data" <> '{"a":1}'`],
    ['object by operator', expression((t) => eq(t.data, { a: "it's" })), `"data" = '{"a":"it''s"}'`],
    ['list', expression((t) => sql`${t.a} in ${[1, 2]}`), '"a" in (1, 2)'],
    ['list by operator', expression((t) => inArray(t.a, [1, -2])), '"a" in (1, (-2))'],
    ['array by operator', expression((t) => eq(t.tags, ['a,b', 'c"d', null])), `"tags" = E'{"a,b","c\\\\"d",NULL}'`],
    [
      'array as a parameter',
      expression((t) => sql`${t.tags} <> ${sql.param([['a'], ['b']])}`),
      `"tags" <> '{{"a"},{"b"}}'`,
    ],
    [
      'value of a column whose values are lists',
      expression((t) => sql`${t.where} ~= ${sql.param([1, 2], t.where)}`),
      `"where" ~= '(1,2)'`,
    ],
    [
      'bytes',
      expression((t) => sql`${t.a}::text::bytea <> ${new Uint8Array([1, 255])}`),
      `"a"::text::bytea <> E'\\\\x01ff'`,
    ],
    ['nested sql and raw', expression((t) => sql`${sql`${t.a} > ${1}`} and ${sql.raw('true')}`), '"a" > 1 and true'],
    ['identifier', expression(() => sql`${sql.identifier('odd "name"')} > 0`), '"odd ""name""" > 0'],
    ['enum', expression((t) => sql`${t.a}::text::${status} = 'draft'`), `"a"::text::"public"."status" = 'draft'`],
    ['nothing', expression((t) => sql`${t.a} > 0${undefined}`), '"a" > 0'],
  ] as const;
  test.each(rows)('%s', (_, given, expected) => expect(given).toBe(expected));

  test('columns of other tables stand with their table', () => {
    const other = billing.table('other', { id: integer() });
    const another = pgTable('another', { id: integer() });
    const t = pgTable('t', { a: integer() }, (t) => [check('c', sql`${t.a} = ${other.id} + ${another.id}`)]);
    expect(attributes({ t, other, another, billing }, 'check:public.t.c')).toEqual({
      expression: '"a" = "billing"."other"."id" + "another"."id"',
    });
  });

  test("the user's object stays as it is, and reading again gives the same", () => {
    const expression = sql`length(name) > ${3}`;
    const t = pgTable('t', { name: text() }, () => [check('c', expression)]);
    expect(read({ t })).toEqual(read({ t }));
    expect(new pgCore.PgDialect().sqlToQuery(expression)).toMatchObject({ sql: 'length(name) > $1', params: [3] });
  });

  test('a placeholder has no text', () => {
    const t = pgTable('t', { a: integer() }, (t) => [check('c', sql`${t.a} > ${sql.placeholder('x')}`)]);
    expect(() => read({ t })).toThrow(new ValueUnsupported('t.c', 'a placeholder'));
  });
});

describe('foreign keys', () => {
  test('say all that a model can say, and nothing else', () => {
    const teams = billing.table('teams', { id: integer('team_id').primaryKey(), no: integer() });
    const users = pgTable(
      'users',
      {
        team: integer('team_ref').references(() => teams.id, { onDelete: 'cascade', onUpdate: 'set null' }),
        no: integer(),
      },
      (t) => [
        foreignKey({ name: 'both', columns: [t.team, t.no], foreignColumns: [teams.id, teams.no] }).onDelete(
          'restrict',
        ),
      ],
    );
    expect(attributes({ users, teams, billing }, 'foreign_key:public.users.users_team_ref_teams_team_id_fk')).toEqual({
      columns: ['team_ref'],
      references: { schema: 'billing', table: 'teams', columns: ['team_id'] },
      onDelete: 'cascade',
      onUpdate: 'set null',
    });
    expect(attributes({ users, teams, billing }, 'foreign_key:public.users.both')).toMatchObject({
      onDelete: 'restrict',
      onUpdate: 'no action',
    });
  });

  test('that go to nothing are told, with their table', () => {
    const missing: { users?: pgCore.AnyPgTable & { id: AnyPgColumn } } = {};
    const posts = pgTable('posts', { user: integer().references(() => missing.users?.id ?? Object.create(null).id) });
    expect(() => read({ posts })).toThrow(ReferenceUnresolved);
  });
});

describe('casing', () => {
  test('holds for the queries of views, whatever the query builder makes of them', () => {
    const users = pgTable('users', { userId: integer(), fullName: text() });
    const one = pgView('one').as((qb) => qb.select({ a: users.userId, up: sql`1`.as('fullName') }).from(users));
    const two = pgView('two').as((qb) =>
      qb.select({ userId: one.a }).from(one).innerJoin(users, eq(users.fullName, one.up)),
    );
    const query = (key: string) => attributes({ users, one, two }, key, { casing: 'snake_case' })['query'];
    expect(query('view:public.one')).toBe('select "user_id", 1 as "fullName" from "users"');
    expect(query('view:public.two')).toBe(
      'select "one"."user_id" from "one" inner join "users" on "users"."full_name" = "fullName"',
    );
  });

  const users = pgTable(
    'users',
    { userId: integer().primaryKey(), given: text('givenName'), fullName: text().unique() },
    (t) => [
      index().on(t.fullName),
      unique().on(t.userId, t.given),
      check('c', sql`${t.userId} > 0 and ${t.given} <> ''`),
    ],
  );
  const posts = pgTable('posts', { authorId: integer().references(() => users.userId), bigNo: integer() }, (t) => [
    primaryKey({ columns: [t.authorId, t.bigNo] }),
  ]);

  test('names columns that were given no name, and all that names them', () => {
    const exports = { users, posts };
    expect(keys(exports, { casing: 'snake_case' })).toEqual([
      'check:public.users.c',
      'column:public.posts.author_id',
      'column:public.posts.big_no',
      'column:public.users.full_name',
      'column:public.users.givenName',
      'column:public.users.user_id',
      'foreign_key:public.posts.posts_author_id_users_user_id_fk',
      'index:public.users.users_full_name_index',
      'primary_key:public.posts.posts_author_id_big_no_pk',
      'primary_key:public.users.users_pkey',
      'table:public.posts',
      'table:public.users',
      'unique:public.users.users_full_name_unique',
      'unique:public.users.users_user_id_givenName_unique',
    ]);
    expect(attributes(exports, 'check:public.users.c', { casing: 'snake_case' })).toEqual({
      expression: `"user_id" > 0 and "givenName" <> ''`,
    });
    expect(attributes(exports, 'index:public.users.users_full_name_index', { casing: 'snake_case' })).toMatchObject({
      columns: [{ column: 'full_name' }],
    });
    expect(names(exports, 'unique', { casing: 'snake_case' })).toEqual([
      'users.users_full_name_unique?',
      'users.users_user_id_givenName_unique?',
    ]);
  });

  test('is not there unless asked for', () => {
    expect(keys({ users })).toContain('column:public.users.userId');
    expect(keys({ t: pgTable('t', { user_id: integer() }) }, { casing: 'camelCase' })).toContain(
      'column:public.t.userId',
    );
  });
});

describe('enums, sequences and schemas', () => {
  test('enums of a list and of an object', () => {
    const color = billing.enum('color', { Red: 'red', Blue: 'blue' });
    expect(find({ status }, 'enum:public.status')).toEqual({
      kind: 'enum',
      id: { schema: 'public', name: 'status' },
      attributes: { values: ['draft', "it's"] },
      source: 'status',
    });
    expect(attributes({ color, billing }, 'enum:billing.color')).toEqual({ values: ['red', 'blue'] });
  });

  const usual = { start: null, increment: '1', min: null, max: null, cache: '1', cycle: false };
  test.each([
    ['without options', undefined, usual],
    [
      'with every option',
      { startWith: '50', increment: 5, minValue: '10', maxValue: 1000, cache: 20, cycle: true },
      { start: '50', increment: '5', min: '10', max: '1000', cache: '20', cycle: true },
    ],
    [
      "with PostgreSQL's own choices written out",
      { startWith: 1, minValue: 1, maxValue: '9223372036854775807', increment: '1' },
      usual,
    ],
    ['downwards', { increment: -2, maxValue: -1, startWith: -1 }, { ...usual, increment: '-2' }],
    ['that starts at its least value', { minValue: 7, startWith: 7 }, { ...usual, min: '7' }],
  ])('sequences %s', (_, options, expected) => {
    expect(attributes({ s: billing.sequence('s', options), billing }, 'sequence:billing.s')).toEqual(expected);
  });

  test('a sequence option that is no whole number', () => {
    expect(() => read({ s: pgSequence('s', { startWith: 1.5 }) })).toThrow(/s cannot be read: .*1\.5/);
  });

  test('what is said of something that it cannot be said of', () => {
    const t = pgTable('t', { a: integer() });
    const parts = partitioned(t, { by: 'hash', key: [t.a] });
    expect(() => read({ t, parts, why: comment(parts, 'why') })).toThrow(
      /why cannot be read: this cannot be said of what it speaks of; it can be of a table, /,
    );
    const clear = sqlFunction({ name: 'clear', returns: 'integer', body: 'select 1' });
    const more = foreignKeyOptions(t, [t.a], { deferrable: true });
    expect(() => read({ t, clear, more })).toThrow(/more cannot be read: it speaks of something that no model has/);
    const citext = extension('citext');
    expect(() => read({ citext, all: grant(citext, { to: 'public', privileges: ['usage'] }) })).toThrow(
      /all cannot be read: what it speaks of is of the kind extension, of which no privileges can be declared/,
    );
  });

  test('schemas are read where they are exported and where they are used', () => {
    const other = pgSchema('other');
    const exports = { empty: pgSchema('empty'), t: billing.table('t', { a: integer() }), s: other.sequence('s') };
    expect(keys(exports).filter((key) => key.startsWith('schema:'))).toEqual([
      'schema:billing',
      'schema:empty',
      'schema:other',
    ]);
    expect(read(exports).notes).toEqual([
      'schema billing is used by billing.t but not exported: read too',
      'schema other is used by other.s but not exported: read too',
    ]);
  });

  test('what names no schema is in the default one', () => {
    const t = pgTable('t', { a: status() }, (t) => [check('c', sql`${t.a} > ${'draft'}::${status}`)]);
    const exports = { t, status, s: pgSequence('s') };
    expect(keys(exports, { defaultSchema: 'app' })).toEqual([
      'check:app.t.c',
      'column:app.t.a',
      'enum:app.status',
      'schema:app',
      'sequence:app.s',
      'table:app.t',
    ]);
    expect(attributes(exports, 'column:app.t.a', { defaultSchema: 'app' })['type']).toBe('"app"."status"');
    expect(read(exports, { defaultSchema: 'app' }).notes).toEqual([]);
  });
});

describe('what is reached but not exported', () => {
  test('is read too, and told', () => {
    const plan = billing.enum('plan', ['free']);
    const teams = pgTable('teams', { id: integer().primaryKey(), plans: plan().array() });
    const users = pgTable('users', { team: integer().references(() => teams.id), state: status() });
    const { objects, notes } = read({ users, billing });
    expect(objects.map(keyOfObject)).toEqual(
      expect.arrayContaining(['table:public.teams', 'enum:billing.plan', 'enum:public.status']),
    );
    expect(notes).toEqual([
      'enum billing.plan is used by teams.plans but not exported: read too',
      'enum status is used by users.state but not exported: read too',
      'table teams is referenced by users but not exported: read too',
    ]);
  });

  test('an alias is no table of its own', () => {
    const users = pgTable('users', { id: integer().primaryKey() });
    const parents = alias(users, 'parents');
    const posts = pgTable('posts', { user: integer().references(() => parents.id) });
    expect(keys({ parents, posts, users }).filter((key) => key.startsWith('table:'))).toEqual([
      'table:public.posts',
      'table:public.users',
    ]);
  });
});

describe('policies and roles', () => {
  test('have no notes; a policy switches row security on', () => {
    const users = pgTable('users', { id: integer() }, () => [pgPolicy('own')]);
    const linked = pgTable('linked', { id: integer() });
    const exports = {
      users,
      linked,
      policy: pgPolicy('far').link(linked),
      admin: pgRole('admin'),
      known: pgRole('known').existing(),
      billing,
    };
    expect(read(exports).notes).toEqual([]);
    expect(attributes(exports, 'table:public.users')).toEqual({ rowSecurity: true });
    expect(attributes(exports, 'table:public.linked')).toEqual({ rowSecurity: true });
  });

  test('what is no model is passed over', () => {
    const namespace = Object.assign(Object.create(null), { a: 1 });
    expect(read({ namespace, text: 'x', nothing: null, date: new Date(0), run: () => 1, none: undefined })).toEqual({
      objects: [],
      notes: [],
    });
  });
});

describe('tables', () => {
  test('row-level security is said where it is on', () => {
    expect(attributes({ t: pgTable('t', { a: integer() }) }, 'table:public.t')).toEqual({});
    expect(attributes({ t: pgTable('t', { a: integer() }).enableRLS() }, 'table:public.t')).toEqual({
      rowSecurity: true,
    });
  });

  test('the callback is called once', () => {
    let calls = 0;
    const t = pgTable('t', { a: integer().references((): AnyPgColumn => t.a) }, (t) => (calls++, [unique().on(t.a)]));
    read({ t });
    expect(calls).toBe(1);
  });

  test('exported under two names is one', () => {
    const t = pgTable('t', { a: integer() });
    expect(keys({ t, again: t })).toEqual(['column:public.t.a', 'table:public.t']);
  });

  test('sources name the file', () => {
    const t = pgTable('t', { a: integer() });
    const { objects } = readModels([{ name: 't', value: t, file: 'src/schema.ts' }], { root, pgCore }, {});
    expect(objects.map(({ source }) => source)).toEqual(['t.a (src/schema.ts)', 't (src/schema.ts)']);
  });

  test('defined twice is an error', () => {
    const exports = { one: pgTable('t', { a: integer() }), two: pgTable('t', { a: integer() }) };
    expect(() => read(exports)).toThrow(DuplicateModel);
    expect(() => read(exports)).toThrow('Table public.t is defined twice, as one and as two: keep one of the two');
  });

  test('enums of one name and other values are an error, of the same values one', () => {
    expect(() => read({ a: pgEnum('e', ['x']), b: pgEnum('e', ['y']) })).toThrow(DuplicateModel);
    expect(keys({ a: pgEnum('e', ['x']), b: pgEnum('e', ['x']) })).toEqual(['enum:public.e']);
  });

  test('with more than one primary key are an error', () => {
    expect(() => read({ t: pgTable('t', { a: integer().primaryKey(), b: integer().primaryKey() }) })).toThrow(
      SeveralPrimaryKeys,
    );
  });
});

describe('names as PostgreSQL keeps them', () => {
  const long = 'n'.repeat(70);
  const cut = 'n'.repeat(63);

  test('are cut to 63 bytes, wherever they stand', () => {
    const t = pgTable(long, {
      id: integer(long).primaryKey(),
      up: integer().references((): AnyPgColumn => t.id),
      e: pgEnum(`e${long}`, ['x'])(),
    });
    const found = keys({ t });
    expect(found).toEqual([
      `column:public.${cut}.e`,
      `column:public.${cut}.${cut}`,
      `column:public.${cut}.up`,
      `enum:public.e${cut.slice(1)}`,
      `foreign_key:public.${cut}.${cut}`,
      `primary_key:public.${cut}.${'n'.repeat(58)}_pkey`,
      `table:public.${cut}`,
    ]);
    expect(attributes({ t }, `foreign_key:public.${cut}.${cut}`)).toMatchObject({
      references: { table: cut, columns: [cut] },
    });
    expect(attributes({ t }, `column:public.${cut}.e`)['type']).toBe(`"public"."e${cut.slice(1)}"`);
  });

  test('two that are cut to the same are an error', () => {
    const exports = { a: pgTable(`${long}a`, { id: integer() }), b: pgTable(`${long}b`, { id: integer() }) };
    expect(() => read(exports)).toThrow(NameCollision);
  });

  const collisions: readonly (readonly [string, () => Exports])[] = [
    ['columns, by casing', () => ({ t: pgTable('t', { userId: integer(), user_id: integer() }) })],
    [
      'indexes of two tables',
      () => ({
        a: pgTable('a', { x: integer() }, (t) => [index('i').on(t.x)]),
        b: pgTable('b', { x: integer() }, (t) => [index('i').on(t.x)]),
      }),
    ],
    [
      'an index and a table',
      () => ({ a: pgTable('a', { x: integer() }, (t) => [index('b').on(t.x)]), b: pgTable('b', { x: integer() }) }),
    ],
    ['a table and an enum', () => ({ status, t: pgTable('status', { x: integer() }) })],
    [
      'two constraints of a table',
      () => ({ t: pgTable('t', { x: integer() }, (t) => [check('c', sql`true`), unique('c').on(t.x)]) }),
    ],
    [
      "a unique and an identity's sequence",
      () => ({
        t: pgTable('t', { x: integer().generatedAlwaysAsIdentity({ name: 's' }) }, (t) => [unique('s').on(t.x)]),
      }),
    ],
    ['sequences', () => ({ a: pgSequence('s'), b: pgSequence('s') })],
  ];
  test.each(collisions)('%s must not have one name', (_, exports) => {
    expect(() => read(exports(), { casing: 'snake_case' })).toThrow(NameCollision);
  });

  test('names that are not given are numbered', () => {
    const t = pgTable('t', { x: integer() }, (t) => [index().on(t.x), uniqueIndex().on(t.x)]);
    expect(names({ t }, 'index')).toEqual(['t.t_x_index?', 't.t_x_index1?']);
  });

  test('constraints of two tables may have one name', () => {
    const exports = {
      a: pgTable('a', { x: boolean() }, () => [check('c', sql`x`)]),
      b: pgTable('b', { x: boolean() }, () => [check('c', sql`x`)]),
    };
    expect(names(exports, 'check')).toEqual(['a.c', 'b.c']);
  });

  test.each([
    ['n'.repeat(63), 'n'.repeat(63)],
    [`${'n'.repeat(62)}é`, 'n'.repeat(62)],
    ['é'.repeat(40), 'é'.repeat(31)],
    ['😀'.repeat(20), '😀'.repeat(15)],
  ])('cut within no character: %s', (name, expected) => expect(cutName(name)).toBe(expected));

  test.each([
    [['users', 'id', 'seq'], 'users_id_seq'],
    [['users', null, 'pkey'], 'users_pkey'],
    [['t'.repeat(40), 'c'.repeat(40), 'seq'], `${'t'.repeat(29)}_${'c'.repeat(29)}_seq`],
    [['t'.repeat(60), 'c', 'seq'], `${'t'.repeat(57)}_c_seq`],
    [['t', 'c'.repeat(70), 'seq'], `t_${'c'.repeat(57)}_seq`],
    [['é'.repeat(40), null, 'pkey'], `${'é'.repeat(29)}_pkey`],
  ] as const)('makeObjectName(%j)', ([name1, name2, label], expected) => {
    expect(makeObjectName(name1, name2, label)).toBe(expected);
  });

  test('sequenceName', () => expect(sequenceName('users', 'id')).toBe('users_id_seq'));
});

test('models made with another copy of drizzle-orm are read all the same', () => {
  const copy: typeof pgCore = createRequire(import.meta.url)('drizzle-orm/pg-core');
  const { sql }: typeof root = createRequire(import.meta.url)('drizzle-orm');
  const state = copy.pgEnum('state', ['on']);
  const t = copy.pgTable('t', { a: copy.integer().unique(), s: state().array().default(['on']) }, (t) => [
    copy.check('c', sql`${t.a} > ${1}`),
    copy.index().on(t.a.desc()),
  ]);
  expect(copy.PgTable).not.toBe(pgCore.PgTable);
  expect(keys({ t, state })).toEqual([
    'check:public.t.c',
    'column:public.t.a',
    'column:public.t.s',
    'enum:public.state',
    'index:public.t.t_a_index',
    'table:public.t',
    'unique:public.t.t_a_unique',
  ]);
  expect(attributes({ t, state }, 'check:public.t.c')).toEqual({ expression: '"a" > 1' });
});

test('the order of the exports makes no difference', () => {
  const plan = billing.enum('plan', ['free']);
  const teams = pgTable('teams', { id: uuid().primaryKey(), plan: plan() });
  const users = pgTable('users', { team: uuid().references(() => teams.id), plan: plan() });
  const exports = [
    { name: 'users', value: users },
    { name: 'teams', value: teams },
    { name: 's', value: billing.sequence('s') },
    { name: 'again', value: users },
  ];
  const { objects, notes } = readModels(exports, { root, pgCore }, {});
  expect(readModels(exports.toReversed(), { root, pgCore }, {})).toEqual({ objects, notes });
  expect(objects.map(keyOfObject)).toEqual(objects.map(keyOfObject).toSorted());
});
