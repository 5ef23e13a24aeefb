import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const drift = [
  'create publication "every ""b"""',
  'alter publication "every ""b""" add table "Item.1" (id, state) where (state = \'live\')',
];
const item = (columns = { state: text() }) => ({
  item: pgTable('Item.1', { id: integer().notNull(), ...columns }),
});
const rows = ["insert into \"Item.1\" values (1, 'live'), (2, 'x')"];

/** Publications made by hand, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'comes back with its table: columns and filter',
    since: 15,
    before: item(),
    drift,
    rows,
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table "Item.1"'],
    loses: ['Item.1'],
  },
  {
    name: 'a column of its filter gets another type and another name',
    since: 15,
    before: { item: pgTable('Item.1', { id: integer().notNull(), state: varchar({ length: 9 }) }) },
    drift,
    rows,
    after: { item: pgTable('Item.1', { id: integer().notNull(), phase: text() }) },
    renames: { 'Item.1.state': 'phase' },
    expect: ['renameColumn', 'dropPublicationTable', 'alterColumn', 'addPublicationTable'],
  },
  {
    name: 'stops the drop of a column that it publishes',
    since: 15,
    before: item(),
    drift,
    rows,
    after: { item: pgTable('Item.1', { id: integer().notNull() }) },
    fails: /publication/,
  },
  {
    name: 'of a whole table stays where the table changes',
    before: item(),
    drift: ['create publication whole for table "Item.1"'],
    rows,
    after: { item: pgTable('Item.1', { id: integer().notNull(), state: varchar({ length: 9 }), more: text() }) },
    expect: ['alterColumn', 'addColumn'],
  },
];
