import {
  describeObject,
  differing,
  keyOfObject,
  valueOf,
  type Change,
  type Changes,
  type Create,
  type DatabaseObject,
  type Difference,
  type Drop,
  type Operation,
} from '@sluice/core';
import { changeLines, shortened } from './describe-change.js';

export { describeObject };

/** An operation in words. */
export interface Description {
  /** `+` makes, `-` drops, `~` changes, `!` runs SQL. */
  readonly sign: '+' | '-' | '~' | '!';
  /** `column users.email`. */
  readonly object: string;
  /** What changes: `type: text → citext`; empty where the object says it all. */
  readonly detail: string;
}

/** Says an operation in a line: `~ column users.email (type: text → citext)`. */
export function describeOperation(operation: Operation): Description {
  if (operation.verb === 'execute') {
    return { sign: '!', object: 'SQL', detail: shortened(operation.sql.trim().split('\n')[0] ?? '') };
  }
  if (operation.verb === 'create') return { sign: '+', object: describeObject(operation.object), detail: '' };
  if (operation.verb === 'drop') return { sign: '-', object: describeObject(operation.object), detail: '' };
  const detail =
    operation.verb === 'rename'
      ? `name: ${operation.id.name} → ${operation.to}`
      : changeLines(operation.changes).join(', ');
  return { sign: '~', object: describeObject(operation), detail };
}

/**
 * Says operations, as autogenerate and check give them, in a line each. What is dropped and made again is one line: what
 * differs in it, or that it is made again as it was, since something else wants it out of the way.
 */
export function describeOperations(operations: readonly Operation[]): readonly Description[] {
  const dropped = new Map(
    operations.flatMap((each) => (each.verb === 'drop' ? [[keyOfObject(each.object), each]] : [])),
  );
  const created = new Set(operations.flatMap((each) => (each.verb === 'create' ? [keyOfObject(each.object)] : [])));
  return operations.flatMap((operation) => {
    if (operation.verb === 'drop' && created.has(keyOfObject(operation.object))) return [];
    const drop = operation.verb === 'create' ? dropped.get(keyOfObject(operation.object)) : undefined;
    return drop && operation.verb === 'create' ? describeReplaced(drop, operation) : describeOperation(operation);
  });
}

function describeReplaced(drop: Drop, create: Create): Description {
  const lines = [...changeLines(changesOf(drop.object, create.object)), ...partLines(drop.parts, create.parts)];
  const detail = lines.length === 0 ? 'made again as it was' : lines.join(', ');
  return { sign: '~', object: describeObject(create.object), detail };
}

/** The parts of what is made again, in so far as they differ. */
function partLines(before: readonly DatabaseObject[], after: readonly DatabaseObject[]): readonly string[] {
  const were = new Map(before.map((part) => [keyOfObject(part), part]));
  const are = new Set(after.map(keyOfObject));
  const name = ({ kind, id }: DatabaseObject): string => `${kind.replaceAll('_', ' ')} ${id.name}`;
  return [
    ...before.filter((part) => !are.has(keyOfObject(part))).map((part) => `without ${name(part)}`),
    ...after.flatMap((part) => {
      const was = were.get(keyOfObject(part));
      if (was === undefined) return [`with ${name(part)}`];
      return changeLines(changesOf(was, part)).map((line) => `${name(part)} ${line}`);
    }),
  ];
}

const changesOf = (before: DatabaseObject, after: DatabaseObject): Changes =>
  Object.fromEntries(
    differing(before, after).map((name): [string, Change] => [
      name,
      { from: valueOf(before, name), to: valueOf(after, name) },
    ]),
  );

/** A difference in words, with a line for each thing that differs. */
export interface DifferenceDescription extends Pick<Description, 'sign' | 'object'> {
  readonly lines: readonly string[];
}

/** Says a difference: `~ column users.email`, and `type: text → citext`. */
export function describeDifference(difference: Difference): DifferenceDescription {
  switch (difference.verb) {
    case 'create':
      return { sign: '+', object: describeObject(difference.after), lines: [] };
    case 'drop':
      return { sign: '-', object: describeObject(difference.before), lines: [] };
    case 'rename': {
      const { before, after } = difference;
      return { sign: '~', object: describeObject(before), lines: [`name: ${before.id.name} → ${after.id.name}`] };
    }
    case 'alter':
      return { sign: '~', object: describeObject(difference.before), lines: changeLines(difference.changes) };
  }
}
