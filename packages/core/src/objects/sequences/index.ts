import { isJsonObject, type JsonObject } from '../../json.js';
import type { Alteration, Dependent, Find, Kind, Renaming, PrivilegeTarget } from '../../kind.js';
import { keyOf, type Id } from '../../object.js';
import type { Alter } from '../../operation.js';
import { sequenceName } from '../../sql/names.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { commentOn, ownerOf, createAddress, dropStatement } from '../rules.js';
import { privilegesOf } from '../privileges.js';
import { schemaKey } from '../keys.js';
import { countedBy, goOnAfter } from './after-rows.js';
import { sequenceCatalog } from './catalog.js';
import { changedOptions, optionClauses, usualOptions, withinBounds } from './options.js';
import type { SequenceAttributes, SequenceOptions } from './sequence.js';

const address = (id: Id): string => `SEQUENCE ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id) });
const option = <A>(
  value: A,
): { readonly default: A; readonly alter: (alteration: Alteration<SequenceAttributes>) => readonly Statement[] } => ({
  default: value,
  alter: alterOptions,
});

/** Sequences that stand alone: CREATE SEQUENCE. */
export const sequenceKind: Kind<SequenceAttributes> = {
  name: 'sequence',
  scope: ['schema'],
  verb: 'create',
  lenient: 'both',
  holdsRows: true,
  attributes: {
    type: { default: 'bigint', alter: alterOptions },
    increment: option('1'),
    min: option<string | null>(null),
    max: option<string | null>(null),
    start: option<string | null>(null),
    cache: option('1'),
    cycle: option(false),
    ownedBy: { default: null, alter: ({ id, to }) => [ownedBy(id, to.ownedBy)] },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  // It is no type, but PostgreSQL makes none under the name of one.
  namespaces: (id) => [`relations of ${id.schema}`, `types of ${id.schema}`],
  needs: ({ id, attributes: { ownedBy } }) => [
    schemaKey(id),
    ...(ownedBy ? [keyOf('column', { schema: ownedBy.schema, table: ownedBy.table, name: ownedBy.column })] : []),
  ],
  fills: countedBy,
  create: ({ id, attributes }, _clauses, manner) => [
    inside([createAddress(address(id), manner), ...asType(attributes.type), ...optionClauses(attributes)].join(' ')),
    ...(attributes.ownedBy ? [ownedBy(id, attributes.ownedBy)] : []),
    ...goOnAfter(id, attributes, manner),
  ],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  carries,
  pointsTo: ['ownedBy', 'after'],
  follow: ({ attributes }, renaming) => ({
    ...attributes,
    ...(attributes.ownedBy ? { ownedBy: followOwner(attributes.ownedBy, renaming) } : {}),
  }),
  usualNames: ({ attributes: { ownedBy } }) => (ownedBy ? [sequenceName(ownedBy.table, ownedBy.column)] : []),
  spokenOf: ({ id }, current) => (current ? [] : [inside(`CREATE ${address(id)}`)]),
  normal: (attributes) => ({ ...attributes, ...usualOptions(attributes, attributes.type ?? 'bigint') }),
  catalog: sequenceCatalog,
};

/** All options in one statement, at the first of those that change. */
function alterOptions({ id, from, to, manner }: Alteration<SequenceAttributes>): readonly Statement[] {
  const keep = optionsOf(isJsonObject(manner['keep']) ? manner['keep'] : {});
  const [before, after] = [
    { ...keep, ...from },
    { ...keep, ...to },
  ];
  const type = to.type === from.type ? [] : [`AS ${to.type ?? 'bigint'}`];
  const options = changedOptions(before, after);
  return [
    ...withinBounds(ident(id.schema, id.name), before, after),
    inside([`ALTER ${address(id)}`, ...type, ...options].join(' ')),
  ];
}

/** New bounds move the usual start, a new direction the usual bounds: what stays of them is said along. */
function carries({ id, changes }: Alter, _dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  if (!changes['min'] && !changes['max'] && !changes['increment']) return undefined;
  const options = Object.entries(optionsOf(find('sequence', id)[0]?.attributes ?? {}));
  const keep = Object.fromEntries(options.filter(([name]) => !changes[name]));
  return Object.keys(keep).length === 0 ? undefined : { keep };
}

function optionsOf(attributes: JsonObject): SequenceOptions {
  const names = ['start', 'increment', 'min', 'max'] as const;
  return Object.fromEntries(
    names.flatMap((name) => (typeof attributes[name] === 'string' ? [[name, attributes[name]]] : [])),
  );
}

function followOwner(
  owner: NonNullable<SequenceAttributes['ownedBy']>,
  { kind, id, to }: Renaming,
): NonNullable<SequenceAttributes['ownedBy']> {
  if (kind === 'schema' && id.name === owner.schema) return { ...owner, schema: to };
  if (kind === 'column' && id.schema === owner.schema && id.table === owner.table && id.name === owner.column)
    return { ...owner, column: to };
  return kind === 'table' && id.schema === owner.schema && id.name === owner.table ? { ...owner, table: to } : owner;
}

const asType = (type: string | undefined): readonly string[] =>
  type === undefined || type === 'bigint' ? [] : [`AS ${type}`];

function ownedBy(id: Id, owner: SequenceAttributes['ownedBy']): Statement {
  return inside(`ALTER ${address(id)} OWNED BY ${owner ? ident(owner.schema, owner.table, owner.column) : 'NONE'}`);
}
