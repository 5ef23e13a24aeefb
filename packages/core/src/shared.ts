import type { DatabaseObject, Id } from './object.js';
import { kindOf, type KindName } from './objects/kinds.js';
import type { Operation } from './operation.js';

/** An object that the databases of a cluster share. */
export interface Shared {
  readonly kind: KindName;
  readonly id: Id;
}

/**
 * The objects of the whole cluster that concern one of its databases: those that the models name, and those that its
 * history of migrations has made or altered.
 */
export function sharedObjects(
  models: readonly DatabaseObject[],
  history: Iterable<readonly Operation[]>,
): readonly Shared[] {
  return [...models, ...[...history].flat().flatMap(subjects)].filter(({ kind }) => kindOf(kind).shared === true);
}

function subjects(operation: Operation): readonly Shared[] {
  switch (operation.verb) {
    case 'create':
    case 'drop':
      return [operation.object];
    case 'alter':
      return [operation];
    case 'rename':
      return [operation, { ...operation, id: { ...operation.id, name: operation.to } }];
    case 'execute':
      return [];
  }
}
