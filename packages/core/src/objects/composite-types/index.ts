import type { JsonObject } from '../../json.js';
import type { Cast, Dependent, Find, Kind, PrivilegeTarget, Renaming } from '../../kind.js';
import { RefusedError } from '../../errors.js';
import { keyOf, type DatabaseObject, type Id } from '../../object.js';
import type { Alter, Operation } from '../../operation.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { followText } from '../follow.js';
import { schemaKey } from '../keys.js';
import { privilegesOf } from '../privileges.js';
import { commentOn, ownerOf, dropStatement } from '../rules.js';
import { asideOfType, carryType, columnsOf, holdsValues, isWithin, putAside, typeColumns } from '../type-anew.js';
import { typeKeys } from '../types.js';
import { compositeTypeCatalog } from './catalog.js';
import type { CompositeTypeAttributes, TypeAttribute } from './composite-type.js';
import { alterAttributes, byAttributes, createCompositeType, needsAnew } from './ddl.js';
import { goneAttributes, sidesOf } from './gone-attributes.js';
import { compositeTypeRisks } from './risks.js';

const address = (id: Id): string => `TYPE ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id), everybody: ['USAGE'] });

/** Composite types: CREATE TYPE … AS. */
export const compositeTypeKind: Kind<CompositeTypeAttributes> = {
  name: 'composite_type',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  holdsRows: true,
  risks: compositeTypeRisks,
  attributes: {
    attributes: { alter: alterAttributes },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  namespaces: (id) => [`types of ${id.schema}`, `relations of ${id.schema}`],
  needs: ({ id, attributes: { attributes } }, find) => [
    schemaKey(id),
    ...attributes.flatMap(({ type }) => typeKeys(type, find)),
  ],
  create: ({ id, attributes }) => createCompositeType(ident(id.schema, id.name), attributes.attributes).map(inside),
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  spokenOf,
  values: ({ attributes: { attributes } }) => attributes.map(({ name }) => name),
  pointsTo: ['columns', 'types'],
  follow,
  unsettles: (operation) => newShape(operation) !== undefined,
  disturbs: (operation, dependents) => (isAnew(operation, dependents) ? asideOfType(operation, dependents) : []),
  carries,
  castsWithin,
  remarks,
  adopt,
  texts: {
    attributes: ['attributes'],
    ask: ({ kind, attributes: { attributes } }) => ({
      kind,
      statement: createCompositeType(hole, attributes).join(';\n').split(hole),
    }),
  },
  catalog: compositeTypeCatalog,
};

/** Where the name goes in a question. */
const hole = '\u0000';

const newShape = (operation: Alter): 'type' | 'order' | undefined => needsAnew(...sidesOf(operation));

/** PostgreSQL changes no type of an attribute under a column, and never its place. */
function isAnew(operation: Alter, dependents: readonly Dependent[]): boolean {
  const shape = newShape(operation);
  return shape === 'order' || (shape === 'type' && holdsValues(operation, dependents));
}

function carries(operation: Alter, dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  const columns = goneAttributes(operation).length === 0 ? [] : columnsOf(operation, dependents, find);
  const held = columns.length === 0 ? {} : { heldBy: columns };
  if (!isAnew(operation, dependents)) return columns.length === 0 ? undefined : held;
  if (newShape(operation) === 'order' && isWithin(operation, dependents)) throw noOrder(operation);
  const [, after] = sidesOf(operation);
  const along = carryType(operation, dependents, find, ({ id }, { isItself }) =>
    isItself ? byAttributes(id.name, operation.id, after) : undefined,
  );
  return { ...along, ...held };
}

/** Where the value of a column comes along attribute by attribute, each that gets another type. */
function castsWithin(operation: Alter): readonly Cast[] {
  if (typeColumns(operation.manner).every(({ using }) => using === undefined)) return [];
  const [before, after] = sidesOf(operation);
  return after.flatMap(({ name, type }) => {
    const from = before.find((attribute) => attribute.name === name)?.type;
    return from === undefined || from === type ? [] : [{ from, to: type, value: ident(name) }];
  });
}

function noOrder({ kind, id }: Alter): RefusedError {
  const key = keyOf(kind, id);
  return new RefusedError(
    key,
    'attributes in another order',
    `${key}: its attributes cannot be put in another order, since a column holds it in a list or within another type. Keep the order and add new attributes at the end, or write the steps by hand with op.execute.`,
  );
}

/** What goes with an attribute that goes. */
function remarks(operation: Operation): readonly string[] {
  if (operation.verb !== 'alter') return [];
  return goneAttributes(operation).map(
    (name) => `The values of ${name} are lost: the other direction brings back the attribute, not them.`,
  );
}

/** A type of other attributes stands aside for the time of the questions. */
function spokenOf(
  { kind, id, attributes: { attributes } }: DatabaseObject<CompositeTypeAttributes>,
  current: DatabaseObject<CompositeTypeAttributes> | undefined,
): readonly Statement[] {
  const shape = (list: readonly TypeAttribute[]): string => JSON.stringify(list.map(({ name, type }) => [name, type]));
  if (current && shape(current.attributes.attributes) === shape(attributes)) return [];
  return [
    ...(current ? putAside({ kind, id, attributes: {} }) : []),
    ...createCompositeType(ident(id.schema, id.name), attributes).map(inside),
  ];
}

/** The comment of an attribute is the database's where a model has none. */
function adopt(model: CompositeTypeAttributes, current: CompositeTypeAttributes | undefined): CompositeTypeAttributes {
  const comments = new Map((current?.attributes ?? []).map(({ name, comment }) => [name, comment]));
  return {
    ...model,
    attributes: model.attributes.map((attribute) => {
      const comment = attribute.comment ?? comments.get(attribute.name);
      return comment === undefined ? attribute : { ...attribute, comment };
    }),
  };
}

function follow(object: DatabaseObject<CompositeTypeAttributes>, renaming: Renaming): CompositeTypeAttributes {
  const { kind, id, attributes } = object;
  const { value } = renaming;
  const isOwn = keyOf(kind, id) === keyOf(renaming.kind, renaming.id);
  return {
    ...attributes,
    attributes: attributes.attributes.map((attribute) => ({
      ...attribute,
      name: isOwn && value?.from === attribute.name ? value.to : attribute.name,
      type: value ? attribute.type : followText(attribute.type, object, renaming),
    })),
  };
}
