import type { Obstacle, Scene } from '../../kind.js';
import { isJsonObject, isList, type JsonObject } from '../../json.js';
import type { Alter, Create } from '../../operation.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { MEND } from '../key-obstacles.js';
import { spokenColumns } from '../keys.js';
import { onTable, rowsAlike, type KeyPart } from '../obstacle-questions.js';

/** Rows that share what a unique index is over. */
export function indexObstacles(operation: Create | Alter, { find, after }: Scene): readonly Obstacle[] {
  if (operation.verb === 'alter' || operation.object.attributes['unique'] !== true) return [];
  const { id, attributes } = operation.object;
  const { where, nullsNotDistinct } = attributes;
  const members = isList(attributes['columns']) ? attributes['columns'].filter(isJsonObject) : [];
  const parts = members.map(partOf);
  const condition = typeof where === 'string' ? where : undefined;
  const texts = [condition, ...members.map(({ expression }) => (typeof expression === 'string' ? expression : null))];
  const columns = members.flatMap(({ column }) => (typeof column === 'string' ? [column] : []));
  return [
    {
      ...onTable(id, columns),
      needs: [...onTable(id, columns).needs, ...[find, after].flatMap((each) => spokenColumns(id, each, ...texts))],
      which: `that share ${parts.map(({ name }) => name).join(', ')} with another`,
      since: `${id.name} is to be unique`,
      wayOut: MEND,
      question: rowsAlike(
        { id, find, alone: true },
        parts,
        condition && runnable(condition),
        nullsNotDistinct === true,
      ),
    },
  ];
}

function partOf({ column, expression, collation }: JsonObject): KeyPart {
  const name = String(column ?? expression);
  const sql = typeof column === 'string' ? ident(column) : `(${runnable(String(expression))})`;
  return { name, sql: typeof collation === 'string' ? `${sql} COLLATE ${collation}` : sql };
}
