import { SluiceError } from './errors.js';
import { keyOfObject, type Key } from './object.js';
import { findByPath, flag } from './paths.js';
import type { Renamed } from './renames.js';
import type { Snapshot } from './snapshot.js';

/** Answers to what goes although no migration made it, or goes and is no rename: paths as {@link Renames} has them. */
export type Drops = readonly string[];

/** A drop of something that is not there. */
export class DropUnknown extends SluiceError {
  override readonly name = 'DropUnknown';
  readonly path: string;

  constructor(path: string) {
    super(
      `${flag('drop', path)}: there is no ${path} in the database. Name it as it is there: a table, table.column, view:name, function:name(types), with the schema before it unless that is public.`,
    );
    this.path = path;
  }
}

/** A drop of something that the models say. */
export class DropUnwanted extends SluiceError {
  override readonly name = 'DropUnwanted';
  readonly path: string;

  constructor(path: string) {
    super(`${flag('drop', path)}: the models have ${path}. Take it out of the models, and it is dropped.`);
    this.path = path;
  }
}

/** What is said to go: objects, and values of objects. */
export interface Dropped {
  readonly keys: ReadonlySet<Key>;
  /** Each as {@link valueKey} makes it. */
  readonly values: ReadonlySet<string>;
}

/** A value within an object, as one string. */
export const valueKey = (key: Key, value: string): string => JSON.stringify([key, value]);

/**
 * Finds what is said to go.
 *
 * @param renamed - how objects and values are called after the renames; as in the snapshot, if there are none
 * @throws DropUnknown when an answer speaks of nothing in the database.
 */
export function findDrops({ objects }: Snapshot, drops: Drops, renamed?: Pick<Renamed, 'now' | 'valueNow'>): Dropped {
  const [keys, values] = [new Set<Key>(), new Set<string>()];
  for (const path of drops) {
    const found = findByPath(objects, path);
    if (!found) throw new DropUnknown(path);
    const before = keyOfObject(found.object);
    const key = renamed?.now(before) ?? before;
    if (found.value === undefined) keys.add(key);
    else values.add(valueKey(key, renamed?.valueNow(before, found.value) ?? found.value));
  }
  return { keys, values };
}
