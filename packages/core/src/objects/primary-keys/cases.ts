import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

type Column = 'id' | 'a' | 'b';

/** A table of three columns that may hold no NULL, with a primary key or without. */
function legacy(name?: string, columns: readonly Column[] = []): Models {
  return {
    legacy: pgTable('legacy', { id: integer().notNull(), a: integer().notNull(), b: text() }, (t) => {
      const [first, ...rest] = columns.map((column) => t[column]);
      if (first === undefined) return [];
      return [primaryKey({ columns: [first, ...rest], ...(name === undefined ? {} : { name }) })];
    }),
  };
}

const rows = ["insert into legacy values (1, 1, 'x'), (2, 2, 'y')"];

/** Changes of primary keys. */
export const cases: readonly Case[] = [
  {
    name: 'a primary key is added',
    before: legacy(),
    rows,
    after: legacy('pk_legacy', ['id']),
    expect: ['addPrimaryKey'],
    wanted: ['alter table legacy add constraint pk_legacy primary key (id)'],
  },
  {
    name: 'a column becomes the primary key, and NOT NULL with it',
    before: { legacy: pgTable('legacy', { id: integer(), b: text() }) },
    rows: ["insert into legacy values (1, 'x')"],
    after: { legacy: pgTable('legacy', { id: integer().primaryKey(), b: text() }) },
    wanted: ['alter table legacy add primary key (id)'],
  },
  {
    name: 'a primary key cannot be added over rows that are twice the same',
    before: legacy(),
    rows: ["insert into legacy values (1, 1, 'x'), (1, 2, 'y')"],
    after: legacy('pk_legacy', ['id']),
    fails: /pk_legacy/,
  },
  {
    name: 'a column is added to the primary key',
    row: 110,
    before: legacy('pk_legacy', ['id']),
    drift: ["comment on constraint pk_legacy on legacy is 'why'"],
    rows,
    after: legacy('pk_legacy', ['id', 'a']),
    expect: ['dropPrimaryKey', 'addPrimaryKey'],
    wanted: [
      'alter table legacy drop constraint pk_legacy',
      'alter table legacy add constraint pk_legacy primary key (id, a)',
      "comment on constraint pk_legacy on legacy is 'why'",
    ],
  },
  {
    name: 'the columns of the primary key change places',
    before: legacy('pk_legacy', ['id', 'a']),
    rows,
    after: legacy('pk_legacy', ['a', 'id']),
    expect: ['dropPrimaryKey', 'addPrimaryKey'],
    wanted: [
      'alter table legacy drop constraint pk_legacy',
      'alter table legacy add constraint pk_legacy primary key (a, id)',
    ],
  },
  {
    name: 'an unnamed primary key of one column becomes one of two',
    before: { legacy: pgTable('legacy', { id: integer().primaryKey(), a: integer().notNull() }) },
    rows: ['insert into legacy values (1, 1)'],
    after: {
      legacy: pgTable('legacy', { id: integer().notNull(), a: integer().notNull() }, (t) => [
        primaryKey({ columns: [t.id, t.a] }),
      ]),
    },
  },
  {
    name: 'primaryKey({ columns }) makes its columns NOT NULL, which is no difference',
    before: {
      legacy: pgTable('legacy', { id: integer(), a: integer() }, (t) => [primaryKey({ columns: [t.a, t.id] })]),
    },
    after: {
      legacy: pgTable('legacy', { id: integer(), a: integer() }, (t) => [primaryKey({ columns: [t.a, t.id] })]),
    },
    expect: [],
    wanted: [],
  },
  {
    name: 'the primary key is renamed',
    row: 111,
    before: legacy('pk_legacy', ['id']),
    rows,
    after: legacy('legacy_pk', ['id']),
    renames: { 'legacy.pk_legacy': 'legacy_pk' },
    expect: ['renamePrimaryKey'],
    wanted: ['alter table legacy rename constraint pk_legacy to legacy_pk'],
  },
  {
    name: 'a name that the database gave is no difference',
    before: legacy('pk_by_hand', ['id', 'a']),
    after: legacy(undefined, ['id', 'a']),
    expect: [],
    wanted: [],
  },
  {
    name: 'the primary key is dropped, and NOT NULL with it',
    row: 112,
    before: {
      legacy: pgTable('legacy', { id: integer(), a: integer() }, (t) => [
        primaryKey({ name: 'pk_legacy', columns: [t.id] }),
      ]),
    },
    rows: ['insert into legacy values (1, 1)'],
    after: { legacy: pgTable('legacy', { id: integer(), a: integer() }) },
    wanted: ['alter table legacy drop constraint pk_legacy', 'alter table legacy alter id drop not null'],
  },
  {
    name: 'the primary key that a foreign key points to becomes another column, and the foreign key points to that',
    before: () => {
      const parent = pgTable('parent', { id: integer().primaryKey(), code: uuid().notNull() });
      return {
        parent,
        child: pgTable('child', { parentId: integer('parent_id').references(() => parent.id), code: uuid() }),
      };
    },
    rows: [
      "insert into parent values (1, '00000000-0000-0000-0000-000000000001')",
      "insert into child values (1, '00000000-0000-0000-0000-000000000001')",
    ],
    after: () => {
      const parent = pgTable('parent', { id: integer().notNull(), code: uuid().primaryKey() });
      return {
        parent,
        child: pgTable('child', { parentId: integer('parent_id'), code: uuid().references(() => parent.code) }),
      };
    },
  },
  {
    name: 'the primary key gets another column while a foreign key of a kept table needs the old one',
    before: () => {
      const parent = pgTable('parent', { id: integer().notNull().unique('uq'), a: integer().notNull() }, (t) => [
        primaryKey({ name: 'pk_parent', columns: [t.id] }),
      ]);
      return { parent, child: pgTable('child', { parentId: integer('parent_id').references(() => parent.id) }) };
    },
    rows: ['insert into parent values (1, 1)', 'insert into child values (1)'],
    after: () => {
      const parent = pgTable('parent', { id: integer().notNull().unique('uq'), a: integer().notNull() }, (t) => [
        primaryKey({ name: 'pk_parent', columns: [t.id, t.a] }),
      ]);
      return { parent, child: pgTable('child', { parentId: integer('parent_id').references(() => parent.id) }) };
    },
  },
  {
    name: 'DEFERRABLE, INCLUDE and a fillfactor, made by hand, stay',
    before: legacy('pk_legacy', ['id']),
    drift: [
      'alter table legacy drop constraint pk_legacy',
      'alter table legacy add constraint pk_legacy primary key (id) include (b) with (fillfactor = 70) deferrable initially deferred',
    ],
    after: legacy('pk_legacy', ['id']),
    expect: [],
    wanted: [],
  },
];
