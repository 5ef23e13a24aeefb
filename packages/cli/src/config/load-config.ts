import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ModuleError } from '../load/errors.js';
import { loadModule } from '../load/load-modules.js';
import type { ResolvedConfig } from './config.js';
import type { Environment } from './database-source.js';
import { resolveDrizzleConfig } from './drizzle-config.js';
import { ConfigError, ConfigMissing } from './errors.js';
import { describe, isFields, type Fields } from './fields.js';
import { DatabaseUnknown, namesOfAll, onlyOne } from './named-databases.js';
import { resolveSluiceConfig } from './sluice-config.js';

/** The names a config may have, in the order in which they are looked for. */
const NAMES: readonly string[] = [
  ...['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `sluice.config.${extension}`),
  ...['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `drizzle.config.${extension}`),
];

/** Where a config is looked for. */
export interface LoadConfigOptions {
  /** The folder it is looked for in; not above it. The folder of the process, where it is left out. */
  readonly cwd?: string | undefined;
  /** The file, where it has another name or stands elsewhere; relative to `cwd`. */
  readonly file?: string | undefined;
  /** Which database, where the config has several; the one named `default` or the only one, where it is left out. */
  readonly database?: string | undefined;
  /** Where `DATABASE_URL` is looked up; the environment of the process, where it is left out. */
  readonly environment?: Environment | undefined;
}

/**
 * Reads the config of a project: `sluice.config.ts` (or `.mts`, `.js`, `.mjs`, `.cjs`, `.json`), or where there is
 * none, drizzle-kit's `drizzle.config.ts`.
 *
 * @example
 * ```ts
 * import { loadConfig } from 'sluice';
 *
 * const config = await loadConfig({ cwd: '/srv/app' });
 * console.log(config.migrations); // ['/srv/app/migrations']
 * ```
 *
 * @throws ConfigMissing where there is no config
 * @throws ConfigError where there is one that cannot be used
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<ResolvedConfig> {
  const fields = await readFields(options);
  const environment = options.environment ?? process.env;
  return isDrizzleKit(fields)
    ? resolveDrizzleConfig(onlyOne(fields, options.database), environment)
    : resolveSluiceConfig(fields, environment, options.database);
}

/**
 * The names of the databases of a config.
 *
 * @throws DatabaseUnknown where it names none
 */
export async function databaseNames(options: Pick<LoadConfigOptions, 'cwd' | 'file'>): Promise<readonly string[]> {
  const fields = await readFields(options);
  if (isDrizzleKit(fields) || !('databases' in fields.values)) throw new DatabaseUnknown('all', [], fields.file);
  return namesOfAll(fields);
}

async function readFields(options: Pick<LoadConfigOptions, 'cwd' | 'file'>): Promise<Fields> {
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const file = options.file === undefined ? findConfig(cwd) : namedConfig(cwd, options.file);
  const label = path.relative(cwd, file).startsWith('..') ? file : path.relative(cwd, file);
  return { values: await readConfig(file, label), file, label, prefix: '' };
}

function findConfig(cwd: string): string {
  const name = NAMES.find((one) => existsSync(path.join(cwd, one)));
  if (name === undefined) throw new ConfigMissing(cwd);
  return path.join(cwd, name);
}

function namedConfig(cwd: string, name: string): string {
  const file = path.resolve(cwd, name);
  if (existsSync(file) && statSync(file).isFile()) return file;
  throw new ConfigError(
    `--config names ${name}, and there is no such file: correct the path, or run \`sluice init\` to write a config.`,
    {
      file,
    },
  );
}

/** A config of drizzle-kit is known by its name; one with another name, by keys that Sluice does not have. */
function isDrizzleKit(fields: Fields): boolean {
  const name = path.basename(fields.file);
  if (name.startsWith('sluice.config.')) return false;
  return name.startsWith('drizzle.config.') || (!('models' in fields.values) && 'dialect' in fields.values);
}

async function readConfig(file: string, label: string): Promise<Fields['values']> {
  const value = file.endsWith('.json') ? await readJson(file, label) : await importDefault(file, label);
  if (isFields(value)) return value;
  throw new ConfigError(
    `${label} must give an object, not ${describe(value)}: write \`export default defineConfig({ … })\`.`,
    {
      file,
    },
  );
}

async function readJson(file: string, label: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    throw new ConfigError(`${label} is not JSON: ${messageOf(cause)}; correct the file, or write sluice.config.ts.`, {
      file,
      cause,
    });
  }
}

async function importDefault(file: string, label: string): Promise<unknown> {
  const { exports } = await loadModule(file, { fresh: true, configHelpers: true }).catch((cause: unknown) => {
    const message = cause instanceof ModuleError ? cause.describe(path.dirname(file)) : messageOf(cause);
    throw new ConfigError(`${label} cannot be read: ${message}; correct the file and run again.`, { file, cause });
  });
  if ('default' in exports) return exports['default'];
  throw new ConfigError(`${label} has no default export: write \`export default defineConfig({ … })\`.`, { file });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
