import type { DatabaseObject, Id } from '../object.js';
import { cutName, makeObjectName } from '../sql/names.js';

/**
 * The name PostgreSQL makes for a constraint or an index: table, columns and a label
 * (`ChooseIndexName` and `ChooseConstraintName` in its source).
 */
export const usualName = ({ table = '' }: Id, columns: readonly string[], label: string): string =>
  makeObjectName(table, columns.length === 0 ? null : cutName(columns.join('_')), label);

/** The name Drizzle makes: the same parts, cut at the end where they are too long together. */
export const drizzleName = ({ table = '' }: Id, parts: readonly string[], label: string): string =>
  cutName([table, ...parts, label].join('_'));

/** The names of a constraint over columns. */
export const usualNamesOver =
  (label: string, drizzleLabel: string) =>
  ({ id, attributes: { columns } }: DatabaseObject<{ readonly columns: readonly string[] }>): readonly string[] => [
    usualName(id, columns, label),
    drizzleName(id, columns, drizzleLabel),
  ];
