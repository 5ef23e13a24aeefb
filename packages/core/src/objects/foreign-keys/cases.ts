import {
  bigint,
  foreignKey,
  integer,
  pgSchema,
  pgTable,
  text,
  unique,
  uuid,
  type UpdateDeleteAction,
} from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { foreignKeyOptions, partitioned, type ForeignKeyOptions } from '../../declare/index.js';

type Options = {
  readonly name?: string;
  readonly onDelete?: UpdateDeleteAction;
  readonly onUpdate?: UpdateDeleteAction;
};

/** Guests and their stays, with a foreign key of which more is said. */
function optional(options?: ForeignKeyOptions): Models {
  const guest = pgTable('guest', { id: integer().primaryKey() });
  const stay = pgTable('stay', { id: integer(), guest: integer() }, (t) => [
    foreignKey({ name: 'fk_stay', columns: [t.guest], foreignColumns: [guest.id] }),
  ]);
  return { guest, stay, ...(options && { more: foreignKeyOptions(stay, [stay.guest], options) }) };
}

/** People and their organisation, with a foreign key or without. */
function person(options?: Options): Models {
  const org = pgTable('org', { id: integer().primaryKey() });
  const people = pgTable('person', { name: text(), orgId: integer('org_id') }, (t) => {
    if (options === undefined) return [];
    const { name, onDelete, onUpdate } = options;
    const made = foreignKey({ columns: [t.orgId], foreignColumns: [org.id], ...(name === undefined ? {} : { name }) });
    if (onDelete) made.onDelete(onDelete);
    if (onUpdate) made.onUpdate(onUpdate);
    return [made];
  });
  return { org, people };
}

const fk = { name: 'fk_person_org', onDelete: 'cascade' } as const;
const rows = ['insert into org values (1)', "insert into person values ('Al', 1), ('Bo', null)"];
const again = (definition: string) => [
  'alter table person drop constraint fk_person_org',
  `alter table person add constraint fk_person_org foreign key (org_id) references org (id) ${definition}`,
];

/** A partitioned table to which another and itself refer. */
function referredTo(partitions: Readonly<Record<string, { readonly in: readonly number[] }>>): Models {
  const t = pgTable('t', { id: integer().notNull(), up: integer() }, (own) => [
    unique('t_key').on(own.id),
    foreignKey({ columns: [own.up], foreignColumns: [own.id] }),
  ]);
  const of = pgTable('a_of', { t: integer() }, (own) => [foreignKey({ columns: [own.t], foreignColumns: [t.id] })]);
  return { t, of, parts: partitioned(t, { by: 'list', key: [t.id], partitions }) };
}

