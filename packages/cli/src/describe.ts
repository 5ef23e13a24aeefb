import type { Changes, DatabaseObject, Id, Json, KindName, Operation } from '@sluice/core';

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
    operation.verb === 'rename' ? `name: ${operation.id.name} → ${operation.to}` : changesText(operation.changes);
  return { sign: '~', object: label(operation.kind, operation.id), detail };
}

const changesText = (changes: Changes): string =>
  Object.entries(changes)
    .map(([name, { from, to }]) => `${words(name)}: ${valueText(from)} → ${valueText(to)}`)
    .join(', ');

/** Names an object: `index users.ix_users_email`. */
export const describeObject = ({ kind, id }: DatabaseObject): string => label(kind, id);

function label(kind: KindName, { schema, table, name }: Id): string {
  const parts = [schema === 'public' ? undefined : schema, table, name];
  return `${kind.replaceAll('_', ' ')} ${parts.filter((part) => part !== undefined).join('.')}`;
}

/** `notNull` as `not null`. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueText(value: Json): string {
  if (value === null) return 'none';
  return shortened(typeof value === 'string' ? value : JSON.stringify(value));
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};
