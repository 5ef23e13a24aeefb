import type { Alteration, Kind } from '../../kind.js';
import { keyOf, type Id } from '../../object.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { commentOn } from '../rules.js';
import { schemaKey } from '../keys.js';
import { sequenceCatalog } from './catalog.js';
import { changedOptions, optionClauses, usualOptions } from './options.js';
import type { SequenceAttributes } from './sequence.js';

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
    comment: commentOn(address),
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
  spokenOf: ({ id }, current) => (current ? [] : [inside(`CREATE ${address(id)}`)]),
  normal: (attributes) => ({ ...attributes, ...usualOptions(attributes, attributes.type ?? 'bigint') }),
  catalog: sequenceCatalog,
};

/** All options in one statement, at the first of those that change. */
function alterOptions({ id, from, to }: Alteration<SequenceAttributes>): readonly Statement[] {
  const type = to.type === from.type ? [] : [`AS ${to.type ?? 'bigint'}`];
  return [inside([`ALTER ${address(id)}`, ...type, ...changedOptions(from, to)].join(' '))];
}

const asType = (type: string | undefined): readonly string[] => (type === undefined || type === 'bigint' ? [] : [`AS ${type}`]);

function ownedBy(id: Id, owner: SequenceAttributes['ownedBy']): Statement {
  return inside(`ALTER ${address(id)} OWNED BY ${owner ? ident(owner.schema, owner.table, owner.column) : 'NONE'}`);
}
