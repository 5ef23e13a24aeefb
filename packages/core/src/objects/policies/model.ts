import type { PgPolicy, PgTable } from 'drizzle-orm/pg-core';
import { hiddenField, mayBeEntity } from '../../model-reader/drizzle.js';
import { fileOf, sourceOf, type ModelReader, type Models, type TableModel } from '../../model-reader/models.js';
import type { ModelObject } from '../../model-object.js';
import { namesOfRoles } from '../../model-reader/role-names.js';
import { cutName } from '../../sql/names.js';
import type { PolicyAttributes } from './policy.js';

/** Policies: `pgPolicy()` of a table, and those that are exported and linked to one, whoever's table that is. */
export const policyReader: ModelReader = {
  namespaces: (id) => [`policies of ${id.schema}.${id.table}`],
  idOf: (models, entity) => {
    const found = policiesOf(models).find(({ policy }) => policy === entity);
    return found && idOf(found);
  },
  read: (models) => ({
    objects: policiesOf(models).map((found) => objectOf(models, found)),
    notes: unlinked(models),
  }),
};

/** A policy, its table, and where it stands. */
export interface PolicyModel {
  readonly policy: PgPolicy;
  readonly table: TableModel;
  readonly source: string;
  /** It is exported and linked to its table, not a part of the table's definition. */
  readonly linked: boolean;
}

/** The policies of the models, each once. */
export function policiesOf(models: Models): readonly PolicyModel[] {
  const own = models.tables.flatMap((table) =>
    table.config.policies.map((policy) => ({ policy, table, source: sourceOf(table, policy.name), linked: false })),
  );
  const linked = exportedPolicies(models).flatMap(({ policy, file }) => {
    const table = linkedTable(models, policy);
    return table ? [{ policy, table, source: `${table.label}.${policy.name}${file}`, linked: true }] : [];
  });
  // A table may list in its own definition what is linked to it as well.
  return [...new Map([...own, ...linked].map((found) => [found.policy, found])).values()];
}

const idOf = ({ policy, table }: PolicyModel): ModelObject['id'] => ({
  schema: table.schema,
  table: table.name,
  name: cutName(policy.name),
});

function objectOf(models: Models, found: PolicyModel): ModelObject {
  const { policy, table, source } = found;
  const expression = (sql: PgPolicy['using']): string | null =>
    sql === undefined ? null : models.render(sql, source, table, 'qualified');
  const attributes: PolicyAttributes = {
    command: policy.for ?? 'all',
    permissive: policy.as !== 'restrictive',
    roles: namesOfRoles(policy.to ?? 'public'),
    using: expression(policy.using),
    check: expression(policy.withCheck),
  };
  return {
    kind: 'policy',
    id: idOf(found),
    attributes: { ...attributes },
    ...(found.linked ? { declaration: policy } : {}),
    source,
  };
}

function exportedPolicies({ drizzle, exports }: Models) {
  const { root, pgCore } = drizzle;
  return exports.flatMap((found) =>
    mayBeEntity(found.value) && root.is(found.value, pgCore.PgPolicy)
      ? [{ policy: found.value, name: found.name, file: fileOf(found) }]
      : [],
  );
}

function linkedTable(models: Models, policy: PgPolicy): TableModel | undefined {
  const { root, pgCore } = models.drizzle;
  const linked = hiddenField(policy, '_linkedTable');
  const isTable = (value: unknown): value is PgTable => mayBeEntity(value) && root.is(value, pgCore.PgTable);
  return isTable(linked) ? models.tableOf(linked) : undefined;
}

/** A policy that stands on no table does nothing, which may be an oversight. */
function unlinked(models: Models): readonly string[] {
  const used = new Set(policiesOf(models).map(({ policy }) => policy));
  return exportedPolicies(models)
    .filter(({ policy }) => !used.has(policy))
    .map(({ policy, file }) => `policy ${policy.name}${file} is linked to no table: left out`);
}
