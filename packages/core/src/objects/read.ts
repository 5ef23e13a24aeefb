import type { CatalogRow } from '../kind.js';

/** A text of a catalog row, or null. */
export function text(row: CatalogRow, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

/** A text that is always there. */
export function needText(row: CatalogRow, column: string): string {
  const value = text(row, column);
  if (value === null) throw new TypeError(`The catalog query gave no ${column}`);
  return value;
}

/** A boolean of a catalog row. */
export const flag = (row: CatalogRow, column: string): boolean => row[column] === true;

/** A list of texts of a catalog row. */
export function texts(row: CatalogRow, column: string): readonly string[] {
  const value = row[column];
  return Array.isArray(value) ? value.map(String) : [];
}
