import type { KindName } from '../../packages/core/src/objects/kinds.ts';

import type { ColumnData, ModelsData, Named, TableData } from './data.ts';
import { pick, type Draw } from './pick.ts';
import { ident, literal, tableName } from './rows.ts';
import { typeOf } from './types.ts';
import { cut } from './cut.ts';
import { relations, type Relation } from './things/relations.ts';

/** What stands in statements for the part of a role's name that is each run's own. */
export const handRole = '@run@';

/** The roles that statements made by hand may name; dropped when the case is done. */
export const handRoles = (mark: string): readonly string[] => [`${mark} by hand`, `${mark} other "hand"`];

/** Of what statements speak. */
interface Scene {
  readonly models: ModelsData;
  readonly table: TableData;
  /** A column of the table, and another or the same. */
  readonly column: ColumnData;
  readonly other: ColumnData;
  /** A table or a view. */
  readonly relation: Relation;
  readonly name: string;
  readonly picks: readonly number[];
}

type ByHand = (scene: Scene) => readonly string[];

const one = ident(`${handRole} by hand`);
const two = ident(`${handRole} other "hand"`);
const roles = [`create role ${one}`, `create role ${two}`];
const comment = (what: string): string => `comment on ${what} is 'by "hand", it''s'`;
const bare = (name: string): string => ident(name);

/** One of several ways, by the last of the numbers. */
const oneOf = (picks: readonly number[], ...ways: readonly (readonly string[])[]): readonly string[] =>
  pick(ways, picks[9]) ?? [];

/** A statement about the nth of the things that a query names, as `it`. */
const ofEach = (query: string, n: number | undefined, statement: string): string =>
  `do $do$ declare it text; begin select x into it from (${query}) q(x) order by 1 offset ${(n ?? 0) % 3} limit 1; if it is not null then execute format(${literal(statement)}, it); end if; end $do$`;

/** A statement where a query gives no row. */
const unlessThere = (query: string, statement: string): string =>
  `do $do$ begin if not exists (${query}) then execute ${literal(statement)}; end if; end $do$`;

const constraintsOf = (table: Named, type: string): string =>
  `select format('%I', conname) from pg_constraint where contype = '${type}' and conrelid = ${literal(tableName(table))}::regclass`;

const ofConstraint =
  (type: string): ByHand =>
  ({ table, picks }) => [
    ofEach(constraintsOf(table, type), picks[0], comment(`constraint %s on ${tableName(table).replaceAll('%', '%%')}`)),
  ];

const touch = (name: string): string =>
  `create function ${bare(name)}() returns trigger language plpgsql as $$ begin return new; end $$`;

