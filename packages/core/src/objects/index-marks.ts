import type { JsonObject } from '../json.js';
import type { Attribute, Find } from '../kind.js';
import type { DatabaseObject, Id } from '../object.js';
import type { Alter } from '../operation.js';
import { ident } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';
import { alterTable } from './constraints.js';
import { comment } from './rules.js';
import { commentOf } from './catalog-sql.js';

/** What an index is to its table, besides what it indexes. Of a table's indexes one at most is each. */
export interface IndexMarks {
  /** The order that CLUSTER uses. */
  readonly clustered?: boolean;
  /** The replica identity: what tells rows apart in logical replication. */
  readonly replicaIdentity?: boolean;
}

/** The marks, and the comment of the index itself, of a constraint that has one. */
export interface OwnIndex extends IndexMarks {
  readonly indexComment?: string | null;
}

const marks = ['clustered', 'replicaIdentity'] as const;
type Mark = (typeof marks)[number];

const actions: Readonly<Record<Mark, (id: Id, on: boolean) => string>> = {
  clustered: ({ name }, on) => (on ? `CLUSTER ON ${ident(name)}` : 'SET WITHOUT CLUSTER'),
  replicaIdentity: ({ name }, on) => `REPLICA IDENTITY ${on ? `USING INDEX ${ident(name)}` : 'DEFAULT'}`,
};

const rule = <M extends Mark>(mark: M): Attribute<IndexMarks, M> => ({
  default: false,
  alter: ({ id, to, manner }) => {
    const passes = Array.isArray(manner['passed']) && manner['passed'].includes(mark);
    return passes ? [] : [alterTable(id, actions[mark](id, to[mark] === true))];
  },
});

/** Of two indexes that are the same otherwise, one alone can have a mark. */
export const isUnmarked = ({ attributes }: DatabaseObject<IndexMarks>): boolean =>
  marks.every((mark) => !attributes[mark]);

/** The rules for the marks. */
export const markRules = { clustered: rule('clustered'), replicaIdentity: rule('replicaIdentity') };

/** The rule for the comment of a constraint's index. */
export const indexComment: Attribute<OwnIndex, 'indexComment'> = {
  default: null,
  alter: ({ id, to }) => [commentOnIndex(id, to.indexComment ?? null)],
};

const commentOnIndex = (id: Id, text: string | null): Statement => comment(`INDEX ${ident(id.schema, id.name)}`, text);

/** What runs after the statement that makes an index. */
export function markIndex(id: Id, attributes: OwnIndex): readonly Statement[] {
  return [
    ...marks
      .filter((mark) => attributes[mark])
      .map((mark) => inside(`ALTER TABLE ${ident(id.schema, id.table)} ${actions[mark](id, true)}`)),
    ...(attributes.indexComment == null ? [] : [commentOnIndex(id, attributes.indexComment)]),
  ];
}

/** The marks that an index loses because another index, or the table as a whole, gets them: nothing is taken back then. */
export function passedMarks({ id, changes }: Alter, find: Find): JsonObject | undefined {
  const { schema = 'public', table = '' } = id;
  const indexes = indexesOf({ schema, table }, find);
  const isWhole = find('table', { schema, name: table }).some(
    ({ attributes }) => attributes['replicaIdentity'] != null,
  );
  const passed = marks.filter(
    (mark) =>
      changes[mark]?.to === false &&
      (indexes.some(({ attributes }) => attributes[mark] === true) || (mark === 'replicaIdentity' && isWhole)),
  );
  return passed.length === 0 ? undefined : { passed };
}

/** The index of a table that is its replica identity. */
export const replicaIndexOf = ({ schema = 'public', name }: Id, find: Find): DatabaseObject | undefined =>
  indexesOf({ schema, table: name }, find).find(({ attributes }) => attributes['replicaIdentity'] === true);

const kinds = ['index', 'primary_key', 'unique', 'exclusion'] as const;
const indexesOf = (table: { readonly schema: string; readonly table: string }, find: Find): readonly DatabaseObject[] =>
  kinds.flatMap((kind) => find(kind, table));

/** The columns of a catalog query that {@link readMarks} reads; `i` is the row of pg_index. */
export const markColumns = `i.indisclustered AS clustered, i.indisreplident AS replica_identity`;

/** The comment of the index of a constraint, as a column. */
export const indexCommentColumn = `${commentOf('i.indexrelid', 'pg_class')} AS index_comment`;

export const readMarks = (row: JsonObject): Required<IndexMarks> => ({
  clustered: row['clustered'] === true,
  replicaIdentity: row['replica_identity'] === true,
});
