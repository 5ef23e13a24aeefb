import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedConfig } from './config/config.js';
import { loadConfig } from './config/load-config.js';
import { ConfigExists } from './errors.js';

/** Where to begin. */
export interface InitOptions {
  /** The folder of the project; the folder of the process, where it is left out. */
  readonly cwd?: string | undefined;
}

/** What was written. */
export interface InitResult {
  /** The config's file, absolute. */
  readonly file: string;
  readonly source: string;
  /** Where it says the models are. */
  readonly models: string;
  /** Whether they are there. */
  readonly modelsFound: boolean;
}

/**
 * Writes a config for a project: `sluice.config.ts`, with the models where drizzle-kit's config has them, or where they
 * usually are. Leaves alone what is there.
 *
 * @example
 * ```ts
 * import { init } from 'sluice';
 *
 * const { file } = await init({ cwd: '/srv/app' });
 * ```
 *
 * @throws ConfigExists where there is a config of Sluice already
 */
export async function init(options: InitOptions = {}): Promise<InitResult> {
  const root = path.resolve(options.cwd ?? process.cwd());
  const existing = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json']
    .map((extension) => path.join(root, `sluice.config.${extension}`))
    .find((file) => existsSync(file));
  if (existing !== undefined) throw new ConfigExists(existing);
  const file = path.join(root, 'sluice.config.ts');
  const kit = await readDrizzleConfig(root);
  const found =
    kit?.models.map((model) => relative(root, model)) ??
    USUAL.filter((one) => existsSync(path.join(root, one))).slice(0, 1);
  const models = found.length === 0 ? ['./src/models.ts'] : found;
  const source = configText(models, kit?.casing);
  await writeFile(file, source, { flag: 'wx' });
  return { file, source, models: models.join(', '), modelsFound: found.length > 0 };
}

async function readDrizzleConfig(root: string): Promise<ResolvedConfig | undefined> {
  const name = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json']
    .map((extension) => `drizzle.config.${extension}`)
    .find((one) => existsSync(path.join(root, one)));
  // One that cannot be read is no reason not to begin.
  return name === undefined ? undefined : loadConfig({ cwd: root, file: name }).catch(() => undefined);
}

function relative(root: string, pattern: string): string {
  if (pattern.startsWith('!')) return `!${relative(root, pattern.slice(1))}`;
  const name = path.relative(root, pattern).replaceAll(path.sep, '/');
  return name.startsWith('.') ? name : `./${name}`;
}

/** Where Drizzle models usually are. */
const USUAL = ['models', 'schema'].flatMap((name) => [
  ...['src/db', 'src', 'db', 'src/lib/db', 'lib/db', 'app/db', 'drizzle'].flatMap((folder) => [
    `./${folder}/${name}.ts`,
    `./${folder}/${name}`,
  ]),
  `./${name}.ts`,
]);

function configText(models: readonly string[], casing: string | undefined): string {
  const list = models.map((model) => `'${model.replace(/['\\]/g, '\\$&')}'`);
  return `import { defineConfig } from 'sluice';

export default defineConfig({
  // Where the Drizzle models are: a file, a folder or a glob.
  models: ${list.length === 1 ? list[0] : `[${list.join(', ')}]`},
  // Where the migrations go.
  migrations: './migrations',
  // 'postgres://…', or 'pglite:./data' for an embedded database.
  database: process.env.DATABASE_URL,${casing === undefined ? '' : `\n  casing: '${casing}',`}
});
`;
}
