import type { ColumnData, ExpressionData, ModelsData, Named, ThingData, ThingSort } from '../data.ts';
import { find } from '../data.ts';
import { choose, fits, formsGiving } from '../expressions.ts';
import { pick, type Draw } from '../pick.ts';
import { things } from './index.ts';
import { relations, type Relation } from './relations.ts';
import type { Thing } from './thing.ts';

export const roleNames = (models: ModelsData): readonly string[] =>
  models.things.flatMap(({ sort, name }) => (sort === 'role' ? [name] : []));

/** One more thing over models; nothing where they have not what it needs. */
export function drawThing(
  sort: ThingSort,
  draw: Draw,
  schema: string | null,
  models: ModelsData,
): readonly ThingData[] {
  const thing: Thing = things[sort];
  const { name, picks } = draw;
  const [where = 0, first = 0, size = 0, role = 0, condition = 0] = picks;
  const all = thing.on === 'table' ? models.tables : relations(models);
  const on =
    thing.on === undefined || (thing.on === 'relation or nothing' && where % 2 === 1) ? undefined : pick(all, where);
  const columns = on ? drawColumns(thing, on, first, size) : [];
  const roles = roleNames(models);
  const expression = on && thing.where && condition % 2 === 1 ? drawWhere(on, condition) : undefined;
  const drawn: ThingData = {
    sort,
    schema: thing.hasNoSchema ? null : schema,
    name,
    ...(on && { on: { schema: on.schema, name: on.name } }),
    columns,
    ...(expression && { where: expression }),
    roles:
      thing.roles === undefined
        ? []
        : [...new Set(roles.slice(role % Math.max(1, roles.length)).slice(0, role % (thing.roles + 1)))],
    picks: [5, 6, 7, 8, 9].map((i) => picks[i] ?? 0),
  };
  return isThing(drawn, models) ? [drawn] : [];
}

function drawColumns(
  { columns: range, fits: isFit = () => true }: Thing,
  { columns }: Relation,
  first: number,
  size: number,
): readonly string[] {
  if (!range) return [];
  const suitable = columns.filter(isFit).map(({ name }) => name);
  const start = first % Math.max(1, suitable.length);
  return [...suitable.slice(start), ...suitable.slice(0, start)].slice(
    0,
    range[0] + (size % (range[1] - range[0] + 1)),
  );
}

function drawWhere({ columns }: Relation, n: number): ExpressionData | undefined {
  const possible = formsGiving('boolean', false).flatMap((form) => choose(form, n, columns) ?? []);
  return pick(possible, n >> 1);
}

/** A thing otherwise: one of its numbers, its columns or its condition. */
export function changeThing(thing: ThingData, { picks }: Draw, models: ModelsData): ThingData {
  const [what = 0, n = 0, size = 0] = picks;
  const on = thing.on && find(relations(models, thing), thing.on);
  const { where: _, ...rest } = thing;
  if (on && what % 4 === 1) return { ...thing, columns: drawColumns(things[thing.sort], on, n, size) };
  if (on && what % 4 === 2 && things[thing.sort].where) {
    const where = n % 3 === 0 ? undefined : drawWhere(on, n);
    return { ...rest, ...(where && { where }) };
  }
  if (what % 4 === 3 && things[thing.sort].roles !== undefined)
    return { ...thing, roles: roleNames(models).slice(n % 2) };
  return {
    ...thing,
    picks: thing.picks.map((each, i) => (i === n % thing.picks.length ? each + 1 + (size % 5) : each)),
  };
}

/** Whether all is there that a thing needs. */
export function isThing(thing: ThingData, models: ModelsData): boolean {
  const { on: needs, columns: range, fits: isFit = () => true, isValid } = things[thing.sort];
  const on = thing.on && find(needs === 'table' ? models.tables : relations(models, thing), thing.on);
  if (needs === undefined ? thing.on !== undefined : !on && (needs !== 'relation or nothing' || thing.on !== undefined))
    return false;
  const columns: readonly ColumnData[] = on?.columns ?? [];
  const own = thing.columns.map((name) => columns.find((each) => each.name === name));
  if (!own.every((column) => column && isFit(column)) || new Set(thing.columns).size !== own.length) return false;
  if (own.length < (needs === 'relation or nothing' && !on ? 0 : (range?.[0] ?? 0))) return false;
  if (thing.where && !fits(thing.where, columns, things[thing.sort].where === 'immutable')) return false;
  return isValid?.(thing, models) ?? true;
}

/** Where the name of a thing must be its own, and the name: a list, since a constraint's name is its index's too. */
export interface Place {
  readonly sort: Thing['namespace'];
  readonly isConstraint: boolean;
  readonly name: string;
  readonly schema: string | null;
  readonly on: Named | undefined;
}

export function placeOf(thing: ThingData, models: ModelsData): Place {
  const { namespace, nameOf, isConstraint } = things[thing.sort];
  return {
    sort: namespace,
    isConstraint: isConstraint?.(thing) === true,
    name: nameOf?.(thing, models) ?? thing.name,
    schema: thing.schema,
    on: thing.on,
  };
}
