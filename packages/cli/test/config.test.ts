import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Config, ResolvedConfig } from '../src/config/config.ts';
import { defineConfig } from '../src/config/config.ts';
import { ConfigError, ConfigMissing } from '../src/config/errors.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';
import { runInNode } from './fixtures/run-in-node.ts';

// Files are written, built and imported by the dozen, maybe on a busy machine.
jest.setTimeout(60_000);

const projects: Project[] = [];
const project = (files: Files): Project => {
  const made = makeProject({ 'package.json': '{ "type": "module" }', ...files });
  projects.push(made);
  return made;
};
afterEach(() => projects.splice(0).forEach((made) => made.remove()));

type Environment = Readonly<Record<string, string>>;

/** Loads the config of a project; its paths are from the project's folder, so that they can be compared. */
async function load(files: Files, environment: Environment = {}, file?: string): Promise<ResolvedConfig> {
  const made = project(files);
  const config = await loadConfig({ cwd: made.root, environment, file });
  const local = (text: string): string => text.replaceAll(made.root, '');
  return {
    ...config,
    file: local(config.file),
    root: local(config.root),
    models: config.models.map(local),
    migrations: config.migrations.map(local),
    database: typeof config.database === 'string' ? local(config.database) : config.database,
    drizzle: config.drizzle && { ...config.drizzle, out: local(config.drizzle.out) },
  };
}

const failure = async (files: Files, environment: Environment = {}, file?: string): Promise<ConfigError> => {
  const error: unknown = await load(files, environment, file).catch((cause: unknown) => cause);
  if (error instanceof ConfigError) return error;
  throw new Error(`no ConfigError but ${String(error)}`);
};

const sluiceConfig = (config: string): Files => ({ 'sluice.config.mjs': `export default ${config};` });

test('defineConfig gives back what it is given', () => {
  const config: Config = { models: './models.ts', database: process.env['SLUICE_NOT_SET'] };
  expect(defineConfig(config)).toBe(config);
});

test('the least config has all defaults', async () => {
  expect(await load(sluiceConfig(`{ models: './src/models.ts' }`))).toEqual({
    file: '/sluice.config.mjs',
    source: 'sluice',
    root: '',
    models: ['/src/models.ts'],
    migrations: ['/migrations'],
    database: undefined,
    casing: undefined,
    include: [],
    exclude: [],
    includeObject: undefined,
    processRevision: undefined,
    lint: { rules: {} },
    plugins: [],
    naming: {},
    renames: {},
    renameAlong: undefined,
    drops: [],
    schemas: [],
    defaultSchema: 'public',
    writtenFor: undefined,
    searchPath: [],
    tenants: undefined,
    tenantConcurrency: 4,
    tenantSearchPath: ['public'],
    fileTemplate: '{date}_{time}_{revision}_{slug}',
    timezone: 'UTC',
    plain: false,
    afterWrite: [],
    template: { header: '', imports: [] },
    versionTable: { schema: 'public', name: 'sluice_version' },
    extensions: [],
    allowDataLoss: false,
    park: false,
    lock: 'advisory',
    verify: 'models',
    drizzle: undefined,
  });
});

test('a full config', async () => {
  const config = await load(
    sluiceConfig(`{
      models: ['./src/*.ts', '!./src/*.draft.ts'], migrations: 'db/migrations', database: 'postgres://app@localhost/app',
      casing: 'snake_case', schemas: ['billing'], defaultSchema: 'app', fileTemplate: '{revision}', versionTable: { name: 'revisions' },
    }`),
  );
  expect(config).toMatchObject({
    models: ['/src/*.ts', '!/src/*.draft.ts'],
    migrations: ['/db/migrations'],
    database: 'postgres://app@localhost/app',
    casing: 'snake_case',
    schemas: ['billing'],
    defaultSchema: 'app',
    fileTemplate: '{revision}',
    versionTable: { schema: 'public', name: 'revisions' },
    extensions: [],
  });
});

