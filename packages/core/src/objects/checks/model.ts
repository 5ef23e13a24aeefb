import { sourceOf, type ModelReader } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { cutName } from '../../sql/names.js';

/** Check constraints: `check()` of a table. */
export const checkReader: ModelReader = {
  namespaces: (id) => [namespaces.constraints(id)],
  read: (models) => ({
    objects: models.tables.flatMap((table) =>
      table.config.checks.map(({ name, value }) => {
        const source = sourceOf(table, name);
        const id = { schema: table.schema, table: table.name, name: cutName(name) };
        return { kind: 'check', id, attributes: { expression: models.render(value, source, table) }, source };
      }),
    ),
    notes: [],
  }),
};
