import { customType, index, integer, pgSchema, pgTable, text } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { extension } from '../../declare/index.js';

const citext = customType<{ data: string }>({ dataType: () => 'citext' });
const citextExtension = extension('citext');

const people = (): Models => ({
  citextExtension,
  person: pgTable('person', { name: citext().notNull().default('Ada') }),
});

/** Changes of extensions. */
export const cases: readonly Case[] = [
  {
    name: 'an extension is added',
    before: {},
    after: { trigrams: extension('pg_trgm') },
    expect: ['createExtension'],
    wanted: ['create extension pg_trgm'],
  },
  {
    name: 'an extension comes with a column of its type, an index of its operators and a list',
    before: { person: pgTable('person', { id: integer() }) },
    rows: ['insert into person values (1)'],
    after: () => ({
      citextExtension,
      trigrams: extension('pg_trgm'),
      person: pgTable(
        'person',
        { id: integer(), name: citext().notNull().default('Ada'), past: citext().array(), motto: text() },
        (t) => [index('person_motto').using('gin', t.motto.op('gin_trgm_ops'))],
      ),
    }),
    survives: [{ query: "select name from person where name = 'ADA'", gives: [['Ada']] }],
  },
  {
    name: 'an extension in a schema of its own, which is new too',
    before: {},
    after: () => ({ apart: pgSchema('Ext "ra"'), trigrams: extension('pg_trgm', { schema: 'Ext "ra"' }) }),
    expect: ['createSchema', 'createExtension'],
    wanted: ['create schema "Ext ""ra"""', 'create extension pg_trgm schema "Ext ""ra"""'],
  },
  {
    name: 'an extension moves to another schema',
    before: { app: pgSchema('app'), trigrams: extension('pg_trgm', { schema: 'public' }) },
    after: { app: pgSchema('app'), trigrams: extension('pg_trgm', { schema: 'app' }) },
    expect: ['alterExtension'],
    wanted: ['alter extension pg_trgm set schema app'],
  },
  {
    name: 'the schema of an extension gets another name',
    before: { app: pgSchema('app'), trigrams: extension('pg_trgm', { schema: 'app' }) },
    after: { app: pgSchema('Ext. 1'), trigrams: extension('pg_trgm', { schema: 'Ext. 1' }) },
    renames: { app: 'Ext. 1' },
    expect: ['renameSchema'],
    wanted: ['alter schema app rename to "Ext. 1"'],
  },
  {
    name: 'an extension goes, with the column that needs it and a comment of its own',
    before: people(),
    drift: ["comment on extension citext is 'our own words'"],
    rows: ["insert into person values ('Bob')"],
    after: { person: pgTable('person', { id: integer() }) },
    drops: ['person.name'],
    loses: ['person.name'],
    wanted: ['alter table person drop name', 'alter table person add id integer', 'drop extension citext'],
  },
  {
    name: 'an extension without its usual comment comes back without it',
    before: { citextExtension },
    drift: ['comment on extension citext is null'],
    after: {},
    expect: ['dropExtension'],
  },
  {
    name: 'an extension that a column needs which stays cannot go',
    before: people(),
    after: { person: pgTable('person', { name: citext().notNull().default('Ada') }) },
    fails: /extension:citext cannot be dropped: column:public\.person\.name needs it and stays/,
  },
  {
    name: 'a column becomes text, and its extension goes',
    before: people(),
    rows: ["insert into person values ('Bob')"],
    after: { person: pgTable('person', { name: text().notNull().default('Ada') }) },
    expect: ['alterColumn', 'dropExtension'],
    survives: [{ query: 'select name from person', gives: [['Bob']] }],
  },
  {
    name: 'an extension that somebody else made is left alone, and its version is nobody’s affair',
    setup: ['create extension citext', 'create extension pg_trgm'],
    before: { citextExtension },
    after: { citextExtension },
    expect: [],
    wanted: [],
  },
];
