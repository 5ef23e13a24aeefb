import { glob, passesAll, passesPatterns, type DatabaseObject, type Passes } from '@sluice/core';
import type { ResolvedConfig } from './config/config.js';

/** Which objects a config wants to be looked at. */
export function passesOf({ include, exclude, includeObject, schemas, drizzle }: ResolvedConfig): Passes {
  const globs = [
    ...(drizzle?.tablesFilter ?? []),
    ...(drizzle?.extensionsFilters.includes('postgis') ? TABLES_OF_POSTGIS : []),
  ];
  const filters = [
    passesPatterns({ include, exclude }),
    ...(schemas.length === 0 ? [] : [passesSchemas(schemas)]),
    ...(globs.length === 0 ? [] : [passesTables(globs)]),
    ...(includeObject ? [includeObject] : []),
  ].filter((passes) => passes !== passesAll);
  return filters.length === 0 ? passesAll : (object) => filters.every((passes) => passes(object));
}

const TABLES_OF_POSTGIS = ['!geography_columns', '!geometry_columns', '!spatial_ref_sys'];

/** What stands in no schema passes. */
function passesSchemas(schemas: readonly string[]): Passes {
  const passes = passesGlobs(schemas);
  return ({ kind, id }) => {
    const schema = kind === 'schema' ? id.name : id.schema;
    return schema === undefined || passes(schema);
  };
}

function passesTables(globs: readonly string[]): Passes {
  const passes = passesGlobs(globs);
  return (object) => !isTable(object) || passes(object.id.name);
}

/** What drizzle-kit counts among tables. */
const isTable = ({ kind }: DatabaseObject): boolean => /^(table|view|materialized_view)$/.test(kind);

/**
 * A list of globs as drizzle-kit understands one: a name passes where every glob that has something to say of it says
 * yes. A glob with `!` always has: `['app_*', '!app_old']` lets `users` pass.
 */
function passesGlobs(globs: readonly string[]): (name: string) => boolean {
  const all = globs.map((text) => ({ isNegated: text.startsWith('!'), pattern: glob(text.replace(/^!/, '')) }));
  return (name) => {
    const says = all.flatMap(({ isNegated, pattern }) => {
      const fits = pattern.test(name);
      return isNegated ? [!fits] : fits ? [true] : [];
    });
    return globs.length === 0 || (says.length > 0 && says.every(Boolean));
  };
}
