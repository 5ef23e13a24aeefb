import { defaultFileTemplate, unknownToken } from '@sluice/core/ground';
import { defaultVersionTable } from '@sluice/database/ground';
import path from 'node:path';
import type { ResolvedConfig } from './config.js';
import type { ConfigError } from './errors.js';
import { onlyOne, pickDatabase } from './named-databases.js';
import { resolveNewFile } from './new-file.js';
import { resolveDatabase, type Environment } from './database-source.js';
import {
  booleanField,
  choiceField,
  describe,
  fieldError,
  flagField,
  isFields,
  objectField,
  refuseUnknown,
  stringField,
  stringsField,
  textsField,
  type Fields,
} from './fields.js';
import { resolveLint } from './lint.js';
import { resolvePlugins } from './plugins.js';
import { resolveTenants, TENANT_KEYS } from './tenants.js';

const KEYS = [
  'models',
  'migrations',
  'database',
  'casing',
  'schemas',
  'include',
  'exclude',
  'includeObject',
  'defaultSchema',
  ...TENANT_KEYS,
  'fileTemplate',
  'timezone',
  'plain',
  'afterWrite',
  'template',
  'messagePattern',
  'versionTable',
  'extensions',
  'postgresBin',
  'allowDataLoss',
  'park',
  'lock',
  'verify',
  'naming',
  'renames',
  'renameAlong',
  'drops',
  'processRevision',
  'lint',
  'plugins',
  'databases',
] as const;

/** A database has none within it. */
const KEYS_OF_ONE = KEYS.filter((key) => key !== 'databases');

/** What a file template may hold between braces. */
export const FILE_TEMPLATE_FIELDS = [
  'date',
  'time',
  'revision',
  'slug',
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'epoch',
] as const;

/** The values of keys that are left out. */
export const DEFAULTS = {
  migrations: './migrations',
  defaultSchema: 'public',
  fileTemplate: defaultFileTemplate,
  versionTable: defaultVersionTable,
} as const;

/**
 * Makes a {@link ResolvedConfig} of what a `sluice.config` file exports.
 *
 * @param name - which of several databases
 */
export async function resolveSluiceConfig(
  fields: Fields,
  environment: Environment,
  name?: string,
): Promise<ResolvedConfig> {
  const config = await resolveInlineConfig(fields, environment, name);
  if (config.models.length === 0 && config.givenModels === undefined) throw modelsMissing(fields);
  return config;
}

/** Makes a {@link ResolvedConfig} of one that is given in code, which may do without models. */
export async function resolveInlineConfig(
  all: Fields,
  environment: Environment,
  name?: string,
): Promise<ResolvedConfig> {
  return 'databases' in all.values ? resolveNamed(all, environment, name) : resolveOne(onlyOne(all, name), environment);
}

/** `DATABASE_URL` cannot mean several databases: it means the default one. */
async function resolveNamed(
  all: Fields,
  environment: Environment,
  wanted: string | undefined,
): Promise<ResolvedConfig> {
  refuseUnknown(all, KEYS);
  const { name, fields, isDefault, own } = pickDatabase(all, wanted);
  refuseUnknown(own, KEYS_OF_ONE);
  return { ...(await resolveOne(fields, isDefault ? environment : {})), name };
}

async function resolveOne(fields: Fields, environment: Environment): Promise<ResolvedConfig> {
  refuseUnknown(fields, KEYS);
  const root = path.dirname(fields.file);
  return {
    file: fields.file,
    name: undefined,
    source: 'sluice',
    root,
    ...resolveModels(fields, root),
    migrations: resolveMigrations(fields, root),
    database: resolveDatabase(fields, root, environment),
    casing: choiceField(fields, 'casing', ['snake_case', 'camelCase']),
    schemas: stringsField(fields, 'schemas', 'billing') ?? [],
    include: stringsField(fields, 'include', 'billing.*') ?? [],
    exclude: stringsField(fields, 'exclude', 'audit.*') ?? [],
    includeObject: resolveIncludeObject(fields),
    defaultSchema: stringField(fields, 'defaultSchema', DEFAULTS.defaultSchema) ?? DEFAULTS.defaultSchema,
    ...resolveTenants(fields),
    fileTemplate: resolveFileTemplate(fields),
    ...resolveNewFile(fields),
    versionTable: resolveVersionTable(fields),
    extensions: stringsField(fields, 'extensions', 'citext') ?? [],
    postgresBin: resolveFolder(fields, root, 'postgresBin', '/usr/lib/postgresql/17/bin'),
    allowDataLoss: flagField(fields, 'allowDataLoss') ?? false,
    park: flagField(fields, 'park') ?? false,
    lock: choiceField(fields, 'lock', ['advisory', 'lease']) ?? 'advisory',
    verify: choiceField(fields, 'verify', ['models', 'off']) ?? 'models',
    naming: resolveNaming(fields),
    renames: textsField(fields, 'renames', `{ 'users.name': 'full_name' }`),
    renameAlong: booleanField(fields, 'renameAlong'),
    drops: stringsField(fields, 'drops', 'users.fax') ?? [],
    processRevision: resolveProcessRevision(fields),
    lint: resolveLint(fields),
    plugins: await resolvePlugins(fields),
    drizzle: undefined,
  };
}

