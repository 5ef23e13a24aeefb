import { sql, type SQL } from 'drizzle-orm';
import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';
import { exclude, type ExcludeOptions } from '../../declare/index.js';

/** Rooms that are taken from a day to a day, with these columns besides. */
const room = (kind: { readonly kind?: ReturnType<typeof text> | ReturnType<typeof varchar> } = { kind: text() }) => ({
  room: pgTable('room', { no: integer(), first: integer(), last: integer(), ...kind }),
});

const taken =
  "alter table room add constraint ex_room exclude using gist (int4range(first, last) with &&) where (kind <> 'x')";
const rows = ["insert into room (no, first, last, kind) values (1, 1, 3, 'y'), (1, 3, 4, 'y'), (2, 1, 9, 'x')"];

/** A room that is declared to hold one guest at a time. */
const declared = (where?: SQL, more: Partial<ExcludeOptions> = {}) => {
  const rooms = pgTable('Room "1"', { no: integer('The no'), first: integer(), last: integer(), kind: text() });
  const elements = [[sql`int4range(${rooms.first}, ${rooms.last})`, '&&']] as const;
  return { rooms, noOverlap: exclude(rooms, { name: 'ex "room"', elements, ...(where && { where }), ...more }) };
};

const byHand =
  'alter table "Room ""1""" add constraint "ex ""room""" exclude using gist (int4range(first, last) with &&)';

/** Exclusion constraints, declared beside the models or made by hand, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'is added',
    row: 139,
    before: () => ({ rooms: declared().rooms }),
    rows: ['insert into "Room ""1""" values (1, 1, 3), (1, 3, 4)'],
    after: () => declared(),
    expect: ['addExclusion'],
    wanted: [byHand],
  },
  {
    name: 'comes with its table, over a column and an operator, deferred',
    before: {},
    after: () => {
      const { rooms } = declared();
      const elements = [[rooms.no, '=']] as const;
      return {
        rooms,
        one: exclude(rooms, { name: 'ex', using: 'btree', elements, deferrable: true, initiallyDeferred: true }),
      };
    },
    expect: ['createTable'],
    wanted: [
      'create table "Room ""1""" ("The no" int, first int, last int, kind text)',
      'alter table "Room ""1""" add constraint ex exclude using btree ("The no" with =) deferrable initially deferred',
    ],
  },
  {
    name: 'is dropped',
    row: 140,
    before: () => declared(),
    after: () => ({ rooms: declared().rooms }),
    expect: ['dropExclusion'],
    wanted: ['alter table "Room ""1""" drop constraint "ex ""room"""'],
  },
  {
    name: 'gets a predicate',
    row: 141,
    before: () => declared(),
    after: () => declared(sql`kind = 'y'`),
    expect: ['dropExclusion', 'addExclusion'],
    wanted: ['alter table "Room ""1""" drop constraint "ex ""room"""', `${byHand} where (kind = 'y')`],
  },
  {
    name: 'gets another name',
    row: 142,
    before: () => declared(),
    after: () => declared(undefined, { name: 'ex2' }),
    expect: ['renameExclusion'],
    wanted: ['alter table "Room ""1""" rename constraint "ex ""room""" to ex2'],
  },
  {
    name: 'comes back with its table: predicate, parameters, deferral, comment, and a second that says the same',
    before: room(),
    drift: [
      taken,
      "comment on constraint ex_room on room is 'one guest'",
      'alter table room add constraint "ex ""b""" exclude using btree (no with =, first with =) with (fillfactor = 70) deferrable initially deferred',
      'alter table room add constraint "ex ""c""" exclude using btree (no with =, first with =) with (fillfactor = 70) deferrable initially deferred',
    ],
    rows,
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table room'],
    loses: ['room'],
  },
  {
    name: 'a column in its predicate gets another type, and another name',
    before: room({ kind: varchar({ length: 9 }) }),
    drift: [taken, "comment on constraint ex_room on room is 'one guest'"],
    rows,
    after: { room: pgTable('room', { no: integer(), first: integer(), last: integer(), sort: text() }) },
    renames: { 'room.kind': 'sort' },
    expect: ['renameColumn', 'dropExclusion', 'alterColumn', 'addExclusion'],
    wanted: ['alter table room rename kind to sort', 'alter table room alter sort type text'],
  },
  {
    name: 'goes with a column in it, and comes back',
    before: room(),
    drift: [taken, "comment on constraint ex_room on room is 'one guest'"],
    rows,
    after: room({}),
    expect: ['dropExclusion', 'dropColumn'],
    wanted: ['alter table room drop constraint ex_room, drop kind'],
    loses: ['room.kind'],
  },
  {
    name: 'stays where its table changes otherwise',
    before: room(),
    drift: [taken],
    rows,
    after: { room: pgTable('room', { first: integer(), last: integer().notNull(), kind: text(), extra: text() }) },
    drops: ['room.no'],
    expect: ['alterColumn', 'addColumn', 'dropColumn'],
    loses: ['room.no'],
  },
];
