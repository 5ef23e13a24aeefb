import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { types } from 'node:util';
import type { GivenModels, ResolvedConfig } from '../config/config.js';
import { modelsMissing } from '../config/sluice-config.js';
import { findDrizzle, type Drizzle } from './drizzle.js';
import { ModelsError, ModuleError, NoModelsExported, NoModelsFound, DrizzleMissing } from './errors.js';
import { loadModules, type LoadedModule, type LoadedModules } from './load-modules.js';
import { lineNotUtf8, NOT_UTF8 } from './utf8.js';

/** Something that a file of the models exports; not all of it need be for the database. */
export interface ModelExport {
  /** The name it is exported under; `auth.users` for what is within an exported namespace. */
  readonly name: string;
  readonly value: unknown;
  /** Absolute. */
  readonly file: string;
}

/** The models of a project, imported. */
export interface LoadedModels {
  /** In the order of the files and of the names in them, each value once. */
  readonly exports: readonly ModelExport[];
  /** The files that match the config, absolute and sorted. */
  readonly files: readonly string[];
  /** These and what they import of the user's own: the files to watch. */
  readonly inputs: readonly string[];
  /** The models' own drizzle-orm. */
  readonly drizzle: Drizzle;
}

/**
 * Imports the models that a config names, together with the drizzle-orm they use.
 *
 * @example
 * ```ts
 * const models = await loadModels(await loadConfig());
 * models.exports.map((one) => one.name); // ['users', 'posts']
 * ```
 *
 * @throws NoModelsFound where no file matches
 * @throws NoModelsExported where the files hold no models
 * @throws DrizzleMissing where they cannot import drizzle-orm
 * @throws ModelsError where a file is not valid or throws
 */
export async function loadModels(config: ResolvedConfig): Promise<LoadedModels> {
  if (config.givenModels !== undefined) return givenModels(config, config.givenModels);
  if (config.models.length === 0) throw modelsMissing({ file: config.file, label: path.basename(config.file) });
  const files = await findModels(config);
  const loaded = await loadUtf8(files).catch((cause: unknown) => {
    throw modelsError(cause, config.root);
  });
  const drizzle = await findDrizzle([...files, ...loaded.files], config.root);
  const exports = exportsOf(loaded);
  if (!exports.some((one) => isModel(one.value, drizzle))) {
    throw new NoModelsExported(
      files,
      config.root,
      exports.some((one) => isTable(one.value, drizzle)),
    );
  }
  return { exports, files, inputs: [...new Set([...files, ...loaded.files])].toSorted(), drizzle };
}

/** Of what it bundles, the bundler says what is not UTF-8; Node takes what comes. */
async function loadUtf8(files: readonly string[]): Promise<LoadedModules> {
  for (const file of files.filter((name) => /\.[cm]?js$/.test(name))) {
    const line = lineNotUtf8(readFileSync(file));
    if (line === undefined) continue;
    throw new ModuleError({ place: { file, line }, phase: 'read', reason: NOT_UTF8, missing: undefined }, undefined);
  }
  return loadModules(files);
}

/** Models that are imported already: their drizzle-orm is the one that the project has. */
async function givenModels(config: ResolvedConfig, models: GivenModels): Promise<LoadedModels> {
  const drizzle = await findDrizzle([config.root], config.root);
  const file = path.join(config.root, 'the models');
  const exports = exportsOf({ modules: [{ file, exports: models }], files: [] });
  if (!exports.some((one) => isModel(one.value, drizzle))) {
    throw new NoModelsExported(
      [file],
      config.root,
      exports.some((one) => isTable(one.value, drizzle)),
    );
  }
  return { exports, files: [], inputs: [], drizzle };
}

const EXTENSIONS = '{ts,mts,cts,tsx,js,mjs,cjs,jsx}';

