import { mentioned, type Kind } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { relationNames, replaced, replacedSince } from '../constraints.js';
import { followNames, followText } from '../follow.js';
import { isUnmarked, markIndex, markRules, passedMarks } from '../index-marks.js';
import { columnKey, spokenColumns, relationKeys } from '../keys.js';
import { alterParameters, commentOn } from '../rules.js';
import { concurrent } from '../safe-forms.js';
import { drizzleName, usualName } from '../usual-names.js';
import { indexCatalog } from './catalog.js';
import { createIndex, dropIndex, indexBody, indexIdent } from './ddl.js';
import { indexObstacles } from './obstacles.js';
import type { IndexAttributes, IndexMember } from './table-index.js';
import { bindingRollOut, unseenRollOut } from '../roll-out.js';

const address = (id: Id): string => `INDEX ${indexIdent(id)}`;

/** Indexes that no constraint owns: CREATE INDEX. */
export const indexKind: Kind<IndexAttributes> = {
  name: 'index',
  scope: ['schema', 'table'],
  verb: 'create',
  lenient: 'both',
  attributes: {
    unique: replaced(false),
    nullsNotDistinct: replacedSince(15, false),
    method: replaced('btree'),
    columns: { alter: 'replace' },
    include: replaced<readonly string[]>([]),
    where: replaced<string | null>(null),
    with: { default: {}, alter: ({ id, from, to }) => alterParameters(address(id), from.with, to.with) },
    tablespace: {
      default: null,
      alter: ({ id, to }) => [inside(`ALTER ${address(id)} SET TABLESPACE ${to.tablespace ?? 'pg_default'}`)],
    },
    statistics: { default: {}, alter: ({ id, from, to }) => setStatistics(id, from.statistics, to.statistics) },
    ...markRules,
    invalid: { default: false, alter: ({ id, to }) => (to.invalid ? [] : [inside(`REINDEX ${address(id)}`)]) },
    comment: commentOn(address),
    concurrently: { default: false, alter: 'replace', compared: false },
  },
  rollOut: (difference) => {
    const { attributes } = difference.verb === 'create' ? difference.after : difference.before;
    return attributes['unique'] === true ? bindingRollOut(difference) : unseenRollOut();
  },
  obstacles: indexObstacles,
  namespaces: (id) => [relationNames(id)],
  needs: ({ id, attributes: { columns, include, where }, dependsOn }, find) => [
    ...relationKeys(id),
    ...columns.flatMap(({ column }) => (column === undefined ? [] : [columnKey(id, column)])),
    ...(include ?? []).map((name) => columnKey(id, name)),
    ...(dependsOn ? [] : spokenColumns(id, find, where, ...columns.map(({ expression }) => expression))),
  ],
  follow: (object, renaming) => {
    const { id, attributes } = object;
    return {
      ...attributes,
      columns: attributes.columns.map(({ column, expression, ...member }) => ({
        ...(column === undefined ? {} : { column: followNames([column], id, renaming)[0] ?? column }),
        ...(expression === undefined ? {} : { expression: followText(expression, object, renaming) }),
        ...member,
      })),
      ...(attributes.include ? { include: followNames(attributes.include, id, renaming) } : {}),
      ...(attributes.where == null ? {} : { where: followText(attributes.where, object, renaming) }),
    };
  },
  usualNames: ({ id, attributes }) => {
    const members = attributes.columns.map(({ column }) => column ?? 'expr');
    return [usualName(id, members, 'idx'), drizzleName(id, members, 'index')];
  },
  likeness: ({ attributes: { columns, unique, where } }) => [
    columns.map((member) => ({ ...member })),
    unique ?? false,
    where ?? null,
  ],
  create: (object, _clauses, manner) => [createIndex(object, manner)],
  after: ({ id, attributes }) => [...setStatistics(id, {}, attributes.statistics), ...markIndex(id, attributes)],
  carries: (alter, _dependents, find) => passedMarks(alter, find),
  drop: ({ id }, manner) => [dropIndex(id, manner)],
  safeForm: concurrent,
  beside: isUnmarked,
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  adopt: (attributes, current) => ({
    ...attributes,
    invalid: false,
    ...(isSameMembers(attributes.columns, current?.columns) ? {} : { statistics: {} }),
    columns: attributes.columns.map((member, i) => withCollation(member, current?.columns[i])),
  }),
  texts: {
    attributes: ['columns', 'where', 'with'],
    ask: ({ kind, attributes }, columns, write) => {
      const { columns: members, where } = attributes;
      const plain =
        where == null &&
        members.every(({ expression, opclass, collation }) => expression === undefined && !opclass && !collation);
      if (plain) return undefined;
      const spoken = mentioned(
        columns,
        where,
        ...members.map(({ column, expression }) => (column === undefined ? expression : ident(column))),
      );
      return { kind, columns: spoken, statement: ['CREATE INDEX ON ', indexBody(attributes, write)] };
    },
  },
  catalog: indexCatalog,
};

/** Statistics targets are those of members by their place. */
const isSameMembers = (columns: readonly IndexMember[], current: readonly IndexMember[] = []): boolean =>
  columns.length === current.length &&
  columns.every(({ column, expression }, i) => column === current[i]?.column && expression === current[i]?.expression);

/** A model cannot say a collation: the database's stays. */
function withCollation(member: IndexMember, current: IndexMember | undefined): IndexMember {
  const isSame = current !== undefined && member.column === current.column && member.expression === current.expression;
  return isSame && member.collation === undefined && current.collation !== undefined
    ? { ...member, collation: current.collation }
    : member;
}

/** ALTER INDEX … SET STATISTICS of the members that have another target, or none any more. */
function setStatistics(
  id: Id,
  from: IndexAttributes['statistics'] = {},
  to: IndexAttributes['statistics'] = {},
): readonly Statement[] {
  const places = Object.keys({ ...from, ...to }).filter((place) => from[place] !== to[place]);
  return places.map((place) =>
    inside(`ALTER ${address(id)} ALTER COLUMN ${Number(place)} SET STATISTICS ${to[place] ?? -1}`),
  );
}