describe('how a config may be written', () => {
  const body = `{ models: './m.ts' }`;
  test.each([
    { name: 'sluice.config.ts', text: `import { defineConfig } from 'sluice';\nexport default defineConfig(${body});` },
    { name: 'sluice.config.mts', text: `export default ${body} satisfies { models: string };` },
    { name: 'sluice.config.js', text: `export default await Promise.resolve(${body});` },
    { name: 'sluice.config.mjs', text: `export default ${body};` },
    { name: 'sluice.config.cjs', text: `module.exports = ${body};` },
    { name: 'sluice.config.json', text: `{ "$schema": "x", "models": "./m.ts" }` },
  ])('$name', async ({ name, text }) => {
    expect(await load({ [name]: text })).toMatchObject({ file: `/${name}`, models: ['/m.ts'] });
  });

  test('with parts in other files', async () => {
    const files = {
      'sluice.config.ts': `import { models } from './src/where';\nexport default { models };`,
      'src/where.ts': `export const models: string = './m.ts';`,
    };
    expect(await load(files)).toMatchObject({ models: ['/m.ts'] });
  });

  test('with another name, from which its paths are meant', async () => {
    const config = await load({ 'config/other.ts': `export default { models: './m.ts' };` }, {}, 'config/other.ts');
    expect(config).toMatchObject({
      file: '/config/other.ts',
      models: ['/config/m.ts'],
      migrations: ['/config/migrations'],
    });
  });

  test('sluice.config goes before drizzle.config', async () => {
    const files = {
      'drizzle.config.ts': `throw new Error('not read');`,
      'sluice.config.json': `{ "models": "./m.ts" }`,
    };
    expect(await load(files)).toMatchObject({ source: 'sluice' });
  });
});

describe('the database', () => {
  const DATABASE_URL = 'postgres://env@localhost/env';
  test.each([
    {
      name: 'the config goes before DATABASE_URL',
      written: `'postgres://app@localhost/app'`,
      environment: { DATABASE_URL },
      expected: 'postgres://app@localhost/app',
    },
    {
      name: 'DATABASE_URL is taken where the config has none',
      written: 'undefined',
      environment: { DATABASE_URL },
      expected: DATABASE_URL,
    },
    {
      name: 'DATABASE_URL is taken where the config is empty',
      written: `''`,
      environment: { DATABASE_URL },
      expected: DATABASE_URL,
    },
    {
      name: 'an empty DATABASE_URL is none',
      written: 'undefined',
      environment: { DATABASE_URL: '' },
      expected: undefined,
    },
    { name: 'PGlite in a folder', written: `'pglite:./data'`, environment: {}, expected: 'pglite:/data' },
    { name: 'PGlite in memory', written: `'pglite:'`, environment: {}, expected: 'pglite:' },
    {
      name: 'a server with options of TLS',
      written: `{ url: 'postgres://a@b/c', ssl: { ca: 'x' } }`,
      environment: {},
      expected: { url: 'postgres://a@b/c', ssl: { ca: 'x' } },
    },
    { name: 'a function', written: `() => ({})`, environment: {}, expected: expect.any(Function) },
  ])('$name', async ({ written, environment, expected }) => {
    const config = await load(sluiceConfig(`{ models: './m.ts', database: ${written} }`), environment);
    expect(config.database).toEqual(expected);
  });
});