/** The files that a config names as models, absolute and sorted. */
export async function findModels(config: ResolvedConfig): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const patterns = config.models.flatMap(patternsOf);
  const found = await glob(patterns, {
    cwd: config.root,
    absolute: true,
    ignore: ['**/node_modules/**', '**/*.d.{ts,mts,cts}'],
    expandDirectories: false,
  });
  const files = found.map((file) => path.normalize(file)).toSorted();
  if (files.length > 0) return files;
  const key = config.source === 'drizzle' ? 'schema' : 'models';
  throw new NoModelsFound(config.models, { file: config.file, key, root: config.root });
}

/** A folder stands for the modules in it and below, without their tests. */
function patternsOf(pattern: string): readonly string[] {
  const stat = pattern.startsWith('!') ? undefined : statSync(pattern, { throwIfNoEntry: false });
  const text = stat === undefined ? pattern : escapeGlob(pattern);
  if (stat?.isDirectory() !== true) return [text];
  return [`${text}/**/*.${EXTENSIONS}`, `!${text}/**/*.{test,spec}.*`];
}

/** A path that exists is meant as it is, also where it holds what globs give a meaning to: `app/(shop)/models.ts`. */
const escapeGlob = (file: string): string => file.replace(/[()[\]{}!*?+@\\]/g, '\\$&');

function modelsError(cause: unknown, root: string): unknown {
  if (!(cause instanceof ModuleError)) return cause;
  if (cause.missing === 'drizzle-orm' || cause.missing?.startsWith('drizzle-orm/'))
    return new DrizzleMissing(cause.place.file, root);
  const message =
    cause.phase === 'read'
      ? `The models cannot be read: ${cause.describe(root)}; correct the file and run again.`
      : `The models threw while they were imported: ${cause.describe(root)}; they must be importable without the rest of the application.`;
  return new ModelsError(message, cause.place, cause.cause);
}

function exportsOf(loaded: LoadedModules): readonly ModelExport[] {
  const seen = new Set<unknown>();
  const all = loaded.modules.flatMap(namedExports);
  // What is exported by itself goes first: its name is the better one.
  return [...all, ...loaded.modules.flatMap(nestedExports)].filter(({ value }) => !seen.has(value) && seen.add(value));
}

const namedExports = ({ file, exports }: LoadedModule): readonly ModelExport[] =>
  // Node adds 'module.exports' for CommonJS, beside the default.
  Object.entries(exports).flatMap(([name, value]) => (name === 'module.exports' ? [] : [{ name, value, file }]));

function nestedExports(module: LoadedModule): readonly ModelExport[] {
  return namedExports(module).flatMap(({ name, value, file }) => {
    if (!isNamespace(value) && !(name === 'default' && isPlain(value))) return [];
    return Object.entries(value).map(([inner, nested]) => ({ name: `${name}.${inner}`, value: nested, file }));
  });
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // By what it has, not by which it is: an object may come from another realm, as in tests that run in one.
  return prototype === null || Object.hasOwn(Object(prototype), 'isPrototypeOf');
}

/** What `export * as name` gives: a namespace as Node makes it, or as a bundler does, of getters alone. */
function isNamespace(value: unknown): value is object {
  if (types.isModuleNamespaceObject(value)) return true;
  if (!isPlain(value)) return false;
  const fields = Object.values(Object.getOwnPropertyDescriptors(value)).filter((field) => field.enumerable === true);
  return (
    fields.length > 0 &&
    fields.every((field) => field.get !== undefined && field.set === undefined && field.configurable === false)
  );
}

/** Whether a value may be given to Drizzle's `is`, which fails on a namespace: that has no prototype. */
const hasClass = (value: unknown): boolean =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== null);

const isTable = (value: unknown, { root }: Drizzle): boolean => hasClass(value) && root.is(value, root.Table);

function isModel(value: unknown, { root, pgCore }: Drizzle): boolean {
  const { is } = root;
  if (!hasClass(value)) return false;
  return (
    is(value, pgCore.PgTable) ||
    is(value, pgCore.PgView) ||
    is(value, pgCore.PgMaterializedView) ||
    is(value, pgCore.PgSchema) ||
    is(value, pgCore.PgRole) ||
    is(value, pgCore.PgPolicy) ||
    pgCore.isPgEnum(value) ||
    pgCore.isPgSequence(value)
  );
}
