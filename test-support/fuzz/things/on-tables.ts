import { is, sql } from 'drizzle-orm';
import { pgPolicy, PgPolicy, PgTable } from 'drizzle-orm/pg-core';
import {
  comment as commentOn,
  exclude,
  foreignKeyOptions as optionsOfForeignKey,
  grant as grantOn,
  partitioned as partitionedBy,
  sqlFunction,
  trigger as triggerOn,
  type PartitionBound,
} from '@sluice/core/models';

import { find, same, type ThingData } from '../data.ts';
import { pick } from '../pick.ts';
import { typeOf } from '../types.ts';
import { cut } from '../cut.ts';
import type { Site, Thing } from './thing.ts';

function tableOf({ name, on }: ThingData, site: Site): PgTable {
  const found = on && site.relation(on);
  if (!is(found, PgTable)) throw new Error(`${name} stands on no table.`);
  return found;
}

export const policy: Thing = {
  on: 'table',
  where: 'any',
  roles: 2,
  hasNoSchema: true,
  namespace: 'table',
  make: (thing, site) => {
    const {
      name,
      roles,
      picks: [as = 0, command, check = 0, to = 0],
    } = thing;
    const on = pick(['all', 'select', 'insert', 'update', 'delete'] as const, command) ?? 'all';
    const where = site.where(thing) ?? sql`true`;
    const named = roles.map((role) => site.roleName(role));
    return [
      pgPolicy(name, {
        ...(as % 3 > 0 && { as: as % 3 === 1 ? 'permissive' : 'restrictive' }),
        ...(!(on === 'all' && as % 2) && { for: on }),
        ...(named.length > 0 ? { to: named } : to % 3 > 0 && { to: to % 3 === 1 ? 'public' : 'current_user' }),
        ...(on !== 'insert' && { using: where }),
        ...((on === 'insert' || (check % 2 === 1 && (on === 'all' || on === 'update'))) && {
          withCheck: check % 3 ? where : sql`not ${where}`,
        }),
      }).link(tableOf(thing, site)),
    ];
  },
};

export const trigger: Thing = {
  on: 'table',
  columns: [0, 2],
  hasNoSchema: true,
  namespace: 'table',
  isConstraint: isConstraintTrigger,
  make: (thing, site) => {
    const {
      name,
      on,
      columns,
      picks: [when = 0, events = 0, more = 0, fires],
    } = thing;
    const table = tableOf(thing, site);
    const run = site.data.things.find(isTriggerFunction);
    const declared = run && site.made.get(run);
    const own = sqlFunction({
      name: `run ${cut(on?.name ?? '', 25)} ${cut(name, 25)}`,
      ...(on?.schema && { schema: on.schema }),
      returns: 'trigger',
      language: 'plpgsql',
      body: 'begin return new; end',
    });
    const update = columns.length === 0 || !on ? 'update' : { update: columns.map((each) => site.column(on, each)) };
    const isRow = when % 3 !== 2;
    const made = triggerOn(table, {
      name,
      when: when % 3 === 0 ? 'before' : 'after',
      events: pick([[update], ['insert', update], ['delete'], [update, 'delete', 'insert']] as const, events) ?? [
        update,
      ],
      ...(isRow && { forEach: 'row' as const }),
      ...(more % 4 === 2 && { condition: 'pg_trigger_depth() < 3' }),
      ...(isConstraintTrigger(thing) && { constraint: more % 8 === 1 ? true : { initiallyDeferred: true } }),
      execute: declared && isFunction(declared) ? declared : own,
      ...(more % 3 === 1 && { arguments: ["it's", '\\', name] }),
      fires: pick(['origin', 'always', 'never', 'replica'] as const, fires) ?? 'origin',
    });
    return declared ? [made] : [own, made];
  },
};

function isConstraintTrigger({ picks: [when = 0, , more = 0] }: ThingData): boolean {
  return when % 3 === 1 && more % 4 === 1;
}

const isTriggerFunction = ({ sort, picks: [how = 0] }: ThingData): boolean => sort === 'function' && how % 7 === 1;
const isFunction = (made: object): made is ReturnType<typeof sqlFunction> => 'kind' in made && made.kind === 'function';

/** Values between which partitions lie, and the types of which they are. */
const bounds: Readonly<Record<string, readonly (number | string)[]>> = {
  integer: [-10, 0, 5, 1000],
  bigint: [-10, 0, 5, 1000],
  text: ['', "it's", 'm', 'z'],
  date: ['1999-12-31', '2024-01-01', '2025-01-01', '2026-01-01'],
};

