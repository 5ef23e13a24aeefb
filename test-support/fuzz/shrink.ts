import type { CaseData, ColumnData, ModelsData, Named, TableData, ThingData } from './data.ts';
import { find, isRelationThing, isTypeThing, same } from './data.ts';
import { named, renameColumn, renameRelation, renameRole, renameSchema, renameType, renameValue } from './rename.ts';
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

function* candidates(given: CaseData): Generator<CaseData> {
  const { before, byHand, after } = given;
  const both = (change: (models: ModelsData) => ModelsData): CaseData => ({
    ...given,
    before: change(before),
    after: change(after),
  });
  yield { ...given, after: before };
  for (const simpler of renamedBack(after)) yield { ...given, after: simpler };
  if (given.renameAlong) yield { ...given, renameAlong: false };
  yield { ...given, byHand: [] };
  for (const statement of byHand) yield { ...given, byHand: byHand.filter((each) => each !== statement) };
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
      ...given,
      after: { ...after, things: after.things.flatMap((each) => (isThis(each) ? (was ?? []) : each)) },
    };
  }
  for (const table of [...before.tables, ...after.tables])
    yield both((models) => ({ ...models, tables: models.tables.filter(isNamed(table)) }));
  for (const table of [...before.tables, ...after.tables]) yield both(without('tables', table));
  for (const each of [...before.enums, ...after.enums]) yield both(without('enums', each));
  for (const each of [...before.sequences, ...after.sequences]) yield both(without('sequences', each));
  for (const table of [...before.tables, ...after.tables]) {
    const inTable = (change: (table: TableData) => TableData): CaseData =>
      both((models) => ({
        ...models,
        tables: models.tables.map((each) => (isNamed(table)(each) ? change(each) : each)),
      }));
    yield inTable((each) => ({ ...each, foreignKeys: [], indexes: [], uniques: [], checks: [] }));
    for (const list of ['foreignKeys', 'indexes', 'uniques', 'checks'] as const)
      for (const item of table[list])
        yield inTable((each) => ({ ...each, [list]: each[list].filter((other) => !isOne(other, item)) }));
    if (table.primaryKey) yield inTable((each) => ({ ...each, primaryKey: null }));
    for (const column of table.columns) {
      yield inTable((each) => ({ ...each, columns: each.columns.filter((other) => !isOneName(other, column)) }));
      for (const part of ['default', 'notNull', 'generated', 'identity'] as const)
        if (column[part] !== undefined)
          yield inTable((each) => ({
            ...each,
            columns: each.columns.map((other) => (isOneName(other, column) ? stripped(other, part) : other)),
          }));
    }
    for (const name of ['foreignKeys', 'indexes', 'uniques', 'checks', 'columns', 'primaryKey'] as const)
      yield { ...given, after: reverted(before, after, table, name) };
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
    thing.sort === other.sort && isNamed(thing)(other) && JSON.stringify(thing.on) === JSON.stringify(other.on);

function withoutCondition(thing: ThingData): ThingData {
  const { where: _, ...rest } = thing;
  return rest;
}

/** Whether something bears the name now, or did before. */
const isNamed =
  (named: Named) =>
  (each: Named & { readonly was?: string }): boolean =>
    same(each, named) || (each.was !== undefined && same({ schema: each.schema, name: each.was }, named));

const isOneName = (a: Pick<ColumnData, 'name' | 'was'>, b: Pick<ColumnData, 'name' | 'was'>): boolean =>
  [a.name, a.was].some((name) => name !== undefined && (name === b.name || name === b.was));

/** The models without one of the renames. */
function* renamedBack(models: ModelsData): Generator<ModelsData> {
  for (const { from, to } of models.renamedSchemas ?? []) {
    const { renamedSchemas = [], ...back } = renameSchema(models, to, from);
    yield { ...back, renamedSchemas: renamedSchemas.filter((each) => each.from !== each.to) };
  }
  for (const table of models.tables) {
    if (table.was !== undefined) yield forget(renameRelation(models, table, table.was));
    for (const { name, was } of table.columns)
      if (was !== undefined) yield forget(renameColumn(models, table, name, was));
  }
  for (const each of models.enums) {
    if (each.was !== undefined) yield forget(renameType(models, each, each.was));
    for (const { from, to } of each.renamedValues ?? []) yield forget(renameValue(models, each, to, from));
  }
  for (const thing of models.things) {
    const { was } = thing;
    if (was === undefined) continue;
    if (thing.sort === 'role') yield forget(renameRole(models, thing.name, was));
    else if (isTypeThing(thing)) yield forget(renameType(models, thing, was));
    else if (isRelationThing(thing)) yield forget(renameRelation(models, thing, was));
    else
      yield forget({
        ...models,
        things: models.things.map((each) => (each === thing ? named(each, was) : each)),
      });
  }
}

/** Without what says that something had the name that it has. */
function forget(models: ModelsData): ModelsData {
  const known = <T extends { readonly name?: string; readonly was?: string }>(each: T): T => {
    const { was, ...rest } = each;
    return was !== undefined && was === each.name ? { ...each, ...rest, was: undefined } : each;
  };
  return {
    ...models,
    enums: models.enums.map((each) => ({
      ...known(each),
      ...(each.renamedValues && { renamedValues: each.renamedValues.filter(({ from, to }) => from !== to) }),
    })),
    sequences: models.sequences.map(known),
    tables: models.tables.map((table) => ({
      ...known(table),
      columns: table.columns.map(known),
      indexes: table.indexes.map(known),
      uniques: table.uniques.map(known),
      checks: table.checks.map(known),
      foreignKeys: table.foreignKeys.map(known),
    })),
    things: models.things.map(known),
  };
}

const without =
  (list: 'tables' | 'enums' | 'sequences', named: Named) =>
  (models: ModelsData): ModelsData => ({ ...models, [list]: models[list].filter((each) => !isNamed(named)(each)) });

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
