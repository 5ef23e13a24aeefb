import type { Alteration } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { comment } from '../rules.js';
import { byText, makeTypeAnew } from '../type-anew.js';
import type { CompositeTypeAttributes, TypeAttribute } from './composite-type.js';

/** The SQL that makes a composite type under a name, as SQL. */
export function createCompositeType(name: string, attributes: readonly TypeAttribute[]): readonly string[] {
  return [
    `CREATE TYPE ${name} AS (${attributes.map(attributeClause).join(', ')})`,
    ...attributes.flatMap((each) => (each.comment === undefined ? [] : [commentOnAttribute(name, each)])),
  ];
}

const typeClause = ({ type, collation }: TypeAttribute): string =>
  `${type}${collation === undefined ? '' : ` COLLATE ${collation}`}`;

const attributeClause = (attribute: TypeAttribute): string => `${ident(attribute.name)} ${typeClause(attribute)}`;

const commentOnAttribute = (type: string, { name, comment: text }: TypeAttribute): string =>
  comment(`COLUMN ${type}.${ident(name)}`, text ?? null).sql;

/**
 * From some attributes to others. What goes and what comes last is changed in place. An attribute of another type, or in
 * another place, is changed in place where no column holds a value; where one does, the type is made anew.
 */
export function alterAttributes(alteration: Alteration<CompositeTypeAttributes>): readonly Statement[] {
  const { id, from, to, manner } = alteration;
  const renames = attributeRenames(manner['rename']);
  const [before, after] = [renamedAttributes(from.attributes ?? [], renames), to.attributes ?? []];
  const type = ident(id.schema, id.name);
  const isAnew = manner['columns'] !== undefined;
  return [
    ...Object.entries(renames).map(
      ([name, next]) => `ALTER TYPE ${type} RENAME ATTRIBUTE ${ident(name)} TO ${ident(next)}`,
    ),
    ...inPlace(type, before, after, isAnew),
    ...(isAnew ? [] : comments(type, before, after)),
  ]
    .map(inside)
    .concat(isAnew ? makeTypeAnew(alteration, byText) : []);
}

function inPlace(
  type: string,
  before: readonly TypeAttribute[],
  after: readonly TypeAttribute[],
  isAnew: boolean,
): readonly string[] {
  const names = new Set(after.map(({ name }) => name));
  const known = new Map(before.map((attribute) => [attribute.name, attribute]));
  const actions = [
    ...before.filter(({ name }) => !names.has(name)).map(({ name }) => `DROP ATTRIBUTE ${ident(name)}`),
    ...after.flatMap((attribute) => {
      const was = known.get(attribute.name);
      if (!was) return [`ADD ATTRIBUTE ${attributeClause(attribute)}`];
      return isAnew || isSameType(was, attribute)
        ? []
        : [`ALTER ATTRIBUTE ${ident(attribute.name)} TYPE ${typeClause(attribute)}`];
    }),
  ];
  return actions.length === 0 ? [] : [`ALTER TYPE ${type} ${actions.join(', ')}`];
}

function comments(type: string, before: readonly TypeAttribute[], after: readonly TypeAttribute[]): readonly string[] {
  const known = new Map(before.map((attribute) => [attribute.name, attribute.comment]));
  return after
    .filter(({ name, comment: text }) => known.get(name) !== text)
    .map((attribute) => commentOnAttribute(type, attribute));
}

const isSameType = (a: TypeAttribute, b: TypeAttribute): boolean => a.type === b.type && a.collation === b.collation;

/** Attributes that keep their values under another name: old to new. */
export function attributeRenames(renames: unknown): Readonly<Record<string, string>> {
  if (typeof renames !== 'object' || renames === null) return {};
  return Object.fromEntries(
    Object.entries(renames).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Attributes under their new names. */
export const renamedAttributes = (
  attributes: readonly TypeAttribute[],
  renames: Readonly<Record<string, string>>,
): readonly TypeAttribute[] =>
  attributes.map((attribute) => ({ ...attribute, name: renames[attribute.name] ?? attribute.name }));

/** What of a change PostgreSQL does not do while a column holds a value of the type. */
export function needsAnew(
  before: readonly TypeAttribute[],
  after: readonly TypeAttribute[],
): 'type' | 'order' | undefined {
  const known = new Map(before.map((attribute) => [attribute.name, attribute]));
  if (movesAttributes(before, after)) return 'order';
  const changes = (attribute: TypeAttribute): boolean => {
    const was = known.get(attribute.name);
    return was !== undefined && !isSameType(was, attribute);
  };
  return after.some(changes) ? 'type' : undefined;
}

/** ALTER TYPE adds at the end. */
function movesAttributes(before: readonly TypeAttribute[], after: readonly TypeAttribute[]): boolean {
  const [was, is] = [before, after].map((list) => new Set(list.map(({ name }) => name)));
  const kept = before.filter(({ name }) => is?.has(name)).map(({ name }) => name);
  const reached = [...kept, ...after.filter(({ name }) => !was?.has(name)).map(({ name }) => name)];
  return after.some(({ name }, i) => reached[i] !== name);
}

/** A value attribute by attribute, since two composite types have no cast. A value that is not there stays so. */
export function byAttributes(column: string, id: Id, after: readonly TypeAttribute[]): string {
  const parts = after.map(({ name, type }) => `(${ident(column)}).${ident(name)}::${type}`);
  return `CASE WHEN ${ident(column)} IS DISTINCT FROM NULL THEN ROW(${parts.join(', ')})::${ident(id.schema, id.name)} END`;
}
