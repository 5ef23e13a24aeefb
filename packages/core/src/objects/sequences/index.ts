import type { JsonObject } from '../../json.js';
import type { Alteration, Dependent, Find, Kind, Renaming } from '../../kind.js';
import { keyOf, type Id } from '../../object.js';
import type { Alter } from '../../operation.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { commentOn, ownerOf } from '../rules.js';
import { schemaKey } from '../keys.js';
import { sequenceCatalog } from './catalog.js';
import { changedOptions, optionClauses, startOf, usualOptions, withinBounds } from './options.js';
import type { SequenceAttributes, SequenceOptions } from './sequence.js';

const address = (id: Id): string => `SEQUENCE ${ident(id.schema, id.name)}`;
const option = <A>(value: A): { readonly default: A; readonly alter: (alteration: Alteration<SequenceAttributes>) => readonly Statement[] } => ({
  default: value,
  alter: alterOptions,
});

/** Sequences that stand alone: CREATE SEQUENCE. */
export const sequenceKind: Kind<SequenceAttributes> = {
  name: 'sequence',
  scope: ['schema'],
  verb: 'create',
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
    owner: ownerOf(address), comment: commentOn(address),
  },
  namespace: (id) => `relations of ${id.schema}`,
  needs: ({ id, attributes: { ownedBy } }) => [
    schemaKey(id),
    ...(ownedBy ? [keyOf('column', { schema: ownedBy.schema, table: ownedBy.table, name: ownedBy.column })] : []),
  ],
  create: ({ id, attributes }) => [
    inside([`CREATE ${address(id)}`, ...asType(attributes.type), ...optionClauses(attributes)].join(' ')),
    ...(attributes.ownedBy ? [ownedBy(id, attributes.ownedBy)] : []),
  ],
  drop: ({ id }) => [inside(`DROP ${address(id)}`)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  carries,
  follow: ({ attributes }, renaming) => ({ ...attributes, ...(attributes.ownedBy ? { ownedBy: followOwner(attributes.ownedBy, renaming) } : {}) }),
  spokenOf: ({ id }, current) => (current ? [] : [inside(`CREATE ${address(id)}`)]),
  normal: (attributes) => ({ ...attributes, ...usualOptions(attributes, attributes.type ?? 'bigint') }),
  catalog: sequenceCatalog,
};

/** All options in one statement, at the first of those that change. */
function alterOptions({ id, from, to, manner }: Alteration<SequenceAttributes>): readonly Statement[] {
  const type = to.type === from.type ? [] : [`AS ${to.type ?? 'bigint'}`];
  const start = typeof manner['startWith'] === 'string' ? { start: manner['startWith'] } : {};
  const options = changedOptions(from, { ...to, ...start });
  return [...withinBounds(ident(id.schema, id.name), from, to), inside([`ALTER ${address(id)}`, ...type, ...options].join(' '))];
}

function followOwner(owner: NonNullable<SequenceAttributes['ownedBy']>, { kind, id, to }: Renaming): NonNullable<SequenceAttributes['ownedBy']> {
  if (kind === 'column' && id.schema === owner.schema && id.table === owner.table && id.name === owner.column) return { ...owner, column: to };
  return kind === 'table' && id.schema === owner.schema && id.name === owner.table ? { ...owner, table: to } : owner;
}

/** New bounds move the usual start: it is said, since PostgreSQL keeps the old one. */
function carries({ id, changes }: Alter, _dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  if (!changes['min'] && !changes['max'] && !changes['increment']) return undefined;
  const desired = find('sequence', id)[0]?.attributes;
  return desired ? { startWith: startOf(optionsOf(desired)) } : undefined;
}

const optionsOf = (attributes: JsonObject): SequenceOptions => ({
  ...(typeof attributes['start'] === 'string' ? { start: attributes['start'] } : {}),
  ...(typeof attributes['increment'] === 'string' ? { increment: attributes['increment'] } : {}),
  ...(typeof attributes['min'] === 'string' ? { min: attributes['min'] } : {}),
  ...(typeof attributes['max'] === 'string' ? { max: attributes['max'] } : {}),
});

const asType = (type: string | undefined): readonly string[] => (type === undefined || type === 'bigint' ? [] : [`AS ${type}`]);

function ownedBy(id: Id, owner: SequenceAttributes['ownedBy']): Statement {
  return inside(`ALTER ${address(id)} OWNED BY ${owner ? ident(owner.schema, owner.table, owner.column) : 'NONE'}`);
}
