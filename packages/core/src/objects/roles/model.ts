import type { PgPolicy, PgRole } from 'drizzle-orm/pg-core';
import type { ModelObject } from '../../model-object.js';
import { hiddenField, mayBeEntity } from '../../model-reader/drizzle.js';
import { fileOf, type ModelReader, type Models } from '../../model-reader/models.js';
import { cutName } from '../../sql/names.js';
import { policiesOf } from '../policies/model.js';

/** Roles that are exported, and those that policies name by the role itself. Those marked as existing are left alone. */
export const roleReader: ModelReader = {
  namespaces: () => ['roles'],
  idOf: (models, entity) => (isRole(models, entity) ? idOf(entity) : undefined),
  read: (models) => {
    const exported = new Map(
      models.exports.flatMap((found) =>
        isRole(models, found.value) ? [[found.value, `role ${found.value.name}${fileOf(found)}`] as const] : [],
      ),
    );
    const named = new Set([...exported.keys()].map(({ name }) => name));
    const reached = policiesOf(models).flatMap(({ policy, source }) =>
      rolesIn(models, policy.to).flatMap((role) => (named.has(role.name) ? [] : [[role, source] as const])),
    );
    const all = [...new Map([...reached, ...exported].map((found) => [found[0].name, found])).values()];
    return {
      objects: all.map(([role, source]) => objectOf(role, source)),
      notes: [...new Map(reached.map(([role, source]) => [role.name, { role, source }])).values()]
        .filter(({ role }) => !isExisting(role))
        .map(({ role, source }) => `role ${role.name} is used by ${source} but not exported: read too`),
    };
  },
};

const isRole = ({ drizzle }: Models, value: unknown): value is PgRole =>
  mayBeEntity(value) && drizzle.root.is(value, drizzle.pgCore.PgRole);

const rolesIn = (models: Models, to: PgPolicy['to']): readonly PgRole[] =>
  [to].flat().filter((role) => isRole(models, role));

const isExisting = (role: PgRole): boolean => hiddenField(role, '_existing') === true;

const idOf = (role: PgRole): ModelObject['id'] => ({ name: cutName(role.name) });

/** What is not said of a role stays as it is. */
function objectOf(role: PgRole, source: string): ModelObject {
  const said = (['createDb', 'createRole', 'inherit'] as const).flatMap((name): [string, boolean][] => {
    const value = hiddenField(role, name);
    return typeof value === 'boolean' ? [[name, value]] : [];
  });
  return {
    kind: 'role',
    id: idOf(role),
    attributes: Object.fromEntries(said),
    ...(isExisting(role) && { existing: true }),
    source,
  };
}
