import type { JsonObject } from '../../json.js';
import type { Dependent, Find, Kind, PrivilegeTarget, Renaming } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import type { Alter } from '../../operation.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { followText } from '../follow.js';
import { schemaKey } from '../keys.js';
import { privilegesOf } from '../privileges.js';
import { commentOn, ownerOf, dropStatement } from '../rules.js';
import { asideOfType, byCast, byText, carryType, isWithin, putAside, type Holding } from '../type-anew.js';
import { bracketsOf, typeKeys } from '../types.js';
import { domainCatalog } from './catalog.js';
import { alterDomain as alter, createDomain, looksAtValues } from './ddl.js';
import { readRules, type DomainAttributes } from './domain.js';
import { domainObstacles } from './obstacles.js';
import { domainTexts } from './texts.js';
import { domainRollOut } from './roll-out.js';

const address = (id: Id): string => `DOMAIN ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id), everybody: ['USAGE'] });

/** Domains: CREATE DOMAIN. */
export const domainKind: Kind<DomainAttributes> = {
  name: 'domain',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  holdsRows: true,
  attributes: {
    type: { alter },
    collation: { default: null, alter },
    default: { default: null, alter },
    notNull: { default: false, alter },
    notNullName: { default: null, alter },
    notNullComment: { default: null, alter },
    checks: { default: [], alter },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  rollOut: domainRollOut,
  obstacles: domainObstacles,
  namespaces: (id) => [`types of ${id.schema}`],
  needs: ({ id, attributes: { type } }, find) => [schemaKey(id), ...typeKeys(type, find)],
  create: ({ id, attributes }) => createDomain(ident(id.schema, id.name), attributes).map(inside),
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  spokenOf,
  pointsTo: ['columns', 'types'],
  follow,
  unsettles: (operation) => isAnew(operation),
  disturbs: (operation, dependents) => (isAnew(operation, dependents) ? asideOfType(operation, dependents) : []),
  carries,
  casts: ({ changes: { type } }) =>
    typeof type?.from === 'string' && typeof type.to === 'string'
      ? { from: type.from, to: type.to, value: 'VALUE' }
      : undefined,
  adopt,
  texts: domainTexts,
  catalog: domainCatalog,
};

/** PostgreSQL has no other type for a domain, and does not look at values that stand within a list or another type. */
function isAnew({ kind, id, changes }: Alter, dependents: readonly Dependent[] = []): boolean {
  if (changes['type'] || changes['collation']) return true;
  const [from, to] = [readRules(changes, 'from'), readRules(changes, 'to')];
  return looksAtValues({ from, to }) && isWithin({ verb: 'alter', kind, id, changes }, dependents);
}

function carries(operation: Alter, dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  if (!isAnew(operation, dependents)) return undefined;
  return carryType(operation, dependents, find, usingOf);
}

/** What stands within another type comes along by its text; PostgreSQL casts a list by its elements. */
function usingOf({ id, attributes }: DatabaseObject, { on }: Holding): string | undefined {
  const type = String(attributes['type']);
  if (on.kind !== 'domain') return byText(id.name, type);
  return bracketsOf(type) === '' ? undefined : byCast(id.name, type);
}

function spokenOf(
  { kind, id, attributes }: DatabaseObject<DomainAttributes>,
  current: DatabaseObject<DomainAttributes> | undefined,
): readonly Statement[] {
  const { type, collation = null } = attributes;
  if (current && current.attributes.type === type && (current.attributes.collation ?? null) === collation) return [];
  return [
    ...(current ? putAside({ kind, id, attributes: {} }) : []),
    ...createDomain(ident(id.schema, id.name), attributes).map(inside),
  ];
}

/** The comment of a check is the database's where a model has none. */
function adopt(model: DomainAttributes, current: DomainAttributes | undefined): DomainAttributes {
  const comments = new Map((current?.checks ?? []).map(({ name, comment }) => [name, comment]));
  return {
    ...model,
    ...(model.notNull ? {} : { notNullName: null, notNullComment: null }),
    ...(model.checks
      ? {
          checks: model.checks.map((check) => {
            const comment = check.comment ?? comments.get(check.name);
            return comment === undefined ? check : { ...check, comment };
          }),
        }
      : {}),
  };
}

function follow(object: DatabaseObject<DomainAttributes>, renaming: Renaming): DomainAttributes {
  const { attributes } = object;
  const text = (sql: string): string => followText(sql, object, renaming);
  return {
    ...attributes,
    type: renaming.value ? attributes.type : text(attributes.type),
    ...(attributes.default == null ? {} : { default: text(attributes.default) }),
    ...(attributes.checks
      ? { checks: attributes.checks.map((check) => ({ ...check, expression: text(check.expression) })) }
      : {}),
  };
}
