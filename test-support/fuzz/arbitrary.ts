import fc from 'fast-check';

import { drawByHand, handKinds } from './by-hand.ts';
import type { CaseData, ModelsData, TableData, ThingData, ThingSort } from './data.ts';
import { thingSorts } from './data.ts';
import { mutate, mutations, type Mutation } from './mutate.ts';
import {
  drawCheck,
  drawColumns,
  drawForeignKey,
  drawIndex,
  drawPrimaryKey,
  drawSequence,
  drawUnique,
} from './parts.ts';
import type { Draw } from './pick.ts';
import { drawThing } from './things/draw.ts';
import { cut } from './cut.ts';
import { valid } from './valid.ts';

/** Names that are easy to get wrong: to quote, to cut, to sort, and to keep in an object of JavaScript. */
const hardNames = [
  'Users',
  'order',
  'user',
  'select',
  'table',
  'two words',
  'with.dot',
  'a"quote',
  "it's",
  'back\\slash',
  'Füße',
  '数据',
  '🦆',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '1st',
  '$1',
  '%s',
  ':x',
  '`tick`',
  '${x}',
  '--',
  '/*',
  '*/',
  ' ',
  'new\nline',
  'tab\there',
  'public',
  'name',
  'type',
  'schema',
  'id',
  'columns',
  'a_long_name_that_reaches_the_very_last_byte_that_there_is_00063',
  'ein_langer_Name_mit_Umläuten_äöüßäöüßäöüßäöüßäöüßäöüß',
];

const plainNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'id', 'name', 'email', 'created_at', 'owner_id'];

const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...plainNames) },
  { weight: 3, arbitrary: fc.constantFrom(...hardNames) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...hardNames), fc.nat(99)).map(([hard, n]) => `${cut(hard, 20)}${n}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(cut).filter(isName) },
);

/** PostgreSQL takes any text but NUL; text that is not Unicode it cannot keep. */
function isName(text: string): boolean {
  return text !== '' && !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

const schemaName = fc.constantFrom<string | null>(null, null, null, 'app', 'Ünder "score"', 'select');

const draw: fc.Arbitrary<Draw> = fc.record({ name, picks: fc.array(fc.nat(999), { minLength: 10, maxLength: 10 }) });

const enumValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'active', 'Active') },
  { weight: 2, arbitrary: fc.constantFrom(...hardNames.map(cut)) },
);
const values = fc.uniqueArray(enumValue, { minLength: 1, maxLength: 5 });

const table = fc.record({
  schema: fc.nat(2),
  name,
  columns: fc.array(draw, { minLength: 1, maxLength: 7 }),
  primaryKey: fc.option(draw, { freq: 4 }),
  uniques: fc.array(draw, { maxLength: 2 }),
  checks: fc.array(draw, { maxLength: 2 }),
  indexes: fc.array(draw, { maxLength: 3 }),
  foreignKeys: fc.array(draw, { maxLength: 2 }),
  secured: fc.nat(5).map((n) => n === 5),
});

const thing = (...sorts: readonly ThingSort[]) =>
  fc.record({ sort: fc.constantFrom(...sorts), schema: fc.nat(2), draw });

const models: fc.Arbitrary<ModelsData> = fc
  .record({
    schema: schemaName,
    enums: fc.array(fc.record({ schema: fc.nat(2), name, values }), { maxLength: 2 }),
    sequences: fc.array(fc.record({ schema: fc.nat(2), draw }), { maxLength: 1 }),
    tables: fc.array(table, { minLength: 1, maxLength: 5 }),
    types: fc.array(thing('domain', 'composite type', 'range type'), { maxLength: 2 }),
    things: fc.array(thing(...thingSorts), { maxLength: 7 }),
  })
  .map((drawn) => {
    const schemaOf = (n: number): string | null => (n === 2 ? drawn.schema : null);
    const enums = drawn.enums.map((each) => ({ ...each, schema: schemaOf(each.schema) }));
    const drawThings = (list: typeof drawn.things, start: ModelsData): readonly ThingData[] => {
      const made = [...start.things];
      for (const one of list)
        made.push(...drawThing(one.sort, one.draw, schemaOf(one.schema), { ...start, things: made }));
      return made;
    };
    const types = drawThings(drawn.types, { enums, sequences: [], tables: [], things: [] });
    const tables = drawn.tables.map((each): TableData => {
      const columns = drawColumns(each.columns, { enums, things: types });
      return {
        schema: schemaOf(each.schema),
        name: each.name,
        ...(each.secured && { secured: true }),
        columns,
        primaryKey: each.primaryKey && drawPrimaryKey(each.primaryKey, columns),
        uniques: each.uniques.map((one) => drawUnique(one, columns)),
        checks: each.checks.flatMap((one) => drawCheck(one, columns)),
        indexes: each.indexes.map((one) => drawIndex(one, columns)),
        foreignKeys: [],
      };
    });
    const sequences = drawn.sequences.map(({ schema, draw: { name: given, picks } }) => ({
      schema: schemaOf(schema),
      name: given,
      options: drawSequence(picks[0]),
    }));
    const withoutKeys = valid({ enums, sequences, tables, things: types });
    const withKeys = withoutKeys.tables.map((each, i) =>
      (drawn.tables[i]?.foreignKeys ?? []).reduce((made, one) => drawForeignKey(one, made, withoutKeys), each),
    );
    const withTables = valid({ ...withoutKeys, tables: withKeys });
    return valid({ ...withTables, things: drawThings(drawn.things, withTables) });
  });

const mutation: fc.Arbitrary<Mutation> = fc.record({
  what: fc.constantFrom(...mutations),
  draw,
  values,
  table: fc.nat(9),
  part: fc.nat(9),
});

const hand = fc.record({ kind: fc.constantFrom(...handKinds), draw });

/** Models, what somebody did by hand, and the models after a few changes. */
export const cases: fc.Arbitrary<CaseData> = fc
  .record({
    models,
    byHand: fc.array(hand, { maxLength: 4 }),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
    schema: schemaName,
    renameAlong: fc.boolean(),
  })
  .map(({ models: before, byHand, mutations: changes, schema, renameAlong }) => ({
    before,
    byHand: byHand
      .toSorted((a, b) => handKinds.indexOf(a.kind) - handKinds.indexOf(b.kind))
      .flatMap(({ kind, draw: drawn }) => drawByHand(kind, drawn, before)),
    after: changes.reduce((now, change) => valid(mutate(now, change, schema)), before),
    renameAlong,
  }));
