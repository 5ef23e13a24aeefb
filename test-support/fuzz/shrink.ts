import type { CaseData, ColumnData, ModelsData, Named, TableData, ThingData } from './data.ts';
import { find, same } from './data.ts';
import { valid } from './valid.ts';

/**
 * Cases a little smaller than one: without one thing in both models, or with one thing after as it was before. Smaller
 * by meaning, so that a few steps do what taking numbers apart needs hundreds for.
 */
export function* smaller(given: CaseData): Generator<CaseData> {
  const size = JSON.stringify(given).length;
  for (const candidate of candidates(given)) {
    const made = { ...candidate, before: valid(candidate.before), after: valid(candidate.after) };
    const text = JSON.stringify(made);
    if (text.length < size) yield made;
  }
}

function* candidates({ before, byHand, after }: CaseData): Generator<CaseData> {
  const both = (change: (models: ModelsData) => ModelsData): CaseData => ({
    before: change(before),
    byHand,
    after: change(after),
  });
  yield { before, byHand, after: before };
  yield { before, byHand: [], after };
  for (const statement of byHand) yield { before, byHand: byHand.filter((each) => each !== statement), after };
  yield both((models) => ({ ...models, things: [] }));
  for (const thing of [...before.things, ...after.things]) {
    const isThis = isSame(thing);
    yield both((models) => ({ ...models, things: models.things.filter((each) => !isThis(each)) }));
    yield both((models) => ({
      ...models,
      things: models.things.map((each) =>
        isThis(each) ? { ...each, picks: [], columns: each.columns.slice(0, 1), roles: [] } : each,
      ),
    }));
    yield both((models) => ({
      ...models,
      things: models.things.map((each) => (isThis(each) ? withoutCondition(each) : each)),
    }));
    const was = before.things.find(isThis);
    yield {
      before,
      byHand,
      after: { ...after, things: after.things.flatMap((each) => (isThis(each) ? (was ?? []) : each)) },
    };
  }
  for (const table of [...before.tables, ...after.tables])
    yield both((models) => ({ ...models, tables: models.tables.filter((each) => same(each, table)) }));
  for (const table of [...before.tables, ...after.tables]) yield both(without('tables', table));
  for (const each of [...before.enums, ...after.enums]) yield both(without('enums', each));
  for (const each of [...before.sequences, ...after.sequences]) yield both(without('sequences', each));
  for (const table of [...before.tables, ...after.tables]) {
    const inTable = (change: (table: TableData) => TableData): CaseData =>
      both((models) => ({ ...models, tables: models.tables.map((each) => (same(each, table) ? change(each) : each)) }));
    yield inTable((each) => ({ ...each, foreignKeys: [], indexes: [], uniques: [], checks: [] }));
    for (const list of ['foreignKeys', 'indexes', 'uniques', 'checks'] as const)
      for (const item of table[list])
        yield inTable((each) => ({ ...each, [list]: each[list].filter((other) => !isOne(other, item)) }));
    if (table.primaryKey) yield inTable((each) => ({ ...each, primaryKey: null }));
    for (const column of table.columns) {
      yield inTable((each) => ({ ...each, columns: each.columns.filter(({ name }) => name !== column.name) }));
      for (const part of ['default', 'notNull', 'generated', 'identity'] as const)
        if (column[part] !== undefined)
          yield inTable((each) => ({
            ...each,
            columns: each.columns.map((other) => (other.name === column.name ? stripped(other, part) : other)),
          }));
    }
    for (const name of ['foreignKeys', 'indexes', 'uniques', 'checks', 'columns', 'primaryKey'] as const)
      yield { before, byHand, after: reverted(before, after, table, name) };
  }
  yield both((models) => ({
    ...models,
    enums: models.enums.map((each) => ({ ...each, schema: null })),
    tables: models.tables.map((each) => ({ ...each, schema: null })),
    things: models.things.map((each) => ({
      ...each,
      schema: null,
      ...(each.on && { on: { ...each.on, schema: null } }),
    })),
  }));
}

const isSame =
  (thing: ThingData) =>
  (other: ThingData): boolean =>
    thing.sort === other.sort && same(thing, other) && JSON.stringify(thing.on) === JSON.stringify(other.on);

function withoutCondition(thing: ThingData): ThingData {
  const { where: _, ...rest } = thing;
  return rest;
}

const without =
  (list: 'tables' | 'enums' | 'sequences', named: Named) =>
  (models: ModelsData): ModelsData => ({ ...models, [list]: models[list].filter((each) => !same(each, named)) });

const isOne = (a: { readonly name?: string }, b: { readonly name?: string }): boolean =>
  JSON.stringify(a) === JSON.stringify(b) || (a.name !== undefined && a.name === b.name);

function stripped(column: ColumnData, part: 'default' | 'notNull' | 'generated' | 'identity'): ColumnData {
  const { [part]: _, ...rest } = column;
  return rest;
}

/** The models after, with a part of a table as it was before. */
function reverted(before: ModelsData, after: ModelsData, table: Named, part: keyof TableData): ModelsData {
  const was = find(before.tables, table);
  return was
    ? { ...after, tables: after.tables.map((each) => (same(each, table) ? { ...each, [part]: was[part] } : each)) }
    : after;
}
