import { isJsonObject, isList, type Json, type JsonObject } from '../../json.js';
import type { Alteration } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { comment, owner } from '../rules.js';
import type { EnumAttributes, EnumColumn } from './enum.js';

/** The SQL that makes an enum. */
export function createEnum(id: Id, values: readonly string[]): Statement {
  return inside(`CREATE TYPE ${ident(id.schema, id.name)} AS ENUM (${values.map(literal).join(', ')})`);
}

/**
 * From some values to others. Values that are only added are added in place; anything else makes the type anew and
 * casts each column by its text, since PostgreSQL can neither remove nor move a value.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
export function alterValues({ id, from, to, manner }: Alteration<EnumAttributes>): readonly Statement[] {
  const renames = renamesOf(manner);
  const [before, after] = [renamed(from.values ?? [], renames), to.values ?? []];
  return [
    ...Object.entries(renames).map(([value, name]) =>
      inside(`ALTER TYPE ${ident(id.schema, id.name)} RENAME VALUE ${literal(value)} TO ${literal(name)}`),
    ),
    ...(onlyAdds(before, after) ? addValues(id, before, after, manner['commit'] === true) : rebuild(id, after, manner)),
  ];
}

/** Values that keep their rows under another name, as `alterEnum` carries them: old to new. */
export function renamesOf(manner: JsonObject | undefined): Readonly<Record<string, string>> {
  const renames = manner?.['rename'];
  if (!isJsonObject(renames)) return {};
  return Object.fromEntries(
    Object.entries(renames).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Values under their new names. */
export const renamed = (values: readonly string[], renames: Readonly<Record<string, string>>): readonly string[] =>
  values.map((value) => renames[value] ?? value);

/** Whether every value stays, in its order. */
export function onlyAdds(before: readonly string[], after: readonly string[]): boolean {
  const kept = after.filter((value) => before.includes(value));
  return kept.length === before.length && kept.every((value, i) => value === before[i]);
}

function addValues(id: Id, before: readonly string[], after: readonly string[], commit: boolean): readonly Statement[] {
  const known = [...before];
  return after.flatMap((value, i): Statement[] => {
    if (known.includes(value)) return [];
    known.push(value);
    const previous = after[i - 1];
    const next = after.find((later, j) => j > i && before.includes(later));
    const place =
      next === undefined ? '' : previous === undefined ? ` BEFORE ${literal(next)}` : ` AFTER ${literal(previous)}`;
    const sql = `ALTER TYPE ${ident(id.schema, id.name)} ADD VALUE IF NOT EXISTS ${literal(value)}${place}`;
    return [{ sql, transaction: commit ? 'committed' : 'inside' }];
  });
}

function rebuild(id: Id, values: readonly string[], manner: JsonObject): readonly Statement[] {
  const address = `TYPE ${ident(id.schema, id.name)}`;
  const { comment: text, owner: role } = isJsonObject(manner['keep']) ? manner['keep'] : {};
  const old = `${id.name.slice(0, 40)}__replaced`;
  return [
    inside(`ALTER TYPE ${ident(id.schema, id.name)} RENAME TO ${ident(old)}`),
    createEnum(id, values),
    ...columnsOf(manner).map((column) => castColumn(id, column)),
    inside(`DROP TYPE ${ident(id.schema, old)}`),
    ...(typeof role === 'string' ? [owner(address, role)] : []),
    ...(typeof text === 'string' ? [comment(address, text)] : []),
  ];
}

function castColumn(id: Id, column: EnumColumn): Statement {
  const [name, brackets] = [ident(column.name), column.array ? '[]' : ''];
  const type = `${ident(id.schema, id.name)}${brackets}`;
  const actions = [
    ...(column.default === undefined ? [] : [`ALTER COLUMN ${name} DROP DEFAULT`]),
    `ALTER COLUMN ${name} TYPE ${type} USING ${name}::text${brackets}::${type}`,
    ...(column.default == null ? [] : [`ALTER COLUMN ${name} SET DEFAULT ${column.default}`]),
  ];
  return inside(`ALTER TABLE ${ident(column.schema ?? 'public', column.table)} ${actions.join(', ')}`);
}

function columnsOf(manner: JsonObject): readonly EnumColumn[] {
  const columns = manner['columns'];
  return isList(columns) ? columns.filter(isJsonObject).map(readColumn) : [];
}

function readColumn(column: JsonObject): EnumColumn {
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
  return {
    ...(typeof column['schema'] === 'string' ? { schema: column['schema'] } : {}),
    table: text(column['table']),
    name: text(column['name']),
    ...(column['array'] === true ? { array: true } : {}),
    ...(typeof column['default'] === 'string' || column['default'] === null ? { default: column['default'] } : {}),
  };
}
