import { isJsonObject, isList, type JsonObject } from '../../json.js';
import type { Find } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { ident, literal, readName } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import type { SequenceOptions } from './sequence.js';

/** A column whose values a new sequence goes on after. */
export interface CountedColumn {
  /** Left out when it is `public`. */
  readonly schema?: string;
  readonly table: string;
  readonly column: string;
}

/** How a sequence is made that columns with rows draw from. */
export interface SequenceManner {
  /** It would repeat their values otherwise. */
  readonly after?: readonly CountedColumn[];
}

/** The sequence from which a default draws, where it does nothing else. */
export function drawnFrom(text: unknown): { readonly schema: string; readonly name: string } | undefined {
  const sequence = typeof text === 'string' ? /^nextval\('(.*)'::regclass\)$/.exec(text)?.[1] : undefined;
  return sequence === undefined ? undefined : readName(sequence.replaceAll("''", "'"));
}

/** The columns that stand already and draw from a sequence that is new. */
export function countedBy({ id }: DatabaseObject<object>, after: Find, before: Find): JsonObject | undefined {
  const draws = (column: DatabaseObject): boolean => {
    const from = drawnFrom(column.attributes['default']);
    return from !== undefined && from.schema === id.schema && from.name === id.name;
  };
  const stands = (column: DatabaseObject): boolean => before('column', column.id).some(isInteger);
  const columns = after('column').filter((column) => isInteger(column) && draws(column) && stands(column));
  if (columns.length === 0) return undefined;
  const said = columns.map(({ id: { schema = 'public', table = '', name } }) => ({
    ...(schema === 'public' ? {} : { schema }),
    table,
    column: name,
  }));
  return { after: said };
}

const isInteger = ({ attributes: { type } }: DatabaseObject): boolean =>
  type === 'smallint' || type === 'integer' || type === 'bigint';

/** What moves a new sequence behind the rows of the columns that its manner names. */
export function goOnAfter(id: Id, options: SequenceOptions, { after }: JsonObject): readonly Statement[] {
  const columns = isList(after) ? after.filter(isJsonObject) : [];
  return columns.map(({ schema = 'public', table, column }) =>
    startAfterRows(
      { schema: String(schema), table: String(table), name: String(column) },
      ident(id.schema, id.name),
      options,
    ),
  );
}

/** A sequence put on a column that has rows goes on after them: it would repeat their values otherwise. */
export function startAfterRows(id: Id, sequence: string, { increment = '1' }: SequenceOptions): Statement {
  const [column, table] = [ident(id.name), ident(id.schema, id.table)];
  const [last, beyond] = increment.startsWith('-') ? ['min', '<='] : ['max', '>='];
  return inside(
    `SELECT setval(${literal(sequence)}, ${last}(${column})) FROM ${table} HAVING ${last}(${column}) ${beyond} (SELECT last_value FROM ${sequence})`,
  );
}

/** A sequence that takes the place of another goes on where that stands, if its bounds let it. */
export function goOnFrom(other: string, sequence: string): Statement {
  const name = literal(sequence);
  return inside(
    `SELECT setval(${name}, o.last_value) FROM ${other} o JOIN pg_catalog.pg_sequence s ON s.seqrelid = ${name}::regclass ` +
      'WHERE o.is_called AND o.last_value BETWEEN s.seqmin AND s.seqmax',
  );
}