/** Makes one path or glob absolute, with `/` between folders as globs want it. */
export function absolutePattern(root: string, pattern: string): string {
  if (pattern.startsWith('!')) return `!${absolutePattern(root, pattern.slice(1))}`;
  return path.resolve(root, pattern).replaceAll(path.sep, '/');
}

function resolveModels(fields: Fields, root: string): Pick<ResolvedConfig, 'models' | 'givenModels'> {
  const given = fields.values['models'];
  if (isFields(given)) return { models: [], givenModels: given };
  const models = stringsField(fields, 'models', './src/models.ts') ?? [];
  return { models: models.map((pattern) => absolutePattern(root, pattern)), givenModels: undefined };
}

/** The error where models are wanted, and a config names none. */
export const modelsMissing = (fields: Pick<Fields, 'file' | 'label'>): ConfigError =>
  fieldError(
    { values: {}, prefix: '', ...fields },
    'models',
    `is missing: name the files of your Drizzle models, for example models: './src/models.ts'.`,
  );

function resolveMigrations(fields: Fields, root: string): readonly string[] {
  const migrations = stringsField(fields, 'migrations', DEFAULTS.migrations) ?? [DEFAULTS.migrations];
  if (migrations.some((location) => !location.startsWith('!')))
    return migrations.map((location) => absolutePattern(root, location));
  throw fieldError(fields, 'migrations', `names no folder: write for example migrations: '${DEFAULTS.migrations}'.`);
}

function resolveNaming(fields: Fields): ResolvedConfig['naming'] {
  const naming = objectField(fields, 'naming', `{ index: 'ix_%(column_0_label)s' }`);
  refuseUnknown(naming, ['index', 'unique', 'check', 'foreignKey', 'primaryKey']);
  const said = (key: string): string | undefined => {
    const convention = stringField(naming, key, '%(table_name)s_%(column_0_name)s');
    const unknown = convention === undefined ? undefined : unknownToken(convention);
    if (unknown === undefined) return convention;
    throw fieldError(
      naming,
      key,
      `holds %(${unknown})s, which means nothing: write for example %(table_name)s, %(column_0_name)s, %(column_0_N_name)s, %(referred_table_name)s or %(constraint_name)s.`,
    );
  };
  const conventions = {
    index: said('index'),
    unique: said('unique'),
    check: said('check'),
    foreign_key: said('foreignKey'),
    primary_key: said('primaryKey'),
  };
  return Object.fromEntries(Object.entries(conventions).filter(([, convention]) => convention !== undefined));
}

function resolveFolder(fields: Fields, root: string, key: string, example: string): string | undefined {
  const folder = stringField(fields, key, example);
  return folder === undefined ? undefined : path.resolve(root, folder);
}

function resolveIncludeObject(fields: Fields): ResolvedConfig['includeObject'] {
  const value = fields.values['includeObject'];
  if (value === undefined) return undefined;
  if (isPredicate(value)) return value;
  throw fieldError(
    fields,
    'includeObject',
    `must be a function, not ${describe(value)}: write for example includeObject: ({ id }) => id.name !== 'tmp'.`,
  );
}

function resolveProcessRevision(fields: Fields): ResolvedConfig['processRevision'] {
  const value = fields.values['processRevision'];
  if (value === undefined || isProcess(value)) return value;
  throw fieldError(
    fields,
    'processRevision',
    `must be a function, not ${describe(value)}: write for example processRevision: rewriteOperations({ dropTable: () => [] }).`,
  );
}

const isProcess = (value: unknown): value is NonNullable<ResolvedConfig['processRevision']> =>
  typeof value === 'function';

const isPredicate = (value: unknown): value is NonNullable<ResolvedConfig['includeObject']> =>
  typeof value === 'function';

function resolveFileTemplate(fields: Fields): string {
  const template = stringField(fields, 'fileTemplate', DEFAULTS.fileTemplate) ?? DEFAULTS.fileTemplate;
  const known: readonly string[] = FILE_TEMPLATE_FIELDS;
  const unknown = [...template.matchAll(/\{([^}]*)\}/g)]
    .map((match) => match[1] ?? '')
    .find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw fieldError(
      fields,
      'fileTemplate',
      `holds {${unknown}}, which means nothing: it may hold ${known.map((name) => `{${name}}`).join(', ')}.`,
    );
  }
  if (!template.includes('{revision}')) {
    throw fieldError(
      fields,
      'fileTemplate',
      `must hold {revision}, so that no two migrations share a name: write for example '${DEFAULTS.fileTemplate}'.`,
    );
  }
  if (/[/\\]/.test(template)) {
    throw fieldError(
      fields,
      'fileTemplate',
      `names a file, not a folder: leave out the slash, and set \`migrations\` to choose the folder.`,
    );
  }
  return template;
}

function resolveVersionTable(fields: Fields): ResolvedConfig['versionTable'] {
  const versionTable = objectField(fields, 'versionTable', `{ schema: 'public', name: 'sluice_version' }`);
  refuseUnknown(versionTable, ['schema', 'name']);
  return {
    schema: stringField(versionTable, 'schema', DEFAULTS.versionTable.schema) ?? DEFAULTS.versionTable.schema,
    name: stringField(versionTable, 'name', DEFAULTS.versionTable.name) ?? DEFAULTS.versionTable.name,
  };
}
