import type { Dependent, Find, Kind, PrivilegeTarget } from '../../kind.js';
import { equal, type JsonObject } from '../../json.js';
import { keyOf, type DatabaseObject, type Id } from '../../object.js';
import type { Alter, Operation } from '../../operation.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { commentOn, ownerOf, dropStatement } from '../rules.js';
import { privilegesOf } from '../privileges.js';
import { schemaKey } from '../keys.js';
import { asideOfType, carryType } from '../type-anew.js';
import { enumCatalog } from './catalog.js';
import { alterValues, createEnum, onlyAdds, renamed, renamesOf } from './ddl.js';
import type { EnumAttributes } from './enum.js';
import { enumObstacles } from './obstacles.js';
import { enumRisks } from './risks.js';
import { enumRollOut } from './roll-out.js';

const address = (id: Id): string => `TYPE ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id), everybody: ['USAGE'] });

/** Enums: CREATE TYPE … AS ENUM. */
export const enumKind: Kind<EnumAttributes> = {
  name: 'enum',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  holdsRows: true,
  risks: enumRisks,
  obstacles: enumObstacles,
  attributes: {
    values: { alter: alterValues },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  rollOut: enumRollOut,
  namespaces: (id) => [`types of ${id.schema}`],
  needs: ({ id }) => [schemaKey(id)],
  create: ({ id, attributes }) => [createEnum(id, attributes.values)],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  spokenOf,
  values: ({ attributes }) => attributes.values,
  pointsTo: ['columns', 'types'],
  follow: ({ kind, id, attributes }, { value, ...of }) =>
    value && keyOf(kind, id) === keyOf(of.kind, of.id)
      ? { ...attributes, values: attributes.values.map((each) => (each === value.from ? value.to : each)) }
      : attributes,
  unsettles: rebuilds,
  disturbs,
  carries,
  settle,
  remarks: (operation) =>
    operation.verb === 'alter' && operation.manner?.['commit'] === true
      ? ['Committed at once: what follows uses a value that is added here.']
      : [],
  catalog: enumCatalog,
};

/** An enum of other values steps aside for the time of the questions. */
function spokenOf(
  { id, attributes: { values } }: DatabaseObject<EnumAttributes>,
  current: DatabaseObject<EnumAttributes> | undefined,
): readonly Statement[] {
  if (!current) return [createEnum(id, values)];
  if (equal(current.attributes.values, values)) return [];
  return [
    inside(`ALTER ${address(id)} RENAME TO ${ident(`${id.name.slice(0, 40)}__current`)}`),
    createEnum(id, values),
  ];
}

/** A type made anew takes along its columns and the types on it; all else that mentions it must step aside. */
function disturbs(alter: Alter, dependents: readonly Dependent[]): readonly DatabaseObject[] {
  return rebuilds(alter) ? asideOfType(alter, dependents) : [];
}

function carries(alter: Alter, dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  return rebuilds(alter) ? carryType(alter, dependents, find) : undefined;
}

/** A value that is used in the same migration must be committed before. */
function settle(operation: Operation, later: readonly Operation[]): Operation {
  if (operation.verb !== 'alter' || rebuilds(operation)) return operation;
  const { from, to } = valuesOf(operation);
  const used = JSON.stringify(later);
  // A list writes its values without quotes of their own: each list that follows may hold one.
  const holds = (value: string): boolean =>
    used.includes(JSON.stringify(literal(value)).slice(1, -1)) || used.includes("}'::");
  const isUsed = to.some((value) => !from.includes(value) && holds(value));
  return isUsed ? { ...operation, manner: { ...operation.manner, commit: true } } : operation;
}

function rebuilds(alter: Alter): boolean {
  const { from, to } = valuesOf(alter);
  return !onlyAdds(renamed(from, renamesOf(alter.manner)), to);
}

function valuesOf({ changes }: Alter): { readonly from: readonly string[]; readonly to: readonly string[] } {
  const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
  return { from: list(changes['values']?.from), to: list(changes['values']?.to) };
}
