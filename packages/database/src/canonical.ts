import {
  adoptNames,
  equal,
  keyOfObject,
  kindOf,
  runnable,
  SluiceError,
  withInherited,
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
    super(
      `${source}: PostgreSQL does not take this ${kind.replaceAll('_', ' ')}: ${error}. ${wayOut(error)} Nothing was written.`,
    );
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
  snapshot: Snapshot,
  defaultSchema = 'public',
  renames: readonly Operation[] = [],
): Promise<readonly ModelObject[]> {
  const current = withInherited(snapshot);
  const normal = adoptNames(models.map(normalized), current);
  const byKey = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const [ours, theirs] = [contextOf(normal), contextOf(current.objects)];
  // A table that is not the models' own has its columns in the database.
  const columns: Context = (object) => (ours(object).length > 0 ? ours(object) : theirs(object));
  const asked: Asking = { columns, write: runnable };
  const pairs = normal.map((model) => ({ model, current: byKey.get(keyOfObject(model)) }));
  const open = pairs.filter(
    ({ model, current: object }) => questionOf(model, asked) !== undefined && !sameTexts(model, object),
  );
  if (open.length === 0) return normal;
  const speakOf = pairs.map(({ model, current: object }) => ({ object: model, current: object }));
  const tables = open.some(({ model }) => questionOf(model, asked)?.table !== undefined);
  const settled = await inScratch(connection, { speakOf, defaultSchema, renames, tables }, async (scratch) =>
    settle(scratch, open, asked, theirs),
  );
  return normal.map((model) => normalized(settled.get(model) ?? model));
}

/** What is not there may come with an extension, and then the model is right. */
const wayOut = (error: string): string =>
  error.includes('does not exist')
    ? "Correct the model; or, where it is an extension's, install that first: a migration with op.execute('CREATE EXTENSION …')."
    : 'Correct the model.';

interface Pair {
  readonly model: ModelObject;
  readonly current: DatabaseObject | undefined;
}

type Context = (object: DatabaseObject) => readonly ContextColumn[];

/** Among which columns an object asks, and how its expressions are written. */
interface Asking {
  readonly columns: Context;
  readonly write: (expression: string) => string;
}

/**
 * What PostgreSQL writes down of a model is what the database will hold. Whether that means the same as what it holds
 * now is asked of both texts as they stand, each among the columns of its own side.
 */
async function settle(
  scratch: Scratch,
  open: readonly Pair[],
  asked: Asking,
  theirColumns: Context,
): Promise<ReadonlyMap<ModelObject, ModelObject>> {
  const first = await scratch.ask(open.flatMap(({ model }) => questionOf(model, asked) ?? []));
  const written = open.map((pair) => ({ ...pair, once: answered(pair.model, first(questionFor(pair.model, asked))) }));
  const differing = written.filter(({ once, current }) => current !== undefined && !sameTexts(once, current));
  const asIs: Asking = { ...asked, write: (expression) => expression };
  const theirs: Asking = { columns: theirColumns, write: asIs.write };
  const again = await scratch.ask(
    differing.flatMap(({ once, current }) =>
      [questionOf(once, asIs), current && questionOf(current, theirs)].filter((question) => question !== undefined),
    ),
  );
  return new Map(
    written.map((pair) => {
      const { model, once, current } = pair;
      if (!current || sameTexts(once, current)) return [model, once] as const;
      // What has no text left after the first answer is as plain as it can be.
      const ours = settledForm(once, questionOf(once, asIs), again);
      const other = settledForm(current, questionOf(current, theirs), again);
      return [model, ours && other && sameTexts(ours, other) ? withTexts(once, current) : once] as const;
    }),
  );
}

function normalized(model: ModelObject): ModelObject {
  return { ...model, attributes: kindOf(model.kind).normal?.(model.attributes, model.id) ?? model.attributes };
}

/** The columns of each table, as models name their types. */
function contextOf(models: readonly DatabaseObject[]): Context {
  const tables = new Map<string, ContextColumn[]>();
  const key = ({ id }: DatabaseObject): string => JSON.stringify([id.schema, id.table]);
  for (const object of models) {
    const type = object.attributes['type'];
    if (object.id.table === undefined || typeof type !== 'string') continue;
    tables.set(key(object), [...(tables.get(key(object)) ?? []), { name: object.id.name, type }]);
  }
  return (object) => tables.get(key(object)) ?? [];
}

const questionOf = (object: DatabaseObject, { columns, write }: Asking): Question | undefined =>
  kindOf(object.kind).texts?.ask(object, columns(object), write);

function questionFor(object: DatabaseObject, asking: Asking): Question {
  return questionOf(object, asking) ?? { kind: object.kind };
}

function sameTexts(model: DatabaseObject, current: DatabaseObject | undefined): boolean {
  const names = kindOf(model.kind).texts?.attributes ?? [];
  return (
    current !== undefined &&
    names.every((name) => model.attributes[name] === undefined || equal(textOf(model, name), textOf(current, name)))
  );
}

const textOf = (object: DatabaseObject, name: string) =>
  object.attributes[name] ?? kindOf(object.kind).attributes[name]?.default ?? null;

function answered(model: ModelObject, answer: Answer): ModelObject {
  if ('error' in answer) throw new ModelRejected(model.source, kindOf(model.kind).name, answer.error);
  return { ...model, attributes: { ...model.attributes, ...textsOf(model, answer.attributes) } };
}

/** Of the answer, the attributes that were asked for and that the object says. */
function textsOf({ kind, attributes }: DatabaseObject, answer: JsonObject): JsonObject {
  const names = kindOf(kind).texts?.attributes ?? [];
  return Object.fromEntries(
    names.flatMap((name) =>
      attributes[name] === undefined ? [] : [[name, answer[name] ?? kindOf(kind).attributes[name]?.default ?? null]],
    ),
  );
}

/** An object as PostgreSQL writes it down of its own words. */
function settledForm(
  object: DatabaseObject,
  question: Question | undefined,
  again: (question: Question) => Answer,
): DatabaseObject | undefined {
  if (question === undefined) return object;
  const answer = again(question);
  return 'error' in answer
    ? undefined
    : { ...object, attributes: { ...object.attributes, ...textsOf(object, answer.attributes) } };
}

/** Both mean the same: the database's text stands. */
function withTexts(model: ModelObject, current: DatabaseObject): ModelObject {
  return { ...model, attributes: { ...model.attributes, ...textsOf(model, current.attributes) } };
}
