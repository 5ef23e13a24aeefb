import type { Operation } from './operation.js';

/**
 * The operation that undoes one, where the operation itself says all that it takes: undefined of a drop, which does not say
 * what was there, of SQL of an author's own, and of what is made only where it is missing.
 */
export function takeBack(operation: Operation): Operation | undefined {
  switch (operation.verb) {
    case 'create': {
      const { object, parts, manner: { ifNotExists, unpark } = {} } = operation;
      if (ifNotExists === true) return undefined;
      // Rows that came back from where they were parked go there again.
      return { verb: 'drop', object, parts, ...(unpark === undefined ? {} : { manner: { park: unpark } }) };
    }
    case 'alter': {
      const changes = Object.entries(operation.changes).map(
        ([name, { from, to }]) => [name, { from: to, to: from }] as const,
      );
      return { verb: 'alter', kind: operation.kind, id: operation.id, changes: Object.fromEntries(changes) };
    }
    case 'rename':
      return { ...operation, id: { ...operation.id, name: operation.to }, to: operation.id.name };
    case 'drop':
    case 'execute':
      return undefined;
  }
}
