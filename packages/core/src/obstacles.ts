import type { Find, Obstacle } from './kind.js';
import { nameBefore, objectBefore, targetOf } from './name-before.js';
import { keyOfObject, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';

/** Between what operations are run, and where they are asked about. */
export interface ObstacleGround {
  /** What is there before any is run. */
  readonly find: Find;
  /** What is there after all of them. */
  readonly after: Find;
  /** `server_version_num` of the database that is asked. */
  readonly version: number;
}

/**
 * Where rows that are there before anything is run may make an operation fail, by the names of now. What is made first holds
 * nothing now, so nothing is asked of it.
 *
 * @param before - the operations that are run before it, in their order
 */
export function obstaclesBefore(
  before: readonly Operation[],
  operation: Operation,
  { find, after, version }: ObstacleGround,
): readonly Obstacle[] {
  if (operation.verb !== 'create' && operation.verb !== 'alter') return [];
  const { kind: name, id } = targetOf(operation);
  const kind = kindOf(name);
  if (kind.obstacles === undefined) return [];
  const [later] = operation.verb === 'alter' ? after(name, id) : [];
  const becomes = later && objectBefore(before, later);
  const made = madeBy(before);
  return kind
    .obstacles(nameBefore(before, operation), { find, after, becomes, version })
    .filter(({ needs }) => !needs.some((need) => made.has(need)));
}

/** What operations make, as it would be called before them. */
const madeBy = (operations: readonly Operation[]): ReadonlySet<Key> =>
  new Set(
    operations.flatMap((operation, i) =>
      operation.verb === 'create'
        ? [operation.object, ...operation.parts].map((one) => keyOfObject(objectBefore(operations.slice(0, i), one)))
        : [],
    ),
  );
