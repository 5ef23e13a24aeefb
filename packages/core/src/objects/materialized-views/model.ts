import type { JsonObject } from '../../json.js';
import type { ModelReader } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { existingViews, idOf, parametersOf, readView, viewsOf, within, type ViewModel } from '../views/model.js';

/** Materialized views: `pgMaterializedView()`, `schema.materializedView()`. */
export const materializedViewReader: ModelReader = {
  namespaces: (id) => [namespaces.relations(id), namespaces.types(id)],
  idOf: (models, entity) => idOf(models, entity, 'materialized_view'),
  within,
  read: (models) => ({
    objects: [
      ...viewsOf(models, 'materialized_view').flatMap((view) => readView(models, view, readMore(view))),
      ...existingViews(models, 'materialized_view'),
    ],
    notes: [],
  }),
};

function readMore({ config }: ViewModel): JsonObject {
  const unless = (usual: string, value: string | undefined): string | null =>
    value === usual ? null : (value ?? null);
  return {
    accessMethod: unless('heap', config.using),
    with: parametersOf(config.with),
    tablespace: unless('pg_default', config.tablespace),
    ...(config.withNoData === true && { withNoData: true }),
  };
}
