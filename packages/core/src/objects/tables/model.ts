import { mayBeEntity } from '../../model-reader/drizzle.js';
import { sourceOf, type ModelReader, type Models, type TableModel } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { policiesOf } from '../policies/model.js';

/** Tables that are exported, and those that their foreign keys reach. */
export const tableReader: ModelReader = {
  namespaces: (id) => [namespaces.relations(id), namespaces.types(id)],
  idOf: (models, entity) => {
    const { root, pgCore } = models.drizzle;
    if (!mayBeEntity(entity) || !root.is(entity, pgCore.PgTable)) return undefined;
    const { schema, name } = models.tableOf(entity);
    return { schema, name };
  },
  read: (models) => {
    const withPolicies = new Set(policiesOf(models).map(({ table }) => table));
    return {
      objects: models.tables.map((table) => ({
        kind: 'table',
        id: { schema: table.schema, name: table.name },
        // A policy does nothing where row-level security is off, so any policy turns it on. Nothing turns it off.
        attributes: table.config.enableRLS || withPolicies.has(table) ? { rowSecurity: true } : {},
        source: sourceOf(table),
      })),
      notes: models.tables.flatMap((table) => (table.export ? [] : [reachedNote(models, table)])),
    };
  },
};

function reachedNote(models: Models, table: TableModel): string {
  const user = models.tables.find(({ references }) =>
    references.some(({ foreignTable }) => models.tableOf(foreignTable) === table),
  );
  return `table ${table.label} is referenced by ${user?.label} but not exported: read too`;
}
