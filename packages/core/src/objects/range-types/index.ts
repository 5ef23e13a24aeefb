import type { Alteration, Kind, PrivilegeTarget, Renaming } from '../../kind.js';
import { keyOf, type DatabaseObject, type Id } from '../../object.js';
import type { Alter } from '../../operation.js';
import { makeMultirangeName } from '../../sql/names.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { followText } from '../follow.js';
import { schemaKey } from '../keys.js';
import { privilegesOf } from '../privileges.js';
import { commentOn, ownerOf, dropStatement } from '../rules.js';
import { asideOfType, byText, carryType, makeTypeAnew, putAside } from '../type-anew.js';
import { typeKeys } from '../types.js';
import { rangeTypeCatalog } from './catalog.js';
import type { RangeTypeAttributes } from './range-type.js';

const address = (id: Id): string => `TYPE ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id), everybody: ['USAGE'] });

/** PostgreSQL changes nothing of a range type but names: it is made anew, once for all changes. */
function alter(alteration: Alteration<RangeTypeAttributes>): readonly Statement[] {
  const { id, from, to } = alteration;
  if (definition.some((name) => to[name] !== undefined)) return makeTypeAnew(alteration, byText);
  const [before, after] = [from, to].map(({ multirange }) => multirange ?? makeMultirangeName(id.name));
  return [inside(`ALTER TYPE ${ident(id.schema, before)} RENAME TO ${ident(after)}`)];
}

/** Range types: CREATE TYPE … AS RANGE. */
export const rangeTypeKind: Kind<RangeTypeAttributes> = {
  name: 'range_type',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  holdsRows: true,
  attributes: {
    subtype: { alter },
    opclass: { default: null, alter },
    collation: { default: null, alter },
    canonical: { default: null, alter },
    subtypeDiff: { default: null, alter },
    multirange: { default: null, alter },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  namespaces: (id) => [`types of ${id.schema}`],
  needs: ({ id, attributes: { subtype } }, find) => [schemaKey(id), ...typeKeys(subtype, find)],
  create: ({ id, attributes }) => [inside(createRangeType(ident(id.schema, id.name), attributes, id.schema))],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  spokenOf,
  pointsTo: ['columns', 'types'],
  follow,
  unsettles: isAnew,
  disturbs: (operation, dependents) => (isAnew(operation) ? asideOfType(operation, dependents) : []),
  carries: (operation, dependents, find) => (isAnew(operation) ? carryType(operation, dependents, find) : undefined),
  texts: {
    attributes: ['subtype', 'opclass', 'collation', 'canonical', 'subtypeDiff'],
    ask: ({ kind, attributes }) => ({
      kind,
      statement: createRangeType(hole, { ...attributes, multirange: null }).split(hole),
    }),
  },
  catalog: rangeTypeCatalog,
};

/** Where the name goes in a question. */
const hole = '\u0000';

function createRangeType(name: string, attributes: RangeTypeAttributes, schema?: string): string {
  const { subtype, opclass, collation, canonical, subtypeDiff, multirange } = attributes;
  const options = [
    `SUBTYPE = ${subtype}`,
    opclass == null ? '' : `SUBTYPE_OPCLASS = ${opclass}`,
    collation == null ? '' : `COLLATION = ${collation}`,
    canonical == null ? '' : `CANONICAL = ${canonical}`,
    subtypeDiff == null ? '' : `SUBTYPE_DIFF = ${subtypeDiff}`,
    multirange == null ? '' : `MULTIRANGE_TYPE_NAME = ${ident(schema, multirange)}`,
  ];
  return `CREATE TYPE ${name} AS RANGE (${options.filter((option) => option !== '').join(', ')})`;
}

const definition = ['subtype', 'opclass', 'collation', 'canonical', 'subtypeDiff'] as const;

function isAnew({ changes }: Alter): boolean {
  return definition.some((name) => changes[name] !== undefined);
}

/** A range type of other bounds stands aside for the time of the questions. */
function spokenOf(
  { kind, id, attributes }: DatabaseObject<RangeTypeAttributes>,
  current: DatabaseObject<RangeTypeAttributes> | undefined,
): readonly Statement[] {
  if (
    current &&
    [...definition, 'multirange' as const].every(
      (name) => (current.attributes[name] ?? null) === (attributes[name] ?? null),
    )
  )
    return [];
  const { multirange = null } = current?.attributes ?? {};
  return [
    ...(current ? putAside({ kind, id, attributes: { multirange } }) : []),
    inside(createRangeType(ident(id.schema, id.name), attributes, id.schema)),
  ];
}

/** The multirange keeps its name when the range gets another. */
function follow(object: DatabaseObject<RangeTypeAttributes>, renaming: Renaming): RangeTypeAttributes {
  const { kind, id, attributes } = object;
  if (keyOf(kind, id) === keyOf(renaming.kind, renaming.id))
    return { ...attributes, multirange: attributes.multirange ?? makeMultirangeName(id.name) };
  return renaming.value ? attributes : { ...attributes, subtype: followText(attributes.subtype, object, renaming) };
}
