import {
  keyOfObject,
  lookUp,
  parentKey,
  runnable,
  withoutSchema,
  type Key,
  type Lookup,
  type ModelObject,
  type Snapshot,
} from '@sluice/core';
import type { Scratch } from './scratch.js';
import { settle, type Context, type Pair } from './settle.js';
import { standInsIn, type StandIns } from './stand-ins.js';

/** What reads from others, with the models that are settled so far. */
export interface Reading {
  readonly models: readonly ModelObject[];
  readonly reading: readonly Pair[];
  readonly current: Snapshot;
  readonly defaultSchema: string;
  /** Of an object's table: its columns as the models have them, and as the database has. */
  readonly columns: Context;
  readonly theirs: Context;
}

/**
 * Settles what reads from tables and from others of its sort. The scratch holds these as the models want them: where
 * the database has them otherwise, by stand-ins. So one that reads from another is asked after it. What reads from
 * something that can have no stand-in is not asked: its text stands as written, and is new.
 *
 * @throws ModelRejected when PostgreSQL does not understand a text.
 */
export async function settleReaders(
  scratch: Scratch,
  { models, reading, current, defaultSchema, columns, theirs }: Reading,
): Promise<readonly ModelObject[]> {
  if (reading.length === 0) return models;
  const lookup = lookUp({ ...current, objects: models });
  const stands = standInsIn(scratch, {
    models,
    lookup,
    current: scratch.isElsewhere ? [] : current.objects,
    defaultSchema,
  });
  const open = new Map(reading.map(({ model, current: object }) => [keyOfObject(model), object]));
  const isOpen = (model: ModelObject): boolean => open.has(keyOfObject(model));
  const read = new Set([...open.keys()].flatMap((key) => [...lookup.needs(key)]));
  await stands.make(models.filter((model) => read.has(keyOfObject(model)) && !isOpen(model)));
  const settled = new Map<Key, ModelObject>();
  for (const ring of rings(models.filter(isOpen), lookup)) {
    const pairs = ring
      .filter((model) => !readsUnknown(model, lookup, stands))
      .map((model) => ({ model, current: open.get(keyOfObject(model)) }));
    const asked = { columns, write: writing(stands, defaultSchema) };
    const answers = await settle(scratch, pairs, asked, theirs);
    const next = ring.map((model) => answers.get(model) ?? model);
    for (const model of next) settled.set(keyOfObject(model), model);
    await stands.make(next);
  }
  return models.map((model) => settled.get(keyOfObject(model)) ?? model);
}

/** Its own table comes with the question. */
const readsUnknown = (model: ModelObject, lookup: Lookup, { unknown }: StandIns): boolean =>
  [...lookup.needs(keyOfObject(model))].some((key) => unknown.has(key) && key !== parentKey(model));

/** A name that is qualified would miss the stand-in. */
const writing =
  ({ made }: StandIns, defaultSchema: string) =>
  (text: string): string =>
    runnable(withoutSchema(text, defaultSchema, made));

/** The models in groups, each of which reads only from those before it; what reads in a circle comes last. */
export function rings(models: readonly ModelObject[], lookup: Lookup): readonly (readonly ModelObject[])[] {
  const found: (readonly ModelObject[])[] = [];
  let left = models;
  while (left.length > 0) {
    const waiting = new Set(left.map(keyOfObject));
    const ready = left.filter((model) => ![...lookup.needs(keyOfObject(model))].some((key) => waiting.has(key)));
    found.push(ready.length === 0 ? left : ready);
    left = ready.length === 0 ? [] : left.filter((model) => !ready.includes(model));
  }
  return found;
}
