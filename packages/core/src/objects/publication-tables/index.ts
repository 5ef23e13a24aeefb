import { isJsonObject, isList } from '../../json.js';
import type { Alteration, Kind } from '../../kind.js';
import type { Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident, idents } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { followNames, followText } from '../follow.js';
import { columnKey, tableKey } from '../keys.js';
import { publicationTableCatalog } from './catalog.js';
import type { PublicationTableAttributes } from './publication-table.js';
import { unseenRollOut } from '../roll-out.js';

const alter = ({ schema, table, name }: Id, verb: 'ADD' | 'DROP', details = ''): Statement =>
  inside(`ALTER PUBLICATION ${ident(name)} ${verb} TABLE ${ident(schema, table)}${details}`);

/** The tables that publications name: ALTER PUBLICATION … ADD TABLE. The publication itself is somebody else's. */
export const publicationTableKind: Kind<PublicationTableAttributes> = {
  name: 'publication_table',
  scope: ['schema', 'table'],
  verb: 'add',
  part: { of: 'table', field: 'publications' },
  unmodelled: 'stops',
  attributes: {
    columns: { default: [], alter: again },
    where: { default: null, alter: again },
  },
  rollOut: unseenRollOut,
  namespaces: (id) => [`publications of ${id.schema}.${id.table}`],
  needs: ({ id, attributes: { columns = [] } }) => [tableKey(id), ...columns.map((name) => columnKey(id, name))],
  follow: (object, renaming) => {
    const { columns, where } = object.attributes;
    return {
      ...(columns ? { columns: followNames(columns, object.id, renaming) } : {}),
      ...(where == null ? {} : { where: followText(where, object, renaming) }),
    };
  },
  apart: () => true,
  create: ({ id, attributes }) => [alter(id, 'ADD', details(attributes))],
  carries: ({ id, changes }, _dependents, find) => {
    const { columns = [], where = null } = find('publication_table', id)[0]?.attributes ?? {};
    return { keep: { ...(changes['columns'] ? {} : { columns }), ...(changes['where'] ? {} : { where }) } };
  },
  drop: ({ id }) => [alter(id, 'DROP')],
  address: ({ name }) => `PUBLICATION ${ident(name)}`,
  catalog: publicationTableCatalog,
};

/** What is published of the table, after its name. */
const details = ({ columns = [], where }: PublicationTableAttributes): string =>
  `${columns.length === 0 ? '' : ` (${idents(columns)})`}${where == null ? '' : ` WHERE (${runnable(where)})`}`;

/** PostgreSQL changes neither of a table that is published: it goes and comes again with what stays. */
function again({ id, to, manner }: Alteration<PublicationTableAttributes>): readonly Statement[] {
  const { columns, where } = isJsonObject(manner['keep']) ? manner['keep'] : {};
  const kept = {
    ...(isList(columns) ? { columns: columns.map(String) } : {}),
    ...(typeof where === 'string' ? { where } : {}),
  };
  return [alter(id, 'DROP'), alter(id, 'ADD', details({ ...kept, ...to }))];
}