/** A table that was made otherwise cannot be partitioned: what changes is which partitions there are. */
export const partitioned: Thing = {
  on: 'table',
  columns: [1, 1],
  fits: ({ type, generated, identity }) =>
    typeof type === 'string' && bounds[type] !== undefined && !generated && !identity,
  hasNoSchema: true,
  namespace: 'table',
  nameOf: () => 'partitioned',
  isValid: ({ on, columns }, models) => {
    const table = on && find(models.tables, on);
    return (
      table !== undefined &&
      // Identity columns of partitioned tables came with 17
      table.columns.every(({ identity }) => !identity) &&
      table.indexes.every(({ unique, concurrently }) => !unique && !concurrently) &&
      [...table.uniques, ...(table.primaryKey ? [table.primaryKey] : [])].every((key) =>
        columns.every((name) => key.columns.includes(name)),
      )
    );
  },
  make: (thing, site) => {
    const {
      on,
      columns: [name = ''],
      picks: [how = 0, many = 0, from = 0],
    } = thing;
    const type = on && find(site.data.tables, on)?.columns.find((each) => each.name === name)?.type;
    if (!on || typeof type !== 'string') return [];
    const by = pick(['range', 'list', 'hash'] as const, how) ?? 'range';
    const values = bounds[type] ?? [];
    const bound = (i: number): PartitionBound => {
      if (by === 'hash') return { modulus: 3, remainder: i };
      const [low = 0, high = 0] = values.slice(i);
      return by === 'range' ? { from: [low], to: [high] } : { in: [low] };
    };
    const numbers = [0, 1, 2].filter((i) => by === 'hash' || (i + from) % 3 < many % 3);
    return [
      partitionedBy(tableOf(thing, site), {
        by,
        key: [site.column(on, name)],
        partitions: {
          ...Object.fromEntries(numbers.map((i) => [`${cut(thing.name, 50)} p${i}`, bound(i)])),
          ...(by !== 'hash' && { [`${cut(thing.name, 50)} rest`]: 'default' as const }),
        },
      }),
    ];
  },
};

/** Whether a table of the models is partitioned. */
const isPartitioned = ({ on }: ThingData, models: Site['data']): boolean =>
  models.things.some((each) => each.sort === 'partitioned' && on && each.on && same(each.on, on));

export const exclusion: Thing = {
  on: 'table',
  columns: [1, 2],
  fits: ({ type }) => typeOf(type).opclasses.btree !== undefined,
  // Exclusion constraints of partitioned tables came with 17
  isValid: (thing, models) => !isPartitioned(thing, models),
  hasNoSchema: true,
  namespace: 'key',
  make: (thing, site) => {
    const {
      name,
      on,
      columns,
      picks: [where = 0, deferrable = 0],
    } = thing;
    if (!on) return [];
    return [
      exclude(tableOf(thing, site), {
        name,
        using: 'btree',
        elements: columns.map((each) => [site.column(on, each), '='] as const),
        ...(where % 3 === 1 && { where: sql`${site.column(on, columns[0] ?? '')} is not null` }),
        ...(deferrable % 3 > 0 && { deferrable: true, initiallyDeferred: deferrable % 3 === 2 }),
      }),
    ];
  },
};

export const foreignKeyOptions: Thing = {
  on: 'table',
  hasNoSchema: true,
  namespace: 'none',
  isValid: (thing, models) => keyOf(thing, models) !== undefined && !isPartitioned(thing, models),
  make: (thing, site) => {
    const {
      on,
      picks: [, deferrable = 0, valid = 0, match = 0],
    } = thing;
    const found = keyOf(thing, site.data);
    if (!on || !found) return [];
    return [
      optionsOfForeignKey(
        tableOf(thing, site),
        found.columns.map((each) => site.column(on, each)),
        {
          deferrable: deferrable % 3 > 0,
          initiallyDeferred: deferrable % 3 === 2,
          ...(valid % 3 === 1 && { notValid: true }),
          ...(match % 3 === 1 && { match: 'full' }),
        },
      ),
    ];
  },
};

/** The one foreign key over some columns that the options are of. */
function keyOf({ on, picks: [which] }: ThingData, models: Site['data']) {
  const keys = (on && find(models.tables, on)?.foreignKeys) ?? [];
  const found = pick(keys, which);
  const over = (columns: readonly string[]): string => JSON.stringify(columns);
  return found && keys.filter(({ columns }) => over(columns) === over(found.columns)).length === 1 ? found : undefined;
}

const texts = ['why', "it's", '', 'two\nlines', 'Größe 🦆 "x" \\', null];

export const comment: Thing = {
  on: 'relation or nothing',
  columns: [0, 1],
  hasNoSchema: true,
  namespace: 'none',
  make: (thing, site) => {
    const {
      on,
      columns: [column],
      picks: [which = 0, text],
    } = thing;
    const others = on ? [site.relation(on)] : [...site.made.values()].filter(isCommented);
    const of = on && column !== undefined ? site.column(on, column) : pick(others, which);
    return of ? [commentOn(of, pick(texts, text) ?? null)] : [];
  },
};

/** Not what only says something of others, and not what Drizzle alone can speak of. */
const isCommented = (made: object): boolean =>
  !('kind' in made && (made.kind === 'extension' || 'partitions' in made)) && !('of' in made) && !is(made, PgPolicy);

export const grant: Thing = {
  on: 'relation',
  roles: 2,
  hasNoSchema: true,
  namespace: 'none',
  make: (thing, site) => {
    const {
      on,
      roles,
      picks: [privileges, grantable = 0],
    } = thing;
    if (!on) return [];
    const named = roles.map((role) => site.roleName(role));
    return [
      grantOn(site.relation(on), {
        to: named.length > 0 ? named : 'public',
        privileges:
          pick([['select'], ['select', 'insert'], ['update'], ['all'], [], ['delete', 'references']], privileges) ?? [],
        ...(grantable % 4 === 3 && named.length > 0 && { grantable: true }),
      }),
    ];
  },
};
