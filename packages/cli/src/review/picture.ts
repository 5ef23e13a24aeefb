import type { ColumnFacts, Fate, ReviewedColumn, ReviewedLink, ReviewedTable } from './reviewed.js';

/** Tables at one moment, as a picture shows them. */
export interface Picture {
  readonly tables: readonly DrawnTable[];
  /** Tables that others point to, and that are not concerned themselves. */
  readonly neighbours: readonly string[];
}

/** A table in a picture. */
export interface DrawnTable {
  readonly name: string;
  /** `new`, `goes`; `was users`; empty where it stays as it is. */
  readonly mark: string;
  readonly fate: Fate;
  readonly columns: readonly DrawnColumn[];
  /** How many columns are not shown. */
  readonly more: number;
  readonly links: readonly ReviewedLink[];
}

/** A column in a picture. */
export interface DrawnColumn extends ColumnFacts {
  readonly fate: Fate;
  /** What is another: `was text`. */
  readonly mark: string;
}

/** Up to how many columns a table is drawn with all of them. */
const FEW = 16;

/** The tables before, with what becomes of them, or after, with what they were. */
export function pictureOf(tables: readonly ReviewedTable[], side: 'before' | 'after'): Picture {
  const there = tables.filter((table) => table[side] !== undefined);
  const isThere = ({ fate }: { readonly fate: Fate }): boolean => fate !== (side === 'before' ? 'new' : 'gone');
  const drawn = there.map((table) => {
    const columns = table.columns.filter(isThere);
    const shown = columns.length > FEW ? columns.filter(isWorthALook) : columns;
    return {
      name: table[side] ?? '',
      mark: tableMark(table, side),
      fate: table.fate,
      // Where all comes or goes, the table says so.
      columns: shown.flatMap((column) => drawnColumn(column, side, table.fate === 'new' || table.fate === 'gone')),
      more: columns.length - shown.length,
      links: table.links.filter(isThere),
    };
  });
  const names = new Set(drawn.map(({ name }) => name));
  const targets = new Set(drawn.flatMap(({ links }) => links.map(({ to }) => nameThen(tables, to, side))));
  return { tables: drawn, neighbours: [...targets].filter((name) => !names.has(name)).toSorted() };
}

/** What a table is called on a side, whichever of its names is given. */
export function nameThen(tables: readonly ReviewedTable[], name: string, side: 'before' | 'after'): string {
  return tables.find(({ before, after }) => before === name || after === name)?.[side] ?? name;
}

const isWorthALook = ({ fate, before, after }: ReviewedColumn): boolean =>
  fate !== 'same' || [before, after].some((one) => one?.isPrimary === true || one?.isForeign === true);

function tableMark({ before, after, fate }: ReviewedTable, side: 'before' | 'after'): string {
  if (fate === 'new') return 'new';
  if (fate === 'gone') return 'goes';
  if (before === after) return '';
  return side === 'before' ? `becomes ${after ?? ''}` : `was ${before ?? ''}`;
}

function drawnColumn(
  { before, after, fate }: ReviewedColumn,
  side: 'before' | 'after',
  isSaid: boolean,
): readonly DrawnColumn[] {
  const [here, there] = side === 'before' ? [before, after] : [after, before];
  if (here === undefined) return [];
  return [{ ...here, fate, mark: isSaid ? '' : columnMark(here, there, side) }];
}

function columnMark(here: ColumnFacts, there: ColumnFacts | undefined, side: 'before' | 'after'): string {
  if (there === undefined) return side === 'before' ? 'goes' : 'new';
  const other = [
    ...(there.name === here.name ? [] : [there.name]),
    ...(there.type === here.type ? [] : [there.type]),
    ...(there.notNull === here.notNull ? [] : [there.notNull ? 'not null' : 'null']),
    ...(there.value === here.value ? [] : [there.value === '' ? 'no default' : there.value]),
    ...(there.isPrimary === here.isPrimary ? [] : [there.isPrimary ? 'in the primary key' : 'not in the primary key']),
    ...(there.isUnique === here.isUnique ? [] : [there.isUnique ? 'unique' : 'not unique']),
    ...(there.isForeign === here.isForeign ? [] : [there.isForeign ? 'a foreign key' : 'no foreign key']),
  ];
  return other.length === 0 ? '' : `${side === 'before' ? 'becomes' : 'was'} ${other.join(', ')}`;
}
