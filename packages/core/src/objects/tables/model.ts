import { mayBeEntity } from '../../model-reader/drizzle.js';
import { sourceOf, type ModelReader, type Models, type TableModel } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import type { ModelObject } from '../../model-object.js';
import { policiesOf } from '../policies/model.js';
import { keyText, partitioningsOf, readPartitions } from './partitioned.js';

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
    const partitionings = partitioningsOf(models);
    return {
      objects: models.tables.flatMap((table) => {
        const partitioning = partitionings.get(table);
        const object: ModelObject = {
          kind: 'table',
          id: { schema: table.schema, name: table.name },
          attributes: {
            // A policy does nothing where row-level security is off, so any policy turns it on. Nothing turns it off.
            ...(table.config.enableRLS || withPolicies.has(table) ? { rowSecurity: true } : {}),
            ...(partitioning ? { partitionBy: keyText(models, table, partitioning) } : {}),
          },
          source: sourceOf(table),
        };
        return partitioning ? [object, ...readPartitions(models, table, partitioning)] : [object];
      }),
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
