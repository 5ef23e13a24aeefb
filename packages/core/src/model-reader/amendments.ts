import type { Column, View } from 'drizzle-orm';
import { isAmendment, isDeclaration } from '../declare/declaration.js';
import type { JsonObject } from '../json.js';
import type { ModelObject } from '../model-object.js';
import { keyOf, keyOfObject, type Key } from '../object.js';
import { cutName } from '../sql/names.js';
import { mayBeEntity } from './drizzle.js';
import { ModelUnreadable } from './errors.js';
import { columnNames, fileOf, type Models } from './models.js';

/**
 * The objects with what amendments say of them.
 *
 * @throws ModelUnreadable when an amendment is of something that the models do not hold.
 */
export function amended(models: Models, objects: readonly ModelObject[]): readonly ModelObject[] {
  const keys = new Set(objects.map(keyOfObject));
  const declared = new Map(objects.flatMap((object) => (object.declaration ? [[object.declaration, object]] : [])));
  const said = new Map<Key, JsonObject>();
  for (const found of models.exports) {
    const { value } = found;
    if (!isAmendment(value)) continue;
    const original = declared.get(value.of);
    const key = original ? keyOfObject(original) : keysOf(models, value.of).find((each) => keys.has(each));
    if (key === undefined)
      throw new ModelUnreadable(
        `${found.name}${fileOf(found)}`,
        'it speaks of something that no model has; export that too',
      );
    said.set(key, { ...said.get(key), ...value.attributes });
  }
  return objects.map((object) => {
    const more = said.get(keyOfObject(object));
    return more ? { ...object, attributes: { ...object.attributes, ...more } } : object;
  });
}

/** The keys that something of the models may have. */
function keysOf(models: Models, of: object): readonly Key[] {
  const { root, pgCore } = models.drizzle;
  const inSchema = (schema: string | undefined, name: string): { readonly schema: string; readonly name: string } => ({
    schema: cutName(schema ?? models.defaultSchema),
    name: cutName(name),
  });
  if (pgCore.isPgEnum(of)) return [keyOf('enum', inSchema(of.schema, of.enumName))];
  if (!mayBeEntity(of) || isDeclaration(of)) return [];
  if (root.is(of, pgCore.PgTable)) {
    const { schema, name } = models.tableOf(of);
    return [keyOf('table', { schema, name })];
  }
  if (root.is(of, pgCore.PgColumn)) return columnKey(models, of);
  if (pgCore.isPgSequence(of)) return [keyOf('sequence', inSchema(of.schema, of.seqName ?? ''))];
  if (root.is(of, pgCore.PgSchema)) return [keyOf('schema', { name: cutName(of.schemaName) })];
  return [];
}

function columnKey(models: Models, column: Column): readonly Key[] {
  const { root, pgCore } = models.drizzle;
  const table: Column['table'] | View = column.table;
  if (!root.is(table, pgCore.PgTable)) return [];
  const model = models.tableOf(table);
  const [name = column.name] = columnNames(model, [column]);
  return [keyOf('column', { schema: model.schema, table: model.name, name })];
}
