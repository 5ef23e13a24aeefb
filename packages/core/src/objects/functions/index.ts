import type { JsonObject } from '../../json.js';
import type { Alteration, Dependent, Find, Kind, PrivilegeTarget } from '../../kind.js';
import type { Id } from '../../object.js';
import type { Alter } from '../../operation.js';
import type { Statement } from '../../statement.js';
import { replaced } from '../constraints.js';
import { followText } from '../follow.js';
import { schemaKey, spokenOf } from '../keys.js';
import { privilegesOf } from '../privileges.js';
import { commentOn, ownerOf, dropStatement } from '../rules.js';
import { functionCatalog } from './catalog.js';
import { alterFunction, createFunction, definition, isDefining, isWhole, unchecked } from './ddl.js';
import type { FunctionAttributes, Parallel, Routine, Volatility } from './function.js';
import {
  bareName,
  followSignature,
  readSignature,
  renameRoutine,
  routine,
  routineNames,
  writeSignature,
} from './signature.js';

const privilegesOn = (id: Id): PrivilegeTarget => ({ on: routine(id), everybody: ['EXECUTE'] });

const defined = <V>(
  value: V,
): {
  readonly default: V;
  readonly alter: (alteration: Alteration<FunctionAttributes>) => readonly Statement[] | 'replace';
} => ({ default: value, alter: alterFunction });

/** Functions, procedures and window functions: CREATE FUNCTION. */
export const functionKind: Kind<FunctionAttributes> = {
  name: 'function',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  attributes: {
    routine: replaced<Routine>('function'),
    arguments: defined(''),
    returns: replaced<string | null>(null),
    language: { alter: alterFunction },
    transforms: defined<readonly string[]>([]),
    volatility: defined<Volatility>('volatile'),
    strict: defined(false),
    securityDefiner: defined(false),
    leakproof: defined(false),
    parallel: defined<Parallel>('unsafe'),
    cost: defined<number | null>(null),
    rows: defined<number | null>(null),
    support: defined<string | null>(null),
    set: defined({}),
    library: defined<string | null>(null),
    body: defined<string | null>(null),
    standardBody: defined<string | null>(null),
    owner: ownerOf(routine),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(routine),
  },
  namespaces: routineNames,
  needs: ({ id, attributes, dependsOn }, find) => [
    schemaKey(id),
    ...(dependsOn ? [] : spokenOf(find, attributes.arguments, attributes.returns, attributes.standardBody)),
  ],
  create: createFunction,
  drop: ({ id }, manner) => [dropStatement(routine(id), manner)],
  rename: renameRoutine,
  address: routine,
  privilegesOn,
  carries,
  // A body that is a text is the language's own business: PostgreSQL renames nothing in it.
  follow: (object, renaming) => {
    const { arguments: takes, returns, standardBody } = object.attributes;
    const followed = (text: string): string => followText(text, object, renaming);
    return {
      ...object.attributes,
      ...(takes === undefined ? {} : { arguments: followed(takes) }),
      ...(returns == null ? {} : { returns: followed(returns) }),
      ...(standardBody == null ? {} : { standardBody: followed(standardBody) }),
    };
  },
  followName: followSignature,
  callName: (id) => readSignature(id.name).name,
  spokenOf: (object, current) => (current ? [] : createFunction(object)),
  normal: ({ language, ...rest }) => ({ ...rest, language: language.toLowerCase() }),
  texts: {
    reads: true,
    attributes: ['arguments', 'returns', 'language', 'transforms', 'support', 'set', 'standardBody'],
    identity: {
      of: ({ id, attributes }) => [readSignature(id.name).name, attributes.arguments ?? ''],
      name: (id, asked) => writeSignature({ name: readSignature(id.name).name, types: readSignature(asked).types }),
    },
    ask: ({ kind, id, attributes }) => {
      const [before, after] = definition(attributes);
      return { kind, statement: [`${unchecked.sql};\nCREATE ${before}`, after], self: bareName(id) };
    },
  },
  catalog: functionCatalog,
};

/** CREATE OR REPLACE says the whole definition: what stays of it is said along. */
function carries({ id, changes }: Alter, _dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  const to = Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change.to]));
  if (!isWhole(Object.keys(changes), to)) return undefined;
  const attributes = Object.entries(find('function', id)[0]?.attributes ?? {});
  return { keep: Object.fromEntries(attributes.filter(([name]) => isDefining(name) && !changes[name])) };
}
