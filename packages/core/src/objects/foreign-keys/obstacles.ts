import { isJsonObject, isList, type Json } from '../../json.js';
import type { Obstacle, Scene } from '../../kind.js';
import type { Alter, Create } from '../../operation.js';
import { ident } from '../../sql/quote.js';
import { heldFrom } from '../constraints.js';
import { onTable, rowsWhere, tableOf } from '../obstacle-questions.js';

/** Rows that point to nothing. */
export function foreignKeyObstacles(operation: Create | Alter, scene: Scene): readonly Obstacle[] {
  const key = heldFrom(operation, scene);
  const references = key?.attributes['references'];
  // Whether the spans of many rows cover one, PostgreSQL alone can tell.
  if (key === undefined || !isJsonObject(references) || key.attributes['period'] === true) return [];
  const { id, attributes } = key;
  const { find } = scene;
  const columns = names(attributes['columns']);
  const target = {
    schema: textOf(references['schema']) ?? 'public',
    table: textOf(references['table']) ?? '',
    name: '',
  };
  const targets = names(references['columns']);
  const same = columns.map((name, i) => `target.${ident(targets[i])} = source.${ident(name)}`);
  const missing = `NOT EXISTS (SELECT FROM ${tableOf({ id: target, find, alone: true })} AS target WHERE ${same.join(' AND ')})`;
  return [
    {
      ...onTable(id, columns),
      needs: [...onTable(id, columns).needs, ...onTable(target, targets).needs],
      which: `whose ${columns.join(', ')} is in no row of ${target.table}`,
      since: `foreign key ${id.name} is to hold`,
      wayOut: `Mend or delete them before, or add the rows that they point to; or make the key NOT VALID, which holds for new rows alone, and validate it later.`,
      question: rowsWhere(
        { id, find, alone: true },
        points(columns, attributes['match'] === 'full', missing),
        'source',
      ),
    },
  ];
}

/** What points somewhere: by default only what has all columns; with MATCH FULL one that has some but not all is wrong. */
function points(columns: readonly string[], isFull: boolean, missing: string): string {
  const row = columns.map((name) => `source.${ident(name)}`);
  const all = row.map((name) => `${name} IS NOT NULL`).join(' AND ');
  if (!isFull || row.length === 1) return `${all} AND ${missing}`;
  return `num_nonnulls(${row.join(', ')}) > 0 AND ${missing}`;
}

const names = (columns: Json | undefined): readonly string[] => (isList(columns) ? columns.map(String) : []);
const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
