import { mayBeEntity } from './drizzle.js';
import { labelOf, type Models } from './models.js';

/** A note for each model that Sluice does not read yet. Those marked as existing are the user's own affair. */
export function unmanagedNotes(models: Models): readonly string[] {
  const exported = models.exports.flatMap(({ value }) => (mayBeEntity(value) ? describe(models, value) : []));
  return [...new Set(exported)].map((what) => `${what} is not managed yet`);
}

function describe({ drizzle, defaultSchema }: Models, value: object): readonly string[] {
  const { root, pgCore } = drizzle;
  if (root.is(value, pgCore.PgView)) return view('view', pgCore.getViewConfig(value), defaultSchema);
  if (root.is(value, pgCore.PgMaterializedView)) {
    return view('materialized view', pgCore.getMaterializedViewConfig(value), defaultSchema);
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
