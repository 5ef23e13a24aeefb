import {
  adoptNames,
  equal,
  keyOfObject,
  kindOf,
  SluiceError,
  type Connection,
  type ContextColumn,
  type DatabaseObject,
  type JsonObject,
  type ModelObject,
  type Operation,
  type Question,
  type Snapshot,
} from '@sluice/core';
import { inScratch, type Answer, type Scratch } from './scratch.js';

/** A text of a model that PostgreSQL does not understand. */
export class ModelRejected extends SluiceError {
  override readonly name = 'ModelRejected';
  /** Where it stands. */
  readonly source: string;

  constructor(source: string, kind: string, error: string) {
    super(`${source}: PostgreSQL does not take this ${kind.replaceAll('_', ' ')}: ${error}. Correct the model; nothing was written.`);
    this.source = source;
  }
}

/**
 * The models, with every type and expression as PostgreSQL itself writes it. Equal text is equal; all else is asked,
 * each distinct text once, and both sides to the fixed point: what PostgreSQL wrote down is asked again, since it may
 * write it differently once more.
 *
 * @param renames - the operations that made `current` of what the database is, when it is not.
 * @throws ModelRejected when PostgreSQL does not understand a text.
 */
export async function canonical(
  connection: Connection,
  models: readonly ModelObject[],
  current: Snapshot,
  defaultSchema = 'public',
  renames: readonly Operation[] = [],
): Promise<readonly ModelObject[]> {
  const normal = adoptNames(models.map(normalized), current);
  const byKey = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const columns = contextOf(normal);
  const pairs = normal.map((model) => ({ model, current: byKey.get(keyOfObject(model)) }));
  const open = pairs.filter(({ model, current: object }) => questionOf(model, columns) !== undefined && !sameTexts(model, object));
  if (open.length === 0) return normal;
  const speakOf = pairs.map(({ model, current: object }) => ({ object: model, current: object }));
  const settled = await inScratch(connection, { speakOf, defaultSchema, renames }, async (scratch) => settle(scratch, open, columns));
  return normal.map((model) => normalized(settled.get(model) ?? model));
}

interface Pair {
  readonly model: ModelObject;
  readonly current: DatabaseObject | undefined;
}

type Context = (object: DatabaseObject) => readonly ContextColumn[];

async function settle(scratch: Scratch, open: readonly Pair[], columns: Context): Promise<ReadonlyMap<ModelObject, ModelObject>> {
  const first = await scratch.ask(open.flatMap(({ model }) => questionOf(model, columns) ?? []));
  const written = open.map((pair) => ({ ...pair, once: answered(pair.model, first(questionFor(pair.model, columns))) }));
  const differing = written.filter(({ once, current }) => !sameTexts(once, current));
  const again = await scratch.ask(differing.flatMap(({ once, current }) => [once, ...(current ? [current] : [])].flatMap((object) => questionOf(object, columns) ?? [])));
  return new Map(
    written.map((pair) => {
      const { model, once, current } = pair;
      if (sameTexts(once, current)) return [model, once] as const;
      // What has no text left after the first answer is as plain as it can be.
      const twice = questionOf(once, columns) ? answered(once, again(questionFor(once, columns))) : once;
      const question = current && questionOf(current, columns);
      const theirs = current && question ? withAnswer(current, again(question)) : undefined;
      return [model, current && theirs && sameTexts(twice, theirs) ? withTexts(twice, current) : twice] as const;
    }),
  );
}

function normalized(model: ModelObject): ModelObject {
  return { ...model, attributes: kindOf(model.kind).normal?.(model.attributes, model.id) ?? model.attributes };
}

/** The columns of each table, as models name their types. */
function contextOf(models: readonly ModelObject[]): Context {
  const tables = new Map<string, ContextColumn[]>();
  const key = ({ id }: DatabaseObject): string => JSON.stringify([id.schema, id.table]);
  for (const object of models) {
    const type = object.attributes['type'];
    if (object.id.table === undefined || typeof type !== 'string') continue;
    tables.set(key(object), [...(tables.get(key(object)) ?? []), { name: object.id.name, type }]);
  }
  return (object) => tables.get(key(object)) ?? [];
}

const questionOf = (object: DatabaseObject, columns: Context): Question | undefined => kindOf(object.kind).texts?.ask(object, columns(object));

function questionFor(object: DatabaseObject, columns: Context): Question {
  return questionOf(object, columns) ?? { kind: object.kind, columns: [] };
}

function sameTexts(model: DatabaseObject, current: DatabaseObject | undefined): boolean {
  const names = kindOf(model.kind).texts?.attributes ?? [];
  return current !== undefined && names.every((name) => model.attributes[name] === undefined || equal(textOf(model, name), textOf(current, name)));
}

const textOf = (object: DatabaseObject, name: string) => object.attributes[name] ?? kindOf(object.kind).attributes[name]?.default ?? null;

function answered(model: ModelObject, answer: Answer): ModelObject {
  if ('error' in answer) throw new ModelRejected(model.source, kindOf(model.kind).name, answer.error);
  return { ...model, attributes: { ...model.attributes, ...textsOf(model, answer.attributes) } };
}

/** Of the answer, the attributes that were asked for and that the object says. */
function textsOf({ kind, attributes }: DatabaseObject, answer: JsonObject): JsonObject {
  const names = kindOf(kind).texts?.attributes ?? [];
  return Object.fromEntries(names.flatMap((name) => (attributes[name] === undefined ? [] : [[name, answer[name] ?? kindOf(kind).attributes[name]?.default ?? null]])));
}

function withAnswer(object: DatabaseObject, answer: Answer): DatabaseObject | undefined {
  return 'error' in answer ? undefined : { ...object, attributes: { ...object.attributes, ...textsOf(object, answer.attributes) } };
}

/** Both mean the same: the database's text stands. */
function withTexts(model: ModelObject, current: DatabaseObject): ModelObject {
  return { ...model, attributes: { ...model.attributes, ...textsOf(model, current.attributes) } };
}
