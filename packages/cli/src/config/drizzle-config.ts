import path from 'node:path';
import type { ResolvedConfig } from './config.js';
import { fromEnvironment, isServerUrl, resolveDatabase, serverOf, type Environment } from './database-source.js';
import { choiceField, describe, fieldError, objectField, stringField, stringsField, type Fields } from './fields.js';
import { PLAIN_FILE } from './new-file.js';
import { absolutePattern, DEFAULTS } from './sluice-config.js';
import { noTenants } from './tenants.js';

/**
 * Makes a {@link ResolvedConfig} of what a `drizzle.config` file exports. Keys that concern drizzle-kit alone are
 * passed over: the file is another tool's.
 */
export function resolveDrizzleConfig(fields: Fields, environment: Environment): ResolvedConfig {
  refuseOtherDialects(fields);
  const root = path.dirname(fields.file);
  const out = path.resolve(root, stringField(fields, 'out', './drizzle') ?? './drizzle');
  return {
    file: fields.file,
    name: undefined,
    source: 'drizzle',
    root,
    models: resolveModels(fields, root),
    givenModels: undefined,
    migrations: [migrationsBeside(root, out)],
    database: databaseOf(fields, root, environment),
    casing: choiceField(fields, 'casing', ['snake_case', 'camelCase']),
    schemas: stringsField(fields, 'schemaFilter', 'public') ?? [],
    defaultSchema: DEFAULTS.defaultSchema,
    ...noTenants,
    fileTemplate: DEFAULTS.fileTemplate,
    ...PLAIN_FILE,
    versionTable: DEFAULTS.versionTable,
    extensions: [],
    include: [],
    exclude: [],
    includeObject: undefined,
    postgresBin: undefined,
    allowDataLoss: false,
    park: false,
    lock: 'advisory',
    verify: 'models',
    processRevision: undefined,
    lint: { rules: {} },
    plugins: [],
    naming: {},
    renames: {},
    renameAlong: undefined,
    drops: [],
    drizzle: {
      out,
      migrationsTable: migrationsTableOf(fields),
      tablesFilter: stringsField(fields, 'tablesFilter', 'app_*') ?? [],
      extensionsFilters: stringsField(fields, 'extensionsFilters', 'postgis') ?? [],
    },
  };
}

function refuseOtherDialects(fields: Fields): void {
  const dialect = fields.values['dialect'];
  if (dialect === undefined || dialect === 'postgresql') return;
  throw fieldError(
    fields,
    'dialect',
    `is ${describe(dialect)}, and Sluice is for PostgreSQL: point --config at a config with dialect: 'postgresql'.`,
  );
}

function resolveModels(fields: Fields, root: string): readonly string[] {
  const models = stringsField(fields, 'schema', './src/schema.ts');
  if (models !== undefined && models.length > 0) return models.map((pattern) => absolutePattern(root, pattern));
  throw fieldError(
    fields,
    'schema',
    `is missing: name the files of your Drizzle models, for example schema: './src/schema.ts'.`,
  );
}

/** The folder for migrations that is not drizzle-kit's, which has files of its own and a journal of them. */
function migrationsBeside(root: string, out: string): string {
  const usual = path.resolve(root, DEFAULTS.migrations);
  return usual === out ? path.resolve(root, './sluice-migrations') : usual;
}

function migrationsTableOf(fields: Fields): { readonly schema: string; readonly name: string } {
  const migrations = objectField(fields, 'migrations', `{ schema: 'drizzle', table: '__drizzle_migrations' }`);
  return {
    schema: stringField(migrations, 'schema', 'drizzle') ?? 'drizzle',
    name: stringField(migrations, 'table', '__drizzle_migrations') ?? '__drizzle_migrations',
  };
}

function databaseOf(fields: Fields, root: string, environment: Environment): ResolvedConfig['database'] {
  const driver = fields.values['driver'];
  if (driver !== undefined && driver !== 'pglite' && driver !== 'pg') {
    throw fieldError(
      fields,
      'driver',
      `is ${describe(driver)}, which Sluice cannot connect with: write a sluice.config.ts whose \`database\` is a postgres:// URL or a function that gives a pg pool.`,
    );
  }
  const credentials = objectField(fields, 'dbCredentials', `{ url: 'postgres://…' }`);
  if (driver === 'pglite') return resolveDatabase(withDatabase(credentials, embedded(credentials)), root, environment);
  const url = urlOf(credentials);
  return url === undefined ? fromEnvironment(root, environment) : withSsl(url, credentials);
}

const withDatabase = (fields: Fields, database: string): Fields => ({ ...fields, values: { database } });

/** drizzle-kit's PGlite: `url` is a folder. */
function embedded(credentials: Fields): string {
  const url = stringField(credentials, 'url', './data') ?? '';
  return url.startsWith('pglite:') ? url : `pglite:${url.replace(/^file:(\/\/)?/, '')}`;
}

function urlOf(credentials: Fields): string | undefined {
  const given = credentials.values['url'];
  if (given === undefined || given === '') return urlOfParts(credentials);
  const url = stringField(credentials, 'url', 'postgres://user@localhost/app') ?? '';
  if (isServerUrl(url)) return url;
  throw fieldError(
    credentials,
    'url',
    `must begin with postgres:// or postgresql://; for an embedded database set driver: 'pglite'.`,
  );
}

/** `{ host, port, user, password, database }` as a URL. */
function urlOfParts(credentials: Fields): string | undefined {
  const host = stringField(credentials, 'host', 'localhost');
  if (host === undefined) return undefined;
  const part = (key: string, example: string): string =>
    encodeURIComponent(stringField(credentials, key, example) ?? '');
  const user = part('user', 'postgres');
  const password = part('password', 'secret');
  const login = user === '' ? '' : `${user}${password === '' ? '' : `:${password}`}@`;
  const address = host.includes(':') ? `[${host}]` : encodeURIComponent(host);
  return `postgres://${login}${address}${portOf(credentials)}/${part('database', 'app')}`;
}

function portOf(credentials: Fields): string {
  const port = credentials.values['port'];
  if (port === undefined) return '';
  if (/^\d+$/.test(String(port))) return `:${String(port)}`;
  throw fieldError(credentials, 'port', `must be a number, not ${describe(port)}: write for example port: 5432.`);
}

function withSsl(url: string, credentials: Fields): NonNullable<ResolvedConfig['database']> {
  const ssl = credentials.values['ssl'];
  if (ssl === undefined || ssl === false) return url;
  if (typeof ssl !== 'string') return serverOf({ ...credentials, values: { url, ssl } });
  // pg has no "allow": to try without TLS first.
  return `${url}${url.includes('?') ? '&' : '?'}sslmode=${encodeURIComponent(ssl === 'allow' ? 'prefer' : ssl)}`;
}