/** What somebody makes or changes by hand, by the kind of what it is: a line a kind. */
const byHand: Readonly<Record<KindName, ByHand>> = {
  role: ({ relation, picks }) =>
    oneOf(
      picks,
      [...roles, `grant select on ${tableName(relation)} to ${one} with grant option`],
      [...roles, `grant all on ${tableName(relation)} to ${two}, public`, `grant ${one} to ${two}`],
      [...roles, `revoke insert on ${tableName(relation)} from current_user`],
      [
        ...roles,
        `grant select on ${tableName(relation)} to ${one} with grant option`,
        `set role ${one}`,
        `grant select on ${tableName(relation)} to ${two}`,
        'reset role',
      ],
    ),
  schema: ({ table: { schema }, picks }) =>
    oneOf(
      picks,
      [comment(`schema ${bare(schema ?? 'public')}`)],
      [
        ...roles,
        `grant usage on schema ${bare(schema ?? 'public')} to ${one}`,
        ...(schema === null ? [] : [`alter schema ${bare(schema)} owner to ${two}`]),
      ],
    ),
  extension: ({ picks }) => [`create extension ${pick(['citext', 'btree_gist', 'pg_trgm'], picks[0])}`],
  enum: ({ models, picks }) => {
    const found = pick(models.enums, picks[0]);
    return found
      ? [comment(`type ${tableName(found)}`), ...roles, `alter type ${tableName(found)} owner to ${one}`]
      : [];
  },
  domain: ({ name, models, picks }) => {
    const found = pick(models.enums, picks[0]);
    return [
      `create domain ${bare(name)} as ${found ? `${tableName(found)} check (value is not null)` : "text default 'x'"}`,
      comment(`domain ${bare(name)}`),
    ];
  },
  composite_type: ({ name, table }) => [
    `create type ${bare(name)} as (a integer, "B" text)`,
    `create table ${bare(`${name} of`)} of ${bare(name)}`,
    `create type ${bare(`${name} row`)} as (r ${tableName(table)})`,
  ],
  range_type: ({ name }) => [`create type ${bare(name)} as range (subtype = float8)`],
  sequence: ({ name, table, column, picks }) =>
    oneOf(
      picks,
      [`create sequence ${bare(name)} increment 3 owned by ${tableName(table)}.${bare(column.name)}`],
      // A serial that counts with another while its own is still there is refused.
      typeOf(column.type).serial
        ? [`create sequence ${bare(name)} cache 5`]
        : [
            `create sequence ${bare(name)} cache 5`,
            `alter table ${tableName(table)} alter ${bare(column.name)} set default nextval(${literal(bare(name))})`,
          ],
    ),
  function: ({ name, relation, picks }) =>
    oneOf(
      picks,
      [
        `create function ${bare(name)}() returns bigint language sql begin atomic select count(*) from ${tableName(relation)}; end`,
      ],
      [
        `create function ${bare(name)}() returns bigint language sql as ${literal(`select count(*) from ${tableName(relation)}`)}`,
      ],
      [`create function ${bare(name)}(a ${tableName(relation)}) returns text language sql as 'select $1::text'`],
    ),
  aggregate: ({ name }) => [`create aggregate ${bare(name)}(integer) (sfunc = int4larger, stype = integer)`],
  table: ({ table, name, picks }) =>
    oneOf(
      picks,
      [
        `alter table ${tableName(table)} set (fillfactor = 70, autovacuum_enabled = off)`,
        comment(`table ${tableName(table)}`),
      ],
      [...roles, `alter table ${tableName(table)} owner to ${one}`],
      [`alter table ${tableName(table)} force row level security`],
      [`alter table ${tableName(table)} replica identity full`],
      [`alter table ${tableName(table)} set unlogged`],
      [
        `create table ${bare(name)} (like ${tableName(table)}) partition by list (${bare(table.columns[0]?.name ?? '')})`,
        `create table ${bare(`${name} 1`)} partition of ${bare(name)} default`,
      ],
      [
        ofEach(
          `select format('%I', relname) from pg_index join pg_class on pg_class.oid = indexrelid where indrelid = ${literal(tableName(table))}::regclass`,
          picks[0],
          `alter table ${tableName(table).replaceAll('%', '%%')} cluster on %s`,
        ),
      ],
      [
        ofEach(
          `select format('%I', relname) from pg_index join pg_class on pg_class.oid = indexrelid where indisunique and indrelid = ${literal(tableName(table))}::regclass`,
          picks[0],
          `alter table ${tableName(table).replaceAll('%', '%%')} replica identity using index %s`,
        ),
      ],
    ),
  column: ({ table, column, name, picks }) => {
    const of = `alter table ${tableName(table)} alter ${bare(column.name)}`;
    return oneOf(
      picks,
      [`${of} set storage external`, `${of} set statistics 77`],
      [`${of} set compression pglz`, `${of} set (n_distinct = 5)`],
      [comment(`column ${tableName(table)}.${bare(column.name)}`)],
      [...roles, `grant select (${bare(column.name)}), update (${bare(column.name)}) on ${tableName(table)} to ${one}`],
      [`alter table ${tableName(table)} add ${bare(name)} text collate "C" default 'by hand'`],
      [`${of} set default null`],
    );
  },
  column_override: ({ table, column, name, picks }) => [
    `create table ${bare(name)} (more text) inherits (${tableName(table)})`,
    ...oneOf(
      picks,
      [`alter table ${bare(name)} alter ${bare(column.name)} set not null`],
      [`alter table ${bare(name)} alter ${bare(column.name)} set statistics 9`],
      [],
    ),
  ],
  primary_key: ofConstraint('p'),
  unique: ({ table, column, other, name, picks }) =>
    oneOf(picks, ofConstraint('u')({ table, column, other, name, picks, models: none, relation: table }), [
      `alter table ${tableName(table)} add constraint ${bare(name)} unique (${bare(column.name)}) deferrable`,
    ]),
  check: ({ table, column, name, picks }) =>
    oneOf(
      picks,
      [
        `alter table ${tableName(table)} add constraint ${bare(name)} check (${bare(column.name)} is not null) not valid`,
      ],
      [
        `alter table ${tableName(table)} add constraint ${bare(name)} check (${bare(column.name)}::text <> 'x') no inherit`,
      ],
      ofConstraint('c')({ table, column, other: column, name, picks, models: none, relation: table }),
    ),
  exclusion: ({ table, column, name }) => [
    `alter table ${tableName(table)} add constraint ${bare(name)} exclude using btree (${bare(column.name)} with =) deferrable`,
  ],
  index: ({ relation, name, picks }) => {
    const column = pick(relation.columns, picks[3]);
    const keys = `${bare(column?.name ?? '')} desc, (${bare(column?.name ?? '')} is null)`;
    return [
      // Of two that are the same, partitions have theirs under names that PostgreSQL numbers in the order of their making.
      unlessThere(
        `select from pg_index where indrelid = ${literal(tableName(relation))}::regclass and indexprs is not null`,
        `create index ${bare(name)} on ${tableName(relation)} (${keys})`,
      ),
      ...oneOf(
        picks,
        [comment(`index ${bare(name)}`)],
        [`alter index ${bare(name)} alter column 2 set statistics 5`],
        [],
      ),
    ];
  },
  statistics: ({ table, column, other, name, picks }) => [
    `create statistics ${bare(name)} on ${bare(column.name)}, ${column === other ? `(${bare(other.name)} is null)` : bare(other.name)} from ${tableName(table)}`,
    ...oneOf(picks, [`alter statistics ${bare(name)} set statistics 50`], [comment(`statistics ${bare(name)}`)], []),
  ],
  foreign_key: ({ table, column, name, picks }) =>
    oneOf(picks, ofConstraint('f')({ table, column, other: column, name, picks, models: none, relation: table }), [
      `alter table ${tableName(table)} add constraint ${bare(name)} foreign key (${bare(column.name)}) references ${tableName(table)} (${bare(column.name)}) deferrable initially deferred`,
    ]),
  view: ({ relation, column, name, picks }) =>
    oneOf(
      picks,
      [`create view ${bare(name)} as select * from ${tableName(relation)}`],
      [
        `create view ${bare(name)} with (security_barrier) as select count(*) as n from ${tableName(relation)}`,
        comment(`column ${bare(name)}.n`),
      ],
      [`create view ${bare(name)} as select 1 as one`, `comment on view ${bare(name)} is ${literal(column.name)}`],
    ),
  materialized_view: ({ relation, name }) => [
    `create materialized view ${bare(name)} as select count(*) as n from ${tableName(relation)}`,
    `create unique index on ${bare(name)} (n)`,
  ],
  publication_table: ({ table, column, picks }) =>
    oneOf(
      picks,
      [`create publication ${bare(`${handRole} p`)} for table ${tableName(table)}`],
      [`create publication ${bare(`${handRole} p`)} for table ${tableName(table)} (${bare(column.name)})`],
      [
        // Without it nobody could change a row of the table.
        `alter table ${tableName(table)} replica identity full`,
        `create publication ${bare(`${handRole} p`)} for table ${tableName(table)} where (${bare(column.name)} is not null)`,
      ],
    ),
  policy: ({ table, column, name, picks }) => [
    ...roles,
    `create policy ${bare(name)} on ${tableName(table)} as restrictive for ${pick(['select', 'delete', 'all'], picks[3])} to ${pick(['public', one], picks[4])} using (${bare(column.name)} is not null)`,
  ],
  rule: ({ table, column, name, picks }) =>
    oneOf(
      picks,
      [`create rule ${bare(name)} as on delete to ${tableName(table)} do also notify deleted`],
      [
        `create rule ${bare(name)} as on update to ${tableName(table)} where old.${bare(column.name)} is null do also notify changed`,
        comment(`rule ${bare(name)} on ${tableName(table)}`),
      ],
    ),
  trigger: ({ table, column, name, picks }) => [
    touch(name),
    ...oneOf(
      picks,
      [
        `create trigger ${bare(name)} before insert on ${tableName(table)} for each row execute function ${bare(name)}()`,
      ],
      [
        `create trigger ${bare(name)} after update of ${bare(column.name)} on ${tableName(table)} for each row when (old.* is distinct from new.*) execute function ${bare(name)}('it''s')`,
        `alter table ${tableName(table)} disable trigger ${bare(name)}`,
      ],
      [
        `create constraint trigger ${bare(name)} after insert on ${tableName(table)} deferrable for each row execute function ${bare(name)}()`,
        comment(`trigger ${bare(name)} on ${tableName(table)}`),
      ],
    ),
  ],
  default_privileges: ({ picks }) =>
    oneOf(
      picks,
      [...roles, `alter default privileges grant select on tables to ${one}`],
      [...roles, `alter default privileges in schema public grant usage on sequences to ${one}, public`],
    ),
};

const none: ModelsData = { enums: [], sequences: [], tables: [], things: [] };

/** The kinds of what can be made by hand. */
export const handKinds = Object.keys(byHand).filter((kind): kind is KindName => kind in byHand);

/** Statements by hand over models. What PostgreSQL does not take of them is left out when they run. */
export function drawByHand(kind: KindName, { name, picks }: Draw, models: ModelsData): readonly string[] {
  const table = pick(models.tables, picks[0]);
  const column = table && pick(table.columns, picks[1]);
  const other = table && pick(table.columns, picks[2]);
  const relation = pick(relations(models), picks[5]);
  if (!table || !column || !other || !relation) return [];
  return byHand[kind]({ models, table, column, other, relation, name: `${cut(name, 30)} hand`, picks });
}
