import {
  keyOfObject,
  kindOf,
  lookUp,
  runnable,
  type Connection,
  type DatabaseObject,
  type Key,
  type ModelObject,
  type Operation,
  type Question,
  type Snapshot,
} from '@sluice/core';
import { rings } from './readers.js';
import { readRenamed } from './renamed-reads.js';
import { inScratch, type Answer, type Scratch } from './scratch.js';
import { ModelRejected } from './settle.js';
import { standInsIn } from './stand-ins.js';

/** Among what models are given their names. */
interface Surroundings {
  readonly current: Snapshot;
  readonly defaultSchema: string;
  readonly renames: readonly Operation[];
}

/**
 * The models under the names that PostgreSQL gives them, where it makes a name of what they say. One that the database
 * has, said in the same words, bears the name that it has there; of any other PostgreSQL is asked.
 *
 * @throws ModelRejected when PostgreSQL does not understand what a name is made of, or makes one name of two.
 */
export async function identify(
  connection: Connection,
  models: readonly ModelObject[],
  { current, defaultSchema, renames }: Surroundings,
): Promise<readonly ModelObject[]> {
  const known = new Map(
    current.objects.filter(hasIdentity).map((object) => [JSON.stringify(identityOf(object)), object.id]),
  );
  const idOf = (model: ModelObject): DatabaseObject['id'] | undefined =>
    hasIdentity(model) ? known.get(JSON.stringify(identityOf(model))) : undefined;
  const open = models.filter((model) => hasIdentity(model) && !idOf(model));
  const byKey = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const speakOf = models.map((object) => ({ object, current: byKey.get(keyOfObject(object)) }));
  const locks = readRenamed(open, { ...current, objects: models }, renames);
  const answers =
    open.length === 0
      ? () => undefined
      : await inScratch(connection, { speakOf, defaultSchema, renames, locks }, async (scratch) => {
          await standIn(scratch, models, open, { current, defaultSchema, renames });
          return scratch.ask(open.map(questionOf));
        });
  return onlyOnce(
    models.map((model) => {
      const id = idOf(model) ?? (open.includes(model) ? namedBy(model, answers(questionOf(model))) : model.id);
      return { ...model, id };
    }),
  );
}

/** What the open ones speak of stands in the scratch as the models want it. */
async function standIn(
  scratch: Scratch,
  models: readonly ModelObject[],
  open: readonly ModelObject[],
  { current, defaultSchema }: Surroundings,
): Promise<void> {
  const lookup = lookUp({ ...current, objects: models });
  const spoken = new Set<Key>();
  const speak = (key: Key): void => {
    for (const need of lookup.needs(key)) {
      if (spoken.has(need)) continue;
      spoken.add(need);
      speak(need);
    }
  };
  for (const model of open) speak(keyOfObject(model));
  const there = scratch.isElsewhere ? [] : current.objects;
  const stands = standInsIn(scratch, { models, lookup, current: there, defaultSchema });
  const wanted = models.filter((model) => spoken.has(keyOfObject(model)) && !open.includes(model));
  for (const ring of rings(wanted, lookup)) await stands.make(ring);
}

const hasIdentity = ({ kind }: DatabaseObject): boolean => kindOf(kind).texts?.identity !== undefined;

const identityOf = (object: DatabaseObject): unknown => [
  object.kind,
  object.id.schema,
  object.id.table,
  kindOf(object.kind).texts?.identity?.of(object),
];

const questionOf = (model: ModelObject): Question =>
  kindOf(model.kind).texts?.ask(model, [], runnable) ?? { kind: model.kind };

function namedBy(model: ModelObject, answer: Answer | undefined): DatabaseObject['id'] {
  if (answer === undefined || 'error' in answer)
    throw new ModelRejected(model.source, model.kind, answer?.error ?? 'it was not asked');
  const name = kindOf(model.kind).texts?.identity?.name(model.id, answer.name) ?? model.id.name;
  return { ...model.id, name };
}

function onlyOnce(models: readonly ModelObject[]): readonly ModelObject[] {
  const found = new Map<string, ModelObject>();
  for (const model of models.filter(hasIdentity)) {
    const other = found.get(keyOfObject(model));
    if (other) throw new ModelRejected(model.source, model.kind, `${other.source} declares ${model.id.name} already`);
    found.set(keyOfObject(model), model);
  }
  return models;
}
