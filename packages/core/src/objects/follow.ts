import type { Renaming } from '../kind.js';
import { keyOf, type DatabaseObject, type Id, type Key } from '../object.js';
import { renameIn, renameRelationIn, renameSchemaIn, renameTypeIn, renameValueIn } from '../sql/expression.js';
import { isTypeKind } from './types.js';

/** What a rename means to an object that lies on a table: whether it is of one of the table's columns, or of another's. */
export const isColumnOf = ({ kind, id }: Renaming, table: Id): boolean =>
  kind === 'column' && id.schema === table.schema && id.table === table.table;

/** Names of columns of the object's own table. */
export function followNames(names: readonly string[], object: Id, renaming: Renaming): readonly string[] {
  return isColumnOf(renaming, object) ? names.map((name) => (name === renaming.id.name ? renaming.to : name)) : names;
}

/** Whether a key is that of what is renamed, or of a column of it. */
function isOf(key: Key, { kind, id }: Renaming): boolean {
  if (key === keyOf(kind, id)) return true;
  return kind === 'table' && key.startsWith(keyOf('column', { ...id, table: id.name, name: '' }));
}

/** An expression that may speak of what is renamed: a column of its table, a type, a schema, a value, a sequence. */
export function followText(text: string, object: DatabaseObject<object>, renaming: Renaming): string {
  const speaks =
    isColumnOf(renaming, object.id) ||
    (object.dependsOn ?? []).some((key) => isOf(key, renaming)) ||
    renaming.kind === 'schema';
  if (!speaks) return text;
  if (renaming.value) return renameValueIn(text, renaming.id.name, renaming.value.from, renaming.value.to);
  if (renaming.kind === 'sequence')
    return text.replace(
      /(nextval\(')(.*?)('::regclass\))/g,
      (_, before: string, name: string, after: string) =>
        before + renameIn(name, renaming.id.name, renaming.to) + after,
    );
  if (isTypeKind(renaming.kind))
    return renameTypeIn(text, renaming.id.name, { schema: renaming.id.schema, to: renaming.to });
  return renamerOf(object, renaming)(text, renaming.id.name, renaming.to);
}

function renamerOf(object: DatabaseObject<object>, renaming: Renaming): typeof renameIn {
  if (renaming.kind === 'schema') return renameSchemaIn;
  return renaming.kind !== 'column' && readsNamesake(object, renaming) ? renameRelationIn : renameIn;
}

/** Whether it reads a column that bears the very name of its table. */
const readsNamesake = ({ dependsOn = [] }: DatabaseObject<object>, { id }: Renaming): boolean =>
  dependsOn.includes(keyOf('column', { ...id, table: id.name }));
