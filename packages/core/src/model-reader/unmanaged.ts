import type { PgPolicy, PgTable } from 'drizzle-orm/pg-core';
import { hiddenField, mayBeEntity, type Drizzle } from './drizzle.js';
import { labelOf, type Models, type TableModel } from './models.js';

/** A note for each model that Sluice does not read yet. Those marked as existing are the user's own affair. */
export function unmanagedNotes(models: Models): readonly string[] {
  const own = models.tables.flatMap(({ config, label }) =>
    config.policies.map(({ name }) => `policy ${name} on ${label}`),
  );
  const exported = models.exports.flatMap(({ value }) => (mayBeEntity(value) ? describe(models, value) : []));
  return [...new Set([...own, ...exported])].map((what) => `${what} is not managed yet`);
}

/** The exported policies that were linked to this table. */
export function isLinked({ drizzle, exports }: Models, { table }: TableModel): boolean {
  const { root, pgCore } = drizzle;
  return exports.some(
    ({ value }) => mayBeEntity(value) && root.is(value, pgCore.PgPolicy) && linkedTable(drizzle, value) === table,
  );
}

function describe({ drizzle, defaultSchema, tables }: Models, value: object): readonly string[] {
  const { root, pgCore } = drizzle;
  if (root.is(value, pgCore.PgView)) return view('view', pgCore.getViewConfig(value), defaultSchema);
  if (root.is(value, pgCore.PgMaterializedView)) {
    return view('materialized view', pgCore.getMaterializedViewConfig(value), defaultSchema);
  }
  if (root.is(value, pgCore.PgRole)) return hiddenField(value, '_existing') === true ? [] : [`role ${value.name}`];
  if (root.is(value, pgCore.PgPolicy)) {
    const linked = linkedTable(drizzle, value);
    const on = linked && (tables.find(({ table }) => table === linked)?.label ?? root.getTableName(linked));
    return [on === undefined ? `policy ${value.name}` : `policy ${value.name} on ${on}`];
  }
  return [];
}

function view(
  what: string,
  config: { readonly name: string; readonly schema: string | undefined; readonly isExisting: boolean },
  defaultSchema: string,
): readonly string[] {
  return config.isExisting ? [] : [`${what} ${labelOf(config.schema ?? defaultSchema, config.name)}`];
}

function linkedTable({ root, pgCore }: Drizzle, policy: PgPolicy): PgTable | undefined {
  const linked = hiddenField(policy, '_linkedTable');
  return mayBeEntity(linked) && root.is(linked, pgCore.PgTable) ? linked : undefined;
}
