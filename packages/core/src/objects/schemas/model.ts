import { isDeclaration } from '../../declare/declaration.js';
import { hiddenField, mayBeEntity } from '../../model-reader/drizzle.js';
import { fileOf, labelOf, type ModelReader, type Models } from '../../model-reader/models.js';
import { cutName } from '../../sql/names.js';
import { enumsOf } from '../enums/model.js';
import { sequencesOf } from '../sequences/model.js';
import { viewsOf } from '../views/model.js';

/** Schemas that are exported, and those that anything else stands in. `public` is always there. */
export const schemaReader: ModelReader = {
  namespaces: () => ['schemas'],
  idOf: ({ drizzle }, entity) =>
    mayBeEntity(entity) && drizzle.root.is(entity, drizzle.pgCore.PgSchema)
      ? { name: cutName(entity.schemaName) }
      : undefined,
  read: (models) => {
    const { exported, existing } = exportedSchemas(models);
    const used = new Map([...usedSchemas(models)].filter(([name]) => !exported.has(name)));
    const names = [...exported, ...[...used].map(([name]) => [name, name] as const)];
    return {
      objects: names
        .filter(([name]) => name !== 'public' && !existing.has(name))
        .map(([name, source]) => ({ kind: 'schema', id: { name }, attributes: {}, source })),
      notes: [...used]
        .filter(([name]) => name !== models.defaultSchema && !existing.has(name))
        .map(([name, user]) => `schema ${name} is used by ${user} but not exported: read too`),
    };
  },
};

function exportedSchemas({ drizzle, exports }: Models): { exported: Map<string, string>; existing: Set<string> } {
  const { root, pgCore } = drizzle;
  const exported = new Map<string, string>();
  const existing = new Set<string>();
  for (const found of exports.toReversed()) {
    if (!mayBeEntity(found.value) || !root.is(found.value, pgCore.PgSchema)) continue;
    const name = cutName(found.value.schemaName);
    exported.set(name, `${name}${fileOf(found)}`);
    if (hiddenField(found.value, 'isExisting') === true) existing.add(name);
  }
  return { exported, existing };
}

/** The schemas that things stand in, each with the first thing that does. */
function usedSchemas(models: Models): Map<string, string> {
  const users = [
    ...models.tables.map(({ schema, label }) => [schema, label] as const),
    ...enumsOf(models).map(({ schema, name }) => [schema, labelOf(schema, name)] as const),
    ...sequencesOf(models).map(({ schema, name }) => [schema, labelOf(schema, name)] as const),
    ...declaredSchemas(models),
    ...(['view', 'materialized_view'] as const).flatMap((kind) =>
      viewsOf(models, kind).map(({ id, label }) => [id.schema, label] as const),
    ),
  ];
  return new Map(users.filter(([schema]) => schema !== 'public').toReversed());
}

const declaredSchemas = ({ exports }: Models): readonly (readonly [schema: string, user: string])[] =>
  exports.flatMap((found) =>
    isDeclaration(found.value) && found.value.schema !== undefined ? [[cutName(found.value.schema), found.name]] : [],
  );
