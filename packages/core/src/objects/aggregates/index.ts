import type { Kind, PrivilegeTarget } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { literal } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { replaced } from '../constraints.js';
import { followText } from '../follow.js';
import type { Parallel } from '../functions/function.js';
import { followSignature, renameRoutine, routine, routineName, routineNames } from '../functions/signature.js';
import { schemaKey } from '../keys.js';
import { privilegesOf } from '../privileges.js';
import { commentOn, ownerOf, dropStatement } from '../rules.js';
import type { AggregateAttributes, Modify } from './aggregate.js';
import { aggregateCatalog } from './catalog.js';

const privilegesOn = (id: Id): PrivilegeTarget => ({ on: routine(id), everybody: ['EXECUTE'] });
const none = replaced<string | null>(null);

/** Aggregates: CREATE AGGREGATE. */
export const aggregateKind: Kind<AggregateAttributes> = {
  name: 'aggregate',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  attributes: {
    arguments: replaced(''),
    sfunc: { alter: 'replace' },
    stype: { alter: 'replace' },
    sspace: replaced(0),
    finalfunc: none,
    finalfuncExtra: replaced(false),
    finalfuncModify: replaced<Modify | null>(null),
    combinefunc: none,
    serialfunc: none,
    deserialfunc: none,
    initcond: none,
    msfunc: none,
    minvfunc: none,
    mstype: none,
    msspace: replaced(0),
    mfinalfunc: none,
    mfinalfuncExtra: replaced(false),
    mfinalfuncModify: replaced<Modify | null>(null),
    minitcond: none,
    sortop: none,
    parallel: replaced<Parallel>('unsafe'),
    hypothetical: replaced(false),
    owner: ownerOf(routine),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(routine),
  },
  namespaces: routineNames,
  needs: ({ id }) => [schemaKey(id)],
  create: (object) => [inside(createAggregate(object))],
  drop: ({ id }, manner) => [dropStatement(routine(id), manner)],
  rename: renameRoutine,
  address: routine,
  privilegesOn,
  follow: (object, renaming) => ({
    ...object.attributes,
    ...(object.attributes.arguments === undefined
      ? {}
      : { arguments: followText(object.attributes.arguments, object, renaming) }),
    stype: followText(object.attributes.stype, object, renaming),
  }),
  followName: followSignature,
  catalog: aggregateCatalog,
};

function createAggregate({ id, attributes }: DatabaseObject<AggregateAttributes>): string {
  const said = (name: string, value: string | null | undefined): readonly string[] =>
    value == null ? [] : [`${name} = ${value}`];
  const size = (name: string, bytes = 0): readonly string[] => (bytes === 0 ? [] : [`${name} = ${bytes}`]);
  const value = (name: string, text: string | null | undefined): readonly string[] =>
    text == null ? [] : [`${name} = ${literal(text)}`];
  const options = [
    `SFUNC = ${attributes.sfunc}`,
    `STYPE = ${attributes.stype}`,
    ...size('SSPACE', attributes.sspace),
    ...said('FINALFUNC', attributes.finalfunc),
    ...(attributes.finalfuncExtra ? ['FINALFUNC_EXTRA'] : []),
    ...said('FINALFUNC_MODIFY', attributes.finalfuncModify?.toUpperCase()),
    ...said('COMBINEFUNC', attributes.combinefunc),
    ...said('SERIALFUNC', attributes.serialfunc),
    ...said('DESERIALFUNC', attributes.deserialfunc),
    ...value('INITCOND', attributes.initcond),
    ...said('MSFUNC', attributes.msfunc),
    ...said('MINVFUNC', attributes.minvfunc),
    ...said('MSTYPE', attributes.mstype),
    ...size('MSSPACE', attributes.msspace),
    ...said('MFINALFUNC', attributes.mfinalfunc),
    ...(attributes.mfinalfuncExtra ? ['MFINALFUNC_EXTRA'] : []),
    ...said('MFINALFUNC_MODIFY', attributes.mfinalfuncModify?.toUpperCase()),
    ...value('MINITCOND', attributes.minitcond),
    ...said('SORTOP', attributes.sortop),
    ...(attributes.parallel === undefined || attributes.parallel === 'unsafe'
      ? []
      : [`PARALLEL = ${attributes.parallel.toUpperCase()}`]),
    ...(attributes.hypothetical ? ['HYPOTHETICAL'] : []),
  ];
  return `CREATE AGGREGATE ${routineName(id)}(${attributes.arguments || '*'}) (\n  ${options.join(',\n  ')}\n)`;
}