describe('what is wrong with a config is said in a sentence', () => {
  const known =
    'models, migrations, database, casing, schemas, include, exclude, includeObject, defaultSchema, tenants, tenantConcurrency, tenantSearchPath, fileTemplate, timezone, plain, afterWrite, template, messagePattern, versionTable, extensions, postgresBin, allowDataLoss, park, lock, verify, naming, renames, renameAlong, drops, processRevision, lint, plugins, databases';
  test.each([
    {
      key: 'model',
      config: `{ model: './m.ts' }`,
      message: '`model` in sluice.config.mjs is not a key Sluice knows: did you mean `models`?',
    },
    {
      key: 'colour',
      config: `{ models: './m.ts', colour: 1 }`,
      message: `\`colour\` in sluice.config.mjs is not a key Sluice knows: the keys are ${known}.`,
    },
    {
      key: 'models',
      config: `{}`,
      message:
        "`models` in sluice.config.mjs is missing: name the files of your Drizzle models, for example models: './src/models.ts'.",
    },
    {
      key: 'models',
      config: `{ models: [] }`,
      message:
        "`models` in sluice.config.mjs is missing: name the files of your Drizzle models, for example models: './src/models.ts'.",
    },
    {
      key: 'models',
      config: `{ models: 1 }`,
      message:
        "`models` in sluice.config.mjs must be a string or a list of strings, not 1: write for example models: ['./src/models.ts'].",
    },
    {
      key: 'models',
      config: `{ models: ['./m.ts', null] }`,
      message:
        "`models` in sluice.config.mjs must be a string or a list of strings, not a list that holds null: write for example models: ['./src/models.ts'].",
    },
    {
      key: 'migrations',
      config: `{ models: './m.ts', migrations: 7 }`,
      message:
        "`migrations` in sluice.config.mjs must be a string or a list of strings, not 7: write for example migrations: ['./migrations'].",
    },
    {
      key: 'casing',
      config: `{ models: './m.ts', casing: 'camel' }`,
      message:
        "`casing` in sluice.config.mjs must be 'snake_case' or 'camelCase', not 'camel': write one of these, or leave it out.",
    },
    {
      key: 'schemas',
      config: `{ models: './m.ts', schemas: [''] }`,
      message:
        "`schemas` in sluice.config.mjs must be a string or a list of strings, not a list that holds an empty string: write for example schemas: ['billing'].",
    },
    {
      key: 'defaultSchema',
      config: `{ models: './m.ts', defaultSchema: null }`,
      message:
        "`defaultSchema` in sluice.config.mjs must be a string, not null: write for example defaultSchema: 'public'.",
    },
    {
      key: 'database',
      config: `{ models: './m.ts', database: 'mysql://root:secret@x/y' }`,
      message:
        '`database` in sluice.config.mjs must begin with postgres://, postgresql:// or pglite:, or be a pg pool, a PGlite, a drizzle database, or a function that gives one of these.',
    },
    {
      key: 'database',
      config: `{ models: './m.ts', database: 5432 }`,
      message:
        "`database` in sluice.config.mjs must be a URL, 'pglite:' with a folder, a pg pool, a PGlite, a drizzle database, or a function that gives one of these, not 5432.",
    },
    {
      key: 'database.url',
      config: `{ models: './m.ts', database: { ssl: true } }`,
      message: '`database.url` in sluice.config.mjs must begin with postgres:// or postgresql://.',
    },
    {
      key: 'database.host',
      config: `{ models: './m.ts', database: { host: 'x' } }`,
      message: '`database.host` in sluice.config.mjs is not a key Sluice knows: the keys are url, ssl.',
    },
    {
      key: 'fileTemplate',
      config: `{ models: './m.ts', fileTemplate: '{revision}_{name}' }`,
      message:
        '`fileTemplate` in sluice.config.mjs holds {name}, which means nothing: it may hold {date}, {time}, {revision}, {slug}, {year}, {month}, {day}, {hour}, {minute}, {second}, {epoch}.',
    },
    {
      key: 'fileTemplate',
      config: `{ models: './m.ts', fileTemplate: '{slug}' }`,
      message:
        "`fileTemplate` in sluice.config.mjs must hold {revision}, so that no two migrations share a name: write for example '{date}_{time}_{revision}_{slug}'.",
    },
    {
      key: 'fileTemplate',
      config: `{ models: './m.ts', fileTemplate: '{year}/{revision}' }`,
      message:
        '`fileTemplate` in sluice.config.mjs names a file, not a folder: leave out the slash, and set `migrations` to choose the folder.',
    },
    {
      key: 'versionTable',
      config: `{ models: './m.ts', versionTable: 'x' }`,
      message:
        "`versionTable` in sluice.config.mjs must be an object, not 'x': write for example versionTable: { schema: 'public', name: 'sluice_version' }.",
    },
    {
      key: 'versionTable.table',
      config: `{ models: './m.ts', versionTable: { table: 'x' } }`,
      message: '`versionTable.table` in sluice.config.mjs is not a key Sluice knows: the keys are schema, name.',
    },
    {
      key: undefined,
      config: `() => ({})`,
      message: 'sluice.config.mjs must give an object, not a function: write `export default defineConfig({ … })`.',
    },
    {
      key: 'tenants',
      config: `{ models: './m.ts', tenants: {} }`,
      message: `\`tenants\` in sluice.config.mjs says no query: write for example tenants: { query: 'SELECT schema_name FROM tenants' }.`,
    },
    {
      key: 'tenantConcurrency',
      config: `{ models: './m.ts', tenantConcurrency: 0 }`,
      message:
        '`tenantConcurrency` in sluice.config.mjs must be a whole number of 1 or more, not 0: write for example tenantConcurrency: 8.',
    },
  ])('$message', async ({ key, config, message }) => {
    const error = await failure(sluiceConfig(config));
    expect(error.message).toBe(message);
    expect(error.key).toBe(key);
    expect(error.file).toMatch(/sluice\.config\.mjs$/);
  });

  test('no config', async () => {
    const made = project({});
    const error: unknown = await loadConfig({ cwd: made.root }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConfigMissing);
    expect(error).toHaveProperty(
      'message',
      `There is no sluice.config.ts in ${made.root}: run \`sluice init\` to write one, or name another with --config.`,
    );
  });

  test('a config that is named and not there', async () => {
    const error = await failure({}, {}, 'other.ts');
    expect(error.message).toBe(
      '--config names other.ts, and there is no such file: correct the path, or run `sluice init` to write a config.',
    );
  });

  test('DATABASE_URL of another kind, which is not repeated, for it may hold a password', async () => {
    const error = await failure(sluiceConfig(`{ models: './m.ts' }`), { DATABASE_URL: 'mysql://root:secret@x/y' });
    expect(error.message).toBe(
      'The environment variable DATABASE_URL must begin with postgres://, postgresql:// or pglite:.',
    );
    expect(error.key).toBe('DATABASE_URL');
  });

  test.each([
    {
      name: 'sluice.config.ts',
      text: `export const config = {};`,
      message: 'sluice.config.ts has no default export: write `export default defineConfig({ … })`.',
    },
    {
      name: 'sluice.config.ts',
      text: `export default {\n  models:: 1\n};`,
      message:
        'sluice.config.ts cannot be read: sluice.config.ts:2:10: Unexpected ":"; correct the file and run again.',
    },
    {
      name: 'sluice.config.ts',
      text: `throw new Error('no secret');\nexport default {};`,
      message: 'sluice.config.ts cannot be read: sluice.config.ts:1:7: no secret; correct the file and run again.',
    },
    {
      name: 'sluice.config.json',
      text: `{ "models" }`,
      message: expect.stringMatching(
        /^sluice\.config\.json is not JSON: .*; correct the file, or write sluice\.config\.ts\.$/,
      ),
    },
  ])('$name: $text', async ({ name, text, message }) => {
    expect((await failure({ [name]: text })).message).toEqual(message);
  });
});

