import type { Kind } from '../../kind.js';
import type { Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { followText } from '../follow.js';
import { relationKeys } from '../keys.js';
import { commentOn, ownerOf, createAddress, dropStatement } from '../rules.js';
import { statisticsCatalog } from './catalog.js';
import type { StatisticsAttributes } from './statistics.js';
import { unseenRollOut } from '../roll-out.js';

const address = (id: Id): string => `STATISTICS ${ident(id.schema, id.name)}`;

/** Extended statistics: CREATE STATISTICS. */
export const statisticsKind: Kind<StatisticsAttributes> = {
  name: 'statistics',
  scope: ['schema', 'table'],
  verb: 'create',
  lenient: 'both',
  unmodelled: 'goes',
  attributes: {
    definition: { alter: 'replace' },
    target: { default: null, alter: ({ id, to }) => [setTarget(id, to.target ?? null)] },
    owner: ownerOf(address),
    comment: commentOn(address),
  },
  rollOut: unseenRollOut,
  namespaces: (id) => [`statistics of ${id.schema}`],
  needs: ({ id }) => relationKeys(id),
  follow: (object, renaming) => ({
    ...object.attributes,
    definition: followText(object.attributes.definition, object, renaming),
  }),
  create: ({ id, attributes: { definition, target } }, _clauses, manner) => [
    inside(`${createAddress(address(id), manner)} ${runnable(definition)} FROM ${ident(id.schema, id.table)}`),
    ...(target == null ? [] : [setTarget(id, target)]),
  ],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  catalog: statisticsCatalog,
};

const setTarget = (id: Id, target: number | null): Statement =>
  inside(`ALTER ${address(id)} SET STATISTICS ${target ?? -1}`);
