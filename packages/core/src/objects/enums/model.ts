import type { PgColumn, PgEnum } from 'drizzle-orm/pg-core';
import { hiddenField, type Drizzle } from '../../model-reader/drizzle.js';
import { DuplicateModel } from '../../model-reader/errors.js';
import { elementOf } from '../../model-reader/literals.js';
import { byText, fileOf, labelOf, type ModelReader, type Models } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { equal } from '../../json.js';
import { cutName } from '../../sql/names.js';
import { ident } from '../../sql/quote.js';

type AnyEnum = PgEnum<[string, ...string[]]>;

/** An enum as found: exported, or as the type of a column. */
export interface EnumModel {
  readonly schema: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly source: string;
  /** The column by which it was found, when it is not exported. */
  readonly usedBy?: string;
}

/** Enums that are exported, and those that columns have as their type. */
export const enumReader: ModelReader = {
  namespaces: (id) => [namespaces.types(id)],
  idOf: (models, entity) => {
    if (!models.drizzle.pgCore.isPgEnum(entity)) return undefined;
    const { schema, name } = describe(models, entity);
    return { schema, name };
  },
  read: (models) => {
    const enums = enumsOf(models);
    return {
      objects: enums.map(({ schema, name, values, source }) => ({
        kind: 'enum',
        id: { schema, name },
        attributes: { values },
        source,
      })),
      notes: enums.flatMap(({ schema, name, usedBy }) =>
        usedBy === undefined ? [] : [`enum ${labelOf(schema, name)} is used by ${usedBy} but not exported: read too`],
      ),
    };
  },
};

/** All enums of the models, each once, by schema and name. */
export function enumsOf(models: Models): readonly EnumModel[] {
  const enums = new Map<string, EnumModel>();
  for (const model of [...exportedEnums(models), ...usedEnums(models)]) {
    const key = JSON.stringify([model.schema, model.name]);
    const known = enums.get(key);
    if (known && !equal(known.values, model.values)) {
      throw new DuplicateModel(`Enum ${model.schema}.${model.name}`, known.source, model.source);
    }
    enums.set(key, known ?? model);
  }
  return [...enums.values()].toSorted((a, b) => byText(a.schema, b.schema) || byText(a.name, b.name));
}

/** The enum of a column, or of the elements of an array. */
export function enumOf({ pgCore }: Drizzle, column: PgColumn): AnyEnum | undefined {
  const found = hiddenField(elementOf(column), 'enum');
  return pgCore.isPgEnum(found) ? found : undefined;
}

/** An enum as the type of a column. */
export function enumType({ defaultSchema }: Models, { schema, enumName }: AnyEnum): string {
  return ident(cutName(schema ?? defaultSchema), cutName(enumName));
}

function exportedEnums(models: Models): readonly EnumModel[] {
  return models.exports.flatMap((found) =>
    models.drizzle.pgCore.isPgEnum(found.value)
      ? [{ ...describe(models, found.value), source: `${found.value.enumName}${fileOf(found)}` }]
      : [],
  );
}

function usedEnums(models: Models): readonly EnumModel[] {
  return models.tables.flatMap((table) =>
    table.columns.flatMap(({ column, name }) => {
      const found = enumOf(models.drizzle, column);
      const usedBy = `${table.label}.${name}`;
      return found ? [{ ...describe(models, found), source: `${found.enumName} (the type of ${usedBy})`, usedBy }] : [];
    }),
  );
}

function describe(
  { defaultSchema }: Models,
  { schema, enumName, enumValues }: AnyEnum,
): Pick<EnumModel, 'schema' | 'name' | 'values'> {
  return { schema: cutName(schema ?? defaultSchema), name: cutName(enumName), values: [...enumValues] };
}