describe('a config of drizzle-kit', () => {
  const drizzle = (config: string): Files => ({
    'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit';\nexport default defineConfig(${config});`,
  });

  test('is understood', async () => {
    const config = await load(
      drizzle(`{
        dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle', dbCredentials: { url: 'postgres://app@localhost/app' },
        casing: 'snake_case', schemaFilter: ['public', 'billing'], tablesFilter: ['app_*', '!app_old'],
        migrations: { table: 'done', schema: 'public' }, verbose: true, strict: true,
      }`),
    );
    expect(config).toEqual({
      file: '/drizzle.config.ts',
      source: 'drizzle',
      root: '',
      models: ['/src/schema.ts'],
      migrations: ['/migrations'],
      database: 'postgres://app@localhost/app',
      casing: 'snake_case',
      include: [],
      exclude: [],
      includeObject: undefined,
      processRevision: undefined,
      lint: { rules: {} },
      plugins: [],
      naming: {},
      renames: {},
      renameAlong: undefined,
      drops: [],
      schemas: ['public', 'billing'],
      defaultSchema: 'public',
      writtenFor: undefined,
      searchPath: [],
      tenants: undefined,
      tenantConcurrency: 4,
      tenantSearchPath: ['public'],
      fileTemplate: '{date}_{time}_{revision}_{slug}',
      timezone: 'UTC',
      plain: false,
      afterWrite: [],
      template: { header: '', imports: [] },
      versionTable: { schema: 'public', name: 'sluice_version' },
      allowDataLoss: false,
      park: false,
      lock: 'advisory',
      verify: 'models',
      extensions: [],
      drizzle: {
        out: '/drizzle',
        migrationsTable: { schema: 'public', name: 'done' },
        tablesFilter: ['app_*', '!app_old'],
        extensionsFilters: [],
      },
    });
  });

  test('with its defaults', async () => {
    expect(await load(drizzle(`{ dialect: 'postgresql', schema: ['a.ts', 'b.ts'] }`))).toMatchObject({
      models: ['/a.ts', '/b.ts'],
      migrations: ['/migrations'],
      database: undefined,
      include: [],
      exclude: [],
      includeObject: undefined,
      processRevision: undefined,
      lint: { rules: {} },
      plugins: [],
      naming: {},
      renames: {},
      renameAlong: undefined,
      drops: [],
      schemas: [],
      drizzle: {
        out: '/drizzle',
        migrationsTable: { schema: 'drizzle', name: '__drizzle_migrations' },
        tablesFilter: [],
        extensionsFilters: [],
      },
    });
  });

  test('that has ./migrations for its own: Sluice writes elsewhere', async () => {
    const config = await load(drizzle(`{ dialect: 'postgresql', schema: 'a.ts', out: 'migrations/' }`));
    expect(config).toMatchObject({ migrations: ['/sluice-migrations'], drizzle: { out: '/migrations' } });
  });

  test('with another name', async () => {
    const text = `export default { dialect: 'postgresql', schema: 'a.ts' };`;
    expect(await load({ 'drizzle-dev.config.ts': text }, {}, 'drizzle-dev.config.ts')).toMatchObject({
      source: 'drizzle',
    });
  });

  test.each([
    {
      credentials: `{ host: 'db', port: 5433, user: 'a b', password: 'p@ss', database: 'app' }`,
      expected: 'postgres://a%20b:p%40ss@db:5433/app',
    },
    { credentials: `{ host: '::1', database: 'app' }`, expected: 'postgres://[::1]/app' },
    { credentials: `{ host: 'db', database: 'app', ssl: 'require' }`, expected: 'postgres://db/app?sslmode=require' },
    { credentials: `{ host: 'db', database: 'app', ssl: true }`, expected: { url: 'postgres://db/app', ssl: true } },
    {
      credentials: `{ url: 'postgres://db/app', ssl: { rejectUnauthorized: false } }`,
      expected: { url: 'postgres://db/app', ssl: { rejectUnauthorized: false } },
    },
    { credentials: `{ url: process.env.SLUICE_NOT_SET }`, expected: 'postgres://env' },
  ])('dbCredentials: $credentials', async ({ credentials, expected }) => {
    const config = await load(drizzle(`{ dialect: 'postgresql', schema: 'a.ts', dbCredentials: ${credentials} }`), {
      DATABASE_URL: 'postgres://env',
    });
    expect(config.database).toEqual(expected);
  });

  test.each([
    { url: './data', expected: 'pglite:/data' },
    { url: 'file://./data', expected: 'pglite:/data' },
    { url: 'memory://', expected: 'pglite:' },
  ])('PGlite in $url', async ({ url, expected }) => {
    const config = await load(
      drizzle(`{ dialect: 'postgresql', driver: 'pglite', schema: 'a.ts', dbCredentials: { url: '${url}' } }`),
    );
    expect(config.database).toBe(expected);
  });

  test.each([
    {
      config: `{ dialect: 'mysql', schema: 'a.ts' }`,
      message:
        "`dialect` in drizzle.config.ts is 'mysql', and Sluice is for PostgreSQL: point --config at a config with dialect: 'postgresql'.",
    },
    {
      config: `{ dialect: 'postgresql' }`,
      message:
        "`schema` in drizzle.config.ts is missing: name the files of your Drizzle models, for example schema: './src/schema.ts'.",
    },
    {
      config: `{ dialect: 'postgresql', schema: 'a.ts', driver: 'aws-data-api' }`,
      message:
        "`driver` in drizzle.config.ts is 'aws-data-api', which Sluice cannot connect with: write a sluice.config.ts whose `database` is a postgres:// URL or a function that gives a pg pool.",
    },
    {
      config: `{ dialect: 'postgresql', schema: 'a.ts', dbCredentials: { url: './x' } }`,
      message:
        "`dbCredentials.url` in drizzle.config.ts must begin with postgres:// or postgresql://; for an embedded database set driver: 'pglite'.",
    },
    {
      config: `{ dialect: 'postgresql', schema: 'a.ts', dbCredentials: { host: 'x', port: 'y' } }`,
      message: "`dbCredentials.port` in drizzle.config.ts must be a number, not 'y': write for example port: 5432.",
    },
  ])('$message', async ({ config, message }) => {
    expect((await failure(drizzle(config))).message).toBe(message);
  });
});

test('a config that changed is read again, in Node', async () => {
  const made = project(sluiceConfig(`{ models: './a.ts' }`));
  const script = `
    import { loadConfig } from 'source/config/load-config.ts';
    import { writeFileSync } from 'node:fs';
    const before = await loadConfig({ cwd: args[0], environment: {} });
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(before.file, "export default { models: './b.ts' };");
    const after = await loadConfig({ cwd: args[0], environment: {} });
    console.log(JSON.stringify([before.models, after.models]));
  `;
  expect(await runInNode(script, [made.root])).toEqual([[made.file('a.ts')], [made.file('b.ts')]]);
});
