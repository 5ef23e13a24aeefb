import {
  adoptNames,
  keyOfObject,
  kindOf,
  runnable,
  withInherited,
  type Connection,
  type ModelObject,
  type Operation,
  type Snapshot,
} from '@sluice/core';
import { identify } from './identify.js';
import { settleReaders } from './readers.js';
import { readRenamed } from './renamed-reads.js';
import { inScratch } from './scratch.js';
import { contextOf, normalized, questionOf, sameTexts, settle, type Asking, type Context } from './settle.js';

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
  const named = await identify(connection, models.map(normalized), { current, defaultSchema, renames });
  const normal = adoptNames(named, current);
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
  const [plain, reading] = [false, true].map((reads) => open.filter(({ model }) => doesRead(model) === reads));
  // What stands on a table is asked on one that is made for it.
  const apart = open.flatMap(({ model }) => (doesRead(model) || model.id.table === undefined ? [model] : []));
  const locks = readRenamed(apart, { ...current, objects: normal }, renames);
  return inScratch(connection, { speakOf, defaultSchema, renames, locks }, async (scratch) => {
    const first = await settle(scratch, plain ?? [], asked, theirs);
    const settled = normal.map((model) => normalized(first.get(model) ?? model));
    return settleReaders(scratch, { models: settled, reading: reading ?? [], current, defaultSchema, columns, theirs });
  });
}

const doesRead = ({ kind }: ModelObject): boolean => kindOf(kind).texts?.reads === true;