/** Changes of foreign keys. */
export const cases: readonly Case[] = [
  {
    name: 'a foreign key ON DELETE RESTRICT is added',
    row: 124,
    before: person(),
    rows,
    after: person({ name: 'fk_person_org', onDelete: 'restrict' }),
    expect: ['addForeignKey'],
    wanted: [
      'alter table person add constraint fk_person_org foreign key (org_id) references org (id) on delete restrict',
    ],
  },
  {
    name: 'an unnamed foreign key is added',
    row: 125,
    before: person(),
    rows,
    after: person({}),
    expect: ['addForeignKey'],
    wanted: ['alter table person add constraint person_org_id_org_id_fk foreign key (org_id) references org (id)'],
  },
  {
    name: 'a foreign key cannot be added over rows that point nowhere',
    before: person(),
    rows: ["insert into person values ('Al', 7)"],
    after: person({ name: 'fk_person_org' }),
    fails: /fk_person_org/,
  },
  {
    name: 'a foreign key is dropped, with all that models cannot say of it',
    row: 126,
    before: person(fk),
    drift: [
      ...again('on delete cascade deferrable initially deferred'),
      "comment on constraint fk_person_org on person is 'why'",
    ],
    rows,
    after: person(),
    expect: ['dropForeignKey'],
    wanted: ['alter table person drop constraint fk_person_org'],
  },
  {
    name: 'ON DELETE CASCADE becomes SET NULL; DEFERRABLE and a comment, made by hand, stay',
    row: 127,
    before: person(fk),
    drift: [
      ...again('on delete cascade deferrable initially deferred'),
      "comment on constraint fk_person_org on person is 'why'",
    ],
    rows,
    after: person({ ...fk, onDelete: 'set null' }),
    expect: ['dropForeignKey', 'addForeignKey'],
    wanted: [
      ...again('on delete set null deferrable initially deferred'),
      "comment on constraint fk_person_org on person is 'why'",
    ],
  },
  {
    name: 'ON UPDATE CASCADE is added; MATCH FULL, made by hand, stays',
    row: 128,
    before: person(fk),
    drift: again('match full on delete cascade'),
    rows,
    after: person({ ...fk, onUpdate: 'cascade' }),
    expect: ['dropForeignKey', 'addForeignKey'],
    wanted: again('match full on update cascade on delete cascade'),
  },
  {
    name: 'every action, on new foreign keys',
    before: {},
    after: () => {
      const org = pgTable('org', { id: integer().primaryKey() });
      const references = (name: string, action: UpdateDeleteAction) =>
        integer(name).references(() => org.id, { onDelete: action, onUpdate: action });
      const people = pgTable('person', {
        a: references('a', 'cascade'),
        b: references('b', 'restrict'),
        c: references('c', 'no action'),
        d: references('d', 'set null'),
        e: references('e', 'set default'),
      });
      return { org, people };
    },
  },
  {
    name: 'an action is taken away: NO ACTION is the default',
    before: person(fk),
    rows,
    after: person({ name: 'fk_person_org' }),
    expect: ['dropForeignKey', 'addForeignKey'],
    wanted: again(''),
  },
  {
    name: 'NO ACTION, written out, is no difference',
    before: person({ name: 'fk_person_org' }),
    after: person({ name: 'fk_person_org', onDelete: 'no action', onUpdate: 'no action' }),
    expect: [],
    wanted: [],
  },
  {
    name: 'DEFERRABLE INITIALLY DEFERRED and MATCH FULL, made by hand, stay',
    row: [129, 130, 131],
    before: person(fk),
    drift: again('match full on delete cascade deferrable initially deferred'),
    rows,
    after: person(fk),
    expect: [],
    wanted: [],
  },
  {
    name: 'NOT VALID, made by hand, stays',
    row: 190,
    before: person(fk),
    drift: again('on delete cascade not valid'),
    after: person(fk),
    expect: [],
    wanted: [],
  },
  {
    name: 'SET NULL of some columns, made by hand, where the model says CASCADE',
    row: 192,
    since: 15,
    before: person(fk),
    drift: again('on delete set null (org_id) deferrable initially deferred'),
    rows,
    after: person(fk),
    expect: ['dropForeignKey', 'addForeignKey'],
    wanted: again('on delete cascade deferrable initially deferred'),
  },
  {
    name: 'a foreign key is renamed',
    row: 132,
    before: person(fk),
    rows,
    after: person({ name: 'person_org_fk', onDelete: 'cascade' }),
    renames: { 'person.fk_person_org': 'person_org_fk' },
    expect: ['renameForeignKey'],
    wanted: ['alter table person rename constraint fk_person_org to person_org_fk'],
  },
  {
    name: 'the name of a foreign key is taken out of the model: nothing to do',
    row: 133,
    before: person(fk),
    after: person({ onDelete: 'cascade' }),
    expect: [],
    wanted: [],
  },
  {
    name: 'a foreign key to the same table',
    before: { org: pgTable('org', { id: integer().primaryKey(), parent: integer() }) },
    rows: ['insert into org values (1, null), (2, 1)'],
    after: {
      org: pgTable('org', { id: integer().primaryKey(), parent: integer() }, (t) => [
        foreignKey({ name: 'fk_parent', columns: [t.parent], foreignColumns: [t.id] }).onDelete('set null'),
      ]),
    },
    expect: ['addForeignKey'],
    wanted: ['alter table org add constraint fk_parent foreign key (parent) references org (id) on delete set null'],
  },
  {
    name: 'a new table refers to itself, by two columns',
    before: {},
    after: {
      tree: pgTable('tree', { forest: integer(), id: integer(), parent: integer() }, (t) => [
        unique('uq_tree').on(t.forest, t.id),
        foreignKey({ name: 'fk_tree', columns: [t.forest, t.parent], foreignColumns: [t.forest, t.id] }),
      ]),
    },
    wanted: [
      `create table tree (forest integer, id integer, parent integer, constraint uq_tree unique (forest, id),
        constraint fk_tree foreign key (forest, parent) references tree (forest, id))`,
    ],
  },
  {
    name: 'a foreign key of two columns in another order than the unique it needs; then the order changes',
    before: () => {
      const parent = pgTable('parent', { a: integer(), b: integer() }, (t) => [unique('uq').on(t.a, t.b)]);
      const child = pgTable('child', { x: integer(), y: integer() }, (t) => [
        foreignKey({ name: 'fk', columns: [t.y, t.x], foreignColumns: [parent.b, parent.a] }),
      ]);
      return { parent, child };
    },
    rows: ['insert into parent values (1, 1)', 'insert into child values (1, 1)'],
    after: () => {
      const parent = pgTable('parent', { a: integer(), b: integer() }, (t) => [unique('uq').on(t.a, t.b)]);
      const child = pgTable('child', { x: integer(), y: integer() }, (t) => [
        foreignKey({ name: 'fk', columns: [t.x, t.y], foreignColumns: [parent.b, parent.a] }),
      ]);
      return { parent, child };
    },
    expect: ['dropForeignKey', 'addForeignKey'],
    wanted: [
      'alter table child drop constraint fk',
      'alter table child add constraint fk foreign key (x, y) references parent (b, a)',
    ],
  },
  {
    name: 'a foreign key points to another table',
    before: () => {
      const one = pgTable('one', { id: integer().primaryKey() });
      const two = pgTable('two', { id: integer().primaryKey() });
      const child = pgTable('child', { x: integer() }, (t) => [
        foreignKey({ name: 'fk', columns: [t.x], foreignColumns: [one.id] }),
      ]);
      return { one, two, child };
    },
    rows: ['insert into one values (1)', 'insert into two values (1)', 'insert into child values (1)'],
    after: () => {
      const one = pgTable('one', { id: integer().primaryKey() });
      const two = pgTable('two', { id: integer().primaryKey() });
      const child = pgTable('child', { x: integer() }, (t) => [
        foreignKey({ name: 'fk', columns: [t.x], foreignColumns: [two.id] }),
      ]);
      return { one, two, child };
    },
    expect: ['dropForeignKey', 'addForeignKey'],
    wanted: [
      'alter table child drop constraint fk',
      'alter table child add constraint fk foreign key (x) references two (id)',
    ],
  },
  {
    name: 'a foreign key is added to a new table of the same step, and needs a new unique',
    before: { org: pgTable('org', { code: text(), name: text() }) },
    rows: ["insert into org values ('a', 'Acme')"],
    after: () => {
      const org = pgTable('org', { code: text().unique('uq_code'), name: text() });
      return { org, a: pgTable('a_child', { code: text().references(() => org.code) }) };
    },
  },
  {
    name: 'both ends of a foreign key change their type in one step',
    before: () => {
      const org = pgTable('org', { id: integer().primaryKey() });
      return {
        org,
        people: pgTable('person', { orgId: integer('org_id').references(() => org.id, { onDelete: 'cascade' }) }),
      };
    },
    rows: ['insert into org values (1)', 'insert into person values (1)'],
    after: () => {
      const org = pgTable('org', { id: bigint({ mode: 'number' }).primaryKey() });
      return {
        org,
        people: pgTable('person', {
          orgId: bigint('org_id', { mode: 'number' }).references(() => org.id, { onDelete: 'cascade' }),
        }),
      };
    },
    expect: ['alterColumn', 'alterColumn'],
    wanted: ['alter table org alter id type bigint', 'alter table person alter org_id type bigint'],
  },
  {
    name: 'both ends of a foreign key change to a type that has no operator with the old one',
    before: () => {
      const org = pgTable('org', { id: integer().primaryKey() });
      return {
        org,
        people: pgTable('person', { orgId: integer('org_id').references(() => org.id, { onDelete: 'cascade' }) }),
      };
    },
    rows: ['insert into org values (1)', 'insert into person values (1)'],
    after: () => {
      const org = pgTable('org', { id: text().primaryKey() });
      return {
        org,
        people: pgTable('person', { orgId: text('org_id').references(() => org.id, { onDelete: 'cascade' }) }),
      };
    },
    survives: [{ query: 'select org_id from person', gives: [['1']] }],
  },
  {
    name: "a table that only a foreign key names, and that is somebody else's, stays as it is",
    setup: [
      'create schema auth',
      'create table auth.users (id uuid primary key, secret text)',
      'create table accounts (id integer primary key, secret text)',
    ],
    before: () => ({ profile: pgTable('profile', { id: uuid() }) }),
    after: () => {
      const users = pgSchema('auth').table('users', { id: uuid().primaryKey() });
      const accounts = pgTable('accounts', { id: integer().primaryKey() });
      return {
        profile: pgTable('profile', {
          id: uuid().references(() => users.id),
          account: integer().references(() => accounts.id),
        }),
      };
    },
    expect: ['addColumn', 'addForeignKey', 'addForeignKey'],
    survives: [{ query: "select count(*) from pg_attribute where attname = 'secret'", gives: [['2']] }],
  },
  {
    name: 'is declared deferrable, initially deferred and not checked',
    before: () => optional(),
    rows: ['insert into guest values (1)', 'insert into stay values (1, 1)'],
    after: () => optional({ deferrable: true, initiallyDeferred: true }),
    expect: ['alterForeignKey'],
    wanted: ['alter table stay alter constraint fk_stay deferrable initially deferred'],
  },
  {
    name: 'comes with its options: MATCH FULL, deferrable, not checked',
    before: () => ({ guest: optional().guest }),
    after: () => optional({ match: 'full', deferrable: true, notValid: true }),
    expect: ['createTable'],
    wanted: [
      'create table stay (id int, guest int)',
      'alter table stay add constraint fk_stay foreign key (guest) references guest (id) match full deferrable not valid',
    ],
  },
  {
    name: 'a partition goes of a table that another and itself refer to',
    before: () => referredTo({ t1: { in: [1] }, t2: { in: [2] } }),
    rows: ['insert into t values (1, null), (2, null)', 'insert into a_of values (1)'],
    after: () => referredTo({ t1: { in: [1] } }),
    loses: ['t2', 't'],
  },
  {
    name: 'a partitioned table goes that another and itself refer to',
    before: () => referredTo({ t1: { in: [1] }, t2: { in: [2] } }),
    after: {},
  },
];
