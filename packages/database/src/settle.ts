import {
  equal,
  kindOf,
  SluiceError,
  type ContextColumn,
  type DatabaseObject,
  type JsonObject,
  type ModelObject,
  type Question,
} from '@sluice/core';
import type { Answer, Scratch } from './scratch.js';

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

/** What is not there may come with an extension, and then the model is right. */
const wayOut = (error: string): string =>
  error.includes('does not exist')
    ? "Correct the model; or, where it is an extension's, install that first: a migration with op.execute('CREATE EXTENSION …')."
    : 'Correct the model.';

/** A model's object, and what the database has of it. */
export interface Pair {
  readonly model: ModelObject;
  readonly current: DatabaseObject | undefined;
}

/** The columns of the table that an object stands on. */
export type Context = (object: DatabaseObject) => readonly ContextColumn[];

/** Among which columns an object asks, and how its expressions are written. */
export interface Asking {
  readonly columns: Context;
  readonly write: (expression: string) => string;
}

/**
 * What PostgreSQL writes down of a model is what the database will hold. Whether that means the same as what it holds
 * now is asked of both texts as they stand, each among the columns of its own side.
 *
 * @throws ModelRejected when PostgreSQL does not understand a text.
 */
export async function settle(
  scratch: Scratch,
  open: readonly Pair[],
  asked: Asking,
  theirColumns: Context,
): Promise<ReadonlyMap<ModelObject, ModelObject>> {
  const first = await scratch.ask(open.flatMap(({ model }) => questionOf(model, asked) ?? []));
  const once = (model: ModelObject): ModelObject => answered(model, first(questionFor(model, asked)), scratch);
  const written = open.map((pair) => ({ ...pair, once: once(pair.model) }));
  const differing = written.filter(({ once, current }) => current !== undefined && !sameTexts(once, current));
  const asIs: Asking = { ...asked, write: (expression) => expression };
  const theirs: Asking = { columns: theirColumns, write: asIs.write };
  const ways = ({ model, once, current }: Pair & { readonly once: ModelObject }): readonly Comparison[] => {
    if (!current) return [];
    const others = alikeOf(current);
    const asWritten: Comparison = { ours: { object: once, asking: asIs }, other: { object: current, asking: theirs } };
    const otherwise = alikeOf(model).flatMap((ours, i): readonly Comparison[] => {
      const other = others[i];
      return other ? [{ ours: { object: ours, asking: asked }, other: { object: other, asking: theirs } }] : [];
    });
    return [asWritten, ...otherwise];
  };
  const sides = differing.flatMap(ways).flatMap(({ ours, other }) => [ours, other]);
  const again = await scratch.ask(sides.flatMap(({ object, asking }) => questionOf(object, asking) ?? []));
  return new Map(
    written.map((pair) => {
      const { model, once, current } = pair;
      if (!current || sameTexts(once, current)) return [model, once] as const;
      return [model, ways(pair).some((way) => areAlike(way, again)) ? withTexts(once, current) : once] as const;
    }),
  );
}

/** Two objects, each with how it is asked about. */
interface Comparison {
  readonly ours: Side;
  readonly other: Side;
}

interface Side {
  readonly object: DatabaseObject;
  readonly asking: Asking;
}

/** Whether PostgreSQL writes both alike. What has no text left after the first answer is as plain as it can be. */
function areAlike({ ours, other }: Comparison, again: (question: Question) => Answer): boolean {
  const [mine, theirs] = [ours, other].map(({ object, asking }) =>
    settledForm(object, questionOf(object, asking), again),
  );
  return mine !== undefined && theirs !== undefined && sameTexts(mine, theirs);
}

/** The attributes of a model in the form in which the catalog gives them. */
export function normalized(model: ModelObject): ModelObject {
  return { ...model, attributes: kindOf(model.kind).normal?.(model.attributes, model.id) ?? model.attributes };
}

/** The columns of each table, as models name their types. */
export function contextOf(models: readonly DatabaseObject[]): Context {
  const tables = new Map<string, ContextColumn[]>();
  const key = (object: DatabaseObject): string => {
    const place = kindOf(object.kind).context?.(object);
    return JSON.stringify(place ? [place.schema, place.name] : [object.id.schema, object.id.table]);
  };
  for (const object of models) {
    const type = object.attributes['type'];
    if (object.id.table === undefined || typeof type !== 'string') continue;
    tables.set(key(object), [...(tables.get(key(object)) ?? []), { name: object.id.name, type }]);
  }
  return (object) => tables.get(key(object)) ?? [];
}

/** What an object asks, or nothing when all is plain. */
export const questionOf = (object: DatabaseObject, { columns, write }: Asking): Question | undefined =>
  kindOf(object.kind).texts?.ask(object, columns(object), write);

function questionFor(object: DatabaseObject, asking: Asking): Question {
  return questionOf(object, asking) ?? { kind: object.kind };
}

/** Whether the database has the very texts that a model says. */
export function sameTexts(model: DatabaseObject, current: DatabaseObject | undefined): boolean {
  const names = kindOf(model.kind).texts?.attributes ?? [];
  return (
    current !== undefined &&
    names.every((name) => model.attributes[name] === undefined || equal(textOf(model, name), textOf(current, name)))
  );
}

const alikeOf = (object: DatabaseObject): readonly DatabaseObject[] => kindOf(object.kind).texts?.alike?.(object) ?? [];

const textOf = (object: DatabaseObject, name: string) =>
  object.attributes[name] ?? kindOf(object.kind).attributes[name]?.default ?? null;

/** Elsewhere than on the database itself, what reads from it may be right though it is not understood. */
function answered(model: ModelObject, answer: Answer, { isElsewhere }: Scratch): ModelObject {
  if ('error' in answer && isElsewhere && kindOf(model.kind).texts?.reads) return model;
  if ('error' in answer) throw new ModelRejected(model.source, kindOf(model.kind).name, answer.error);
  return { ...model, attributes: { ...model.attributes, ...textsOf(model, answer.attributes) } };
}

/** Of the answer, the attributes that were asked for and that the object says. */
function textsOf({ kind, attributes }: DatabaseObject, answer: JsonObject): JsonObject {
  const taken = kindOf(kind).texts?.take?.(attributes, answer);
  if (taken) return taken;
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
