import { isJsonObject, type JsonObject } from '../../json.js';
import type { Alteration } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { byText, makeTypeAnew } from '../type-anew.js';
import type { EnumAttributes } from './enum.js';

/** The SQL that makes an enum. */
export function createEnum(id: Id, values: readonly string[]): Statement {
  return inside(`CREATE TYPE ${ident(id.schema, id.name)} AS ENUM (${values.map(literal).join(', ')})`);
}

/**
 * From some values to others. Values that are only added are added in place; anything else makes the type anew and
 * casts each column by its text, since PostgreSQL can neither remove nor move a value.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
export function alterValues(alteration: Alteration<EnumAttributes>): readonly Statement[] {
  const { id, from, to, manner } = alteration;
  const renames = renamesOf(manner);
  const [before, after] = [renamed(from.values ?? [], renames), to.values ?? []];
  return [
    ...Object.entries(renames).map(([value, name]) =>
      inside(`ALTER TYPE ${ident(id.schema, id.name)} RENAME VALUE ${literal(value)} TO ${literal(name)}`),
    ),
    ...(onlyAdds(before, after)
      ? addValues(id, before, after, manner['commit'] === true)
      : makeTypeAnew(alteration, byText)),
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
