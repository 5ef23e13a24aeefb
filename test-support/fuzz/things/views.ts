import { count, sql, type SQL } from 'drizzle-orm';
import { pgMaterializedView, pgView, QueryBuilder } from 'drizzle-orm/pg-core';

import { find, isRelationThing, same, type ModelsData, type ThingData } from '../data.ts';
import { typeOf } from '../types.ts';
import { relations } from './relations.ts';
import { key, type Site, type Thing } from './thing.ts';

const common: Omit<Thing, 'make'> = {
  on: 'relation',
  columns: [1, 4],
  where: 'any',
  namespace: 'relation',
  isValid: (thing, models) =>
    isComparable(thing, models) &&
    (thing.sort === 'view'
      ? !isChecked(thing) || under(thing, models)?.sort !== 'materialized view'
      : hasNoData(thing) || !readsEmpty(thing, models)),
};

/** What is grouped or told apart must be comparable. */
function isComparable({ on, columns, picks: [how = 0] }: ThingData, models: ModelsData): boolean {
  return (
    (how % 6 !== 2 && how % 10 !== 7) ||
    columns.every((name) => {
      const column = on && find(relations(models), on)?.columns.find((each) => each.name === name);
      return column && typeOf(column.type).opclasses.btree !== undefined;
    })
  );
}

/** Whether it is a materialized view that is made empty. */
const hasNoData = ({ sort, picks: [, , data = 0] }: ThingData): boolean =>
  sort === 'materialized view' && data % 3 === 2;

/** Whether it reads from an empty one, which cannot be read. */
function readsEmpty(thing: ThingData, models: ModelsData): boolean {
  const read = under(thing, models);
  return read !== undefined && (hasNoData(read) || readsEmpty(read, models));
}

/** The view that a view reads: one that stands before it, so that none reads itself by way of others. */
function under(thing: ThingData, { things }: ModelsData): ThingData | undefined {
  const at = things.findIndex((each) => each.sort === thing.sort && same(each, thing));
  const before = at === -1 ? things : things.slice(0, at);
  return before.find((each) => isRelationThing(each) && thing.on !== undefined && same(each, thing.on));
}

/** Whether it has a CHECK OPTION: only where PostgreSQL can write through the view. */
const isChecked = ({ picks: [how = 0, option = 0] }: ThingData): boolean => how % 6 === 0 && option % 5 === 3;

/** Whether the query of a view is written out, and so are its columns. */
const isWritten = ({ picks: [how = 0] }: ThingData): boolean => how % 2 === 1;

/** A view; its columns are those that it speaks of, under their own names. */
export const view: Thing = {
  ...common,
  make: (thing, site) => {
    const {
      name,
      schema,
      on,
      columns,
      picks: [, option = 0],
    } = thing;
    if (!on) return [];
    const options = isChecked(thing) ? ({ checkOption: 'local' } as const) : optionsOf(option, site.major);
    const of = site.schema(schema);
    if (isWritten(thing)) {
      const columnsOf = site.likewise(on, columns);
      const started = of ? of.view(name, columnsOf) : pgView(name, columnsOf);
      return [(options ? started.with(options) : started).as(written(thing, site))];
    }
    const started = of ? of.view(name) : pgView(name);
    return [(options ? started.with(options) : started).as(() => queried(thing, site))];
  },
};

export const materializedView: Thing = {
  ...common,
  make: (thing, site) => {
    const {
      name,
      schema,
      on,
      columns,
      picks: [, option = 0, data = 0],
    } = thing;
    if (!on) return [];
    const of = site.schema(schema);
    if (isWritten(thing)) {
      const columnsOf = site.likewise(on, columns);
      const made = of ? of.materializedView(name, columnsOf) : pgMaterializedView(name, columnsOf);
      if (option % 3 === 1) made.with({ fillfactor: 70 });
      return [(data % 3 === 2 ? made.withNoData() : made).as(written(thing, site))];
    }
    const made = of ? of.materializedView(name) : pgMaterializedView(name);
    if (option % 3 === 1) made.with({ fillfactor: 70, autovacuumEnabled: false });
    if (option % 3 === 2) made.using('heap');
    return [(data % 3 === 2 ? made.withNoData() : made).as(() => queried(thing, site))];
  },
};

function optionsOf(n: number, major: number) {
  if (n % 5 === 1) return { securityBarrier: true };
  return n % 5 === 2 && major >= 15 ? { securityInvoker: true, securityBarrier: false } : undefined;
}

function queried(thing: ThingData, site: Site) {
  const {
    on,
    columns,
    picks: [how = 0],
  } = thing;
  if (!on) throw new Error(`${thing.name} stands on nothing.`);
  const named = columns.map((name) => site.column(on, name));
  const fields = Object.fromEntries(named.map((column, i) => [key(i), column]));
  const started = how % 6 === 2 ? new QueryBuilder().selectDistinct(fields) : new QueryBuilder().select(fields);
  const query = started.from(site.relation(on)).where(site.where(thing));
  return how % 6 === 4 ? query.limit(10).offset(1) : query;
}

/** The query as SQL by hand: of several sorts. */
function written(thing: ThingData, site: Site): SQL {
  const {
    on,
    columns,
    picks: [how = 0],
  } = thing;
  if (!on) throw new Error(`${thing.name} stands on nothing.`);
  const from = site.relation(on);
  const list = sql.join(
    columns.map((name) => sql`${site.column(on, name)}`),
    sql.raw(', '),
  );
  const where = site.where(thing) ?? sql`true`;
  switch (how % 10) {
    case 1:
      return sql`select ${list} from ${from} where ${where}`;
    case 3:
      return sql`with few as (select * from ${from}) select ${list} from ${from} where exists (select from few) and ${where}`;
    case 5:
      return sql`select ${list} from ${from} where ${where} union all select ${list} from ${from}`;
    case 7:
      return sql`select ${list} from ${from} group by ${list} having ${count()} > 0`;
    default:
      return sql`SELECT ${list}\nFROM ${from} -- all of them\nWHERE (${where});`;
  }
}
