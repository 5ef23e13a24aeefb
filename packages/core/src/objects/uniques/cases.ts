import { sql } from 'drizzle-orm';
import { char, integer, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

type Column = 'slug' | 'code' | 'label';
type Unique = { readonly name?: string; readonly on: readonly [Column, ...Column[]]; readonly nullsNotDistinct?: true };

/** Organisations with these uniques. */
function org(...uniques: readonly Unique[]): Models {
  return {
    org: pgTable('org', { slug: text().notNull(), code: char({ length: 3 }), label: text() }, (t) =>
      uniques.map(({ name, on: [first, ...rest], nullsNotDistinct }) => {
        const made = unique(name).on(t[first], ...rest.map((column) => t[column]));
        return nullsNotDistinct ? made.nullsNotDistinct() : made;
      }),
    ),
  };
}

const slug: Unique = { name: 'uq_org_slug', on: ['slug'] };
const rows = ["insert into org values ('acme', 'ACM', 'x'), ('beta', null, 'x')"];

/** A unique changes: dropped and made again. */
const change = (name: string, row: number | undefined, before: Unique, after: Unique, definition: string): Case => ({
  name,
  ...(row === undefined ? {} : { row }),
  ...(after.nullsNotDistinct || before.nullsNotDistinct ? { since: 15 } : {}),
  before: org(before),
  rows,
  after: org(after),
  expect: ['dropUnique', 'addUnique'],
  wanted: [
    `alter table org drop constraint ${before.name}`,
    `alter table org add constraint ${after.name} ${definition}`,
  ],
});

/** Changes of unique constraints. */
export const cases: readonly Case[] = [
  {
    name: 'a named unique is added',
    row: 113,
    before: org(),
    rows,
    after: org({ name: 'uq_org_code', on: ['code'] }),
    expect: ['addUnique'],
    wanted: ['alter table org add constraint uq_org_code unique (code)'],
  },
  {
    name: 'an unnamed unique is added',
    row: 114,
    before: org(),
    rows,
    after: org({ on: ['code'] }),
    expect: ['addUnique'],
    wanted: ['alter table org add constraint org_code_unique unique (code)'],
  },
  {
    name: 'a unique NULLS NOT DISTINCT is added, of a column and of a table',
    row: 115,
    since: 15,
    before: { org: pgTable('org', { code: text(), label: text() }) },
    after: {
      org: pgTable('org', { code: text().unique('uq_org_code', { nulls: 'not distinct' }), label: text() }, (t) => [
        unique('uq_org_label').on(t.label).nullsNotDistinct(),
      ]),
    },
    expect: ['addUnique', 'addUnique'],
    wanted: [
      'alter table org add constraint uq_org_code unique nulls not distinct (code)',
      'alter table org add constraint uq_org_label unique nulls not distinct (label)',
    ],
  },
  {
    name: 'a unique NULLS NOT DISTINCT needs a newer server',
    until: 14,
    before: org(),
    after: org({ name: 'uq_org_code', on: ['code'], nullsNotDistinct: true }),
    fails: /org\.uq_org_code: .* nullsNotDistinct needs PostgreSQL 15; the database is 14\./,
  },
  {
    name: 'a unique cannot be added over rows that are twice the same',
    before: org(),
    rows,
    after: org({ name: 'uq_org_label', on: ['label'] }),
    fails: /uq_org_label/,
  },
  {
    name: 'a unique is dropped, with its comment',
    row: 116,
    before: org(slug),
    drift: ["comment on constraint uq_org_slug on org is 'why'"],
    rows,
    after: org(),
    expect: ['dropUnique'],
    wanted: ['alter table org drop constraint uq_org_slug'],
  },
  {
    name: 'a unique is renamed',
    row: 117,
    before: org(slug),
    rows,
    after: org({ name: 'org_slug_uq', on: ['slug'] }),
    renames: { 'org.uq_org_slug': 'org_slug_uq' },
    expect: ['renameUnique'],
    wanted: ['alter table org rename constraint uq_org_slug to org_slug_uq'],
  },
  change(
    'a column is added to a unique',
    118,
    slug,
    { name: 'uq_org_slug', on: ['slug', 'code'] },
    'unique (slug, code)',
  ),
  change(
    'the columns of a unique change places',
    119,
    { name: 'uq', on: ['slug', 'label'] },
    { name: 'uq', on: ['label', 'slug'] },
    'unique (label, slug)',
  ),
  change(
    'a unique becomes NULLS NOT DISTINCT',
    121,
    slug,
    { ...slug, nullsNotDistinct: true },
    'unique nulls not distinct (slug)',
  ),
  change(
    'a unique is NULLS NOT DISTINCT no more',
    undefined,
    { ...slug, nullsNotDistinct: true },
    slug,
    'unique (slug)',
  ),
  {
    name: 'DEFERRABLE, INCLUDE and a fillfactor, made by hand, stay',
    row: [120, 122],
    before: org(slug),
    drift: [
      'alter table org drop constraint uq_org_slug',
      'alter table org add constraint uq_org_slug unique (slug) include (code) with (fillfactor = 70) deferrable initially deferred',
    ],
    rows,
    after: org(slug),
    expect: [],
    wanted: [],
  },
  {
    name: 'DEFERRABLE, INCLUDE and a comment, made by hand, stay when the columns change',
    before: org(slug),
    drift: [
      'alter table org drop constraint uq_org_slug',
      'alter table org add constraint uq_org_slug unique (slug) include (code) deferrable initially deferred',
      "comment on constraint uq_org_slug on org is 'why'",
    ],
    rows,
    after: org({ name: 'uq_org_slug', on: ['slug', 'label'] }),
    expect: ['dropUnique', 'addUnique'],
    wanted: [
      'alter table org drop constraint uq_org_slug',
      'alter table org add constraint uq_org_slug unique (slug, label) include (code) deferrable initially deferred',
      "comment on constraint uq_org_slug on org is 'why'",
    ],
  },
  {
    name: 'a unique becomes a unique index of the same name',
    row: 123,
    before: org(slug),
    rows,
    after: {
      org: pgTable('org', { slug: text().notNull(), code: char({ length: 3 }), label: text() }, (t) => [
        uniqueIndex('uq_org_slug').on(t.slug),
      ]),
    },
    expect: ['dropUnique', 'createIndex'],
    wanted: ['alter table org drop constraint uq_org_slug', 'create unique index uq_org_slug on org (slug)'],
  },
  {
    name: 'a unique that was replaced by a unique index of the same name comes back',
    row: 200,
    before: org(slug),
    drift: ['alter table org drop constraint uq_org_slug', 'create unique index uq_org_slug on org (slug)'],
    rows,
    after: org(slug),
    expect: ['dropIndex', 'addUnique'],
    wanted: ['drop index uq_org_slug', 'alter table org add constraint uq_org_slug unique (slug)'],
  },
  {
    name: 'a name that the database gave is no difference',
    before: org(),
    drift: ['alter table org add unique (code), add constraint by_hand unique (slug, label)'],
    after: org({ on: ['code'] }, { on: ['slug', 'label'] }),
    expect: [],
    wanted: [],
  },
  {
    name: 'two uniques over the same columns',
    before: org(),
    after: org({ name: 'uq_a', on: ['slug'] }, { name: 'uq_b', on: ['slug'] }),
    expect: ['addUnique', 'addUnique'],
    wanted: ['alter table org add constraint uq_a unique (slug)', 'alter table org add constraint uq_b unique (slug)'],
  },
  {
    name: 'two uniques swap their names',
    before: org({ name: 'uq_a', on: ['slug'] }, { name: 'uq_b', on: ['code'] }),
    rows,
    after: org({ name: 'uq_b', on: ['slug'] }, { name: 'uq_a', on: ['code'] }),
  },
  {
    name: 'a unique that a foreign key needs gets a comment and another name',
    before: () => {
      const parent = pgTable('parent', { code: integer().notNull().unique('uq_code') });
      return { parent, child: pgTable('child', { code: integer().references(() => parent.code) }) };
    },
    drift: ["comment on constraint uq_code on parent is 'why'"],
    rows: ['insert into parent values (1)', 'insert into child values (1)'],
    after: () => {
      const parent = pgTable('parent', { code: integer().notNull().unique('uq_parent_code') });
      return { parent, child: pgTable('child', { code: integer().references(() => parent.code) }) };
    },
    renames: { 'parent.uq_code': 'uq_parent_code' },
    expect: ['renameUnique'],
  },
  {
    name: 'a unique that a foreign key needs becomes NULLS NOT DISTINCT',
    since: 15,
    before: () => {
      const parent = pgTable('parent', { code: integer().unique('uq_code') });
      return { parent, child: pgTable('child', { code: integer().references(() => parent.code) }) };
    },
    rows: ['insert into parent values (1)', 'insert into child values (1)'],
    after: () => {
      const parent = pgTable('parent', { code: integer().unique('uq_code', { nulls: 'not distinct' }) });
      return { parent, child: pgTable('child', { code: integer().references(() => parent.code) }) };
    },
  },
  {
    name: 'an exclusion constraint, made by hand, is left alone',
    row: [139, 140, 141, 142],
    before: org(),
    drift: [
      "alter table org add constraint ex_org exclude using btree (slug with =) where (label = 'y')",
      "comment on constraint ex_org on org is 'by hand'",
    ],
    rows,
    after: org(slug),
    expect: ['addUnique'],
    wanted: ['alter table org add constraint uq_org_slug unique (slug)'],
  },
  {
    name: 'a unique over a generated column',
    before: { org: pgTable('org', { slug: text() }) },
    rows: ["insert into org values ('Acme')"],
    after: {
      org: pgTable('org', {
        slug: text(),
        low: text()
          .generatedAlwaysAs(sql`lower(slug)`)
          .unique('uq_low'),
      }),
    },
    wanted: ['alter table org add low text generated always as (lower(slug)) stored constraint uq_low unique'],
  },
];
