import type { JsonObject } from '../../json.js';
import type { DatabaseObject, Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident, idents } from '../../sql/quote.js';
import type { Statement } from '../../statement.js';
import { inside } from '../../statement.js';
import { dropStatement, withClause } from '../rules.js';
import type { IndexAttributes, IndexMember } from './table-index.js';

export const indexIdent = (id: Id): string => ident(id.schema, id.name);

/** CREATE INDEX. Concurrently it runs alone, and what an interrupted build left is cleared before another try. */
export function createIndex(
  { id, attributes }: DatabaseObject<IndexAttributes>,
  { ifNotExists }: JsonObject = {},
): Statement {
  const { unique, concurrently } = attributes;
  const body = `ON ${ident(id.schema, id.table)}${indexBody(attributes)}`;
  const how = `${concurrently ? 'CONCURRENTLY ' : ''}${ifNotExists === true ? 'IF NOT EXISTS ' : ''}`;
  const sql = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${how}${ident(id.name)} ${body}`;
  return concurrently
    ? { sql, transaction: 'outside', clear: `DROP INDEX CONCURRENTLY IF EXISTS ${indexIdent(id)}` }
    : inside(sql);
}

/** DROP INDEX. */
export function dropIndex(id: Id, manner: JsonObject): Statement {
  return manner['concurrently'] === true
    ? { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${indexIdent(id)}`, transaction: 'outside' }
    : dropStatement(`INDEX ${indexIdent(id)}`, manner);
}

/** What follows the table: method, members and all options. */
export function indexBody(attributes: IndexAttributes, write: (expression: string) => string = runnable): string {
  return [
    ` USING ${ident(attributes.method ?? 'btree')} (${attributes.columns.map((each) => member(each, write)).join(', ')})`,
    attributes.include?.length ? ` INCLUDE (${idents(attributes.include)})` : '',
    attributes.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '',
    withClause(attributes.with),
    attributes.tablespace ? ` TABLESPACE ${attributes.tablespace}` : '',
    attributes.where == null ? '' : ` WHERE ${write(attributes.where)}`,
  ].join('');
}

function member(
  { column, expression, collation, opclass, order, nulls }: IndexMember,
  write: (expression: string) => string,
): string {
  return [
    column === undefined ? write(expression ?? '') : ident(column),
    collation ? ` COLLATE ${collation}` : '',
    opclass ? ` ${opclass}` : '',
    order ? ' DESC' : '',
    nulls ? ` NULLS ${nulls.toUpperCase()}` : '',
  ].join('');
}
