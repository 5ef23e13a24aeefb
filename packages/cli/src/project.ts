import type { RevisionGraph } from '@sluice/core';
import { buildGraph } from '@sluice/core/ground';
import type { Target } from '@sluice/database';
import path from 'node:path';
import type { Config, InlineConfig, ResolvedConfig } from './config/config.js';
import { isDatabaseText } from './config/database-source.js';
import { loadConfig } from './config/load-config.js';
import { DatabaseUnknown } from './config/named-databases.js';
import { resolveInlineConfig } from './config/sluice-config.js';
import type { Events } from './events.js';
import { loggedEvents, type Logger } from './logger.js';
import type { MigrationHead } from './load/migration-head.js';
import { readHistoryHeads } from './load/kept-heads.js';
import { findMigrations } from './migration-files.js';
import { findFolders } from './migration-folders.js';

/** What every function of the library takes: which project, which database, and whom to tell. */
export interface ProjectOptions {
  /** The folder of the project; the folder of the process, where it is left out. */
  readonly cwd?: string | undefined;
  /** The config's file, where it has another name or stands elsewhere; relative to `cwd`. */
  readonly file?: string | undefined;
  /** The config itself; no file is looked for then. Its paths are meant from `cwd`. What needs no models needs none here. */
  readonly config?: Config | InlineConfig | ResolvedConfig | undefined;
  /**
   * The database, in place of the config's: a URL, a pool or a client of `pg`, a PGlite, a drizzle database over these; or the name of one,
   * where the config has several.
   */
  readonly database?: Target | undefined;
  /** Called as things happen. */
  readonly events?: Events | undefined;
  /** Writes down what happens: `console`, or a logger of pino, winston, Fastify and the like. */
  readonly logger?: Logger | undefined;
  /** Gives up the work: the statement that is under way is cancelled on the server. */
  readonly signal?: AbortSignal | undefined;
}

/** A project, read: its config and its migrations. */
export interface Project {
  readonly config: ResolvedConfig;
  /** By revision. */
  readonly migrations: ReadonlyMap<string, MigrationHead>;
  readonly graph: RevisionGraph;
  readonly events: Events;
  readonly logger: Logger | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Reads the config of a project and the heads of its migrations. Runs no migration's code. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const { signal, logger } = options;
  const config = await configOf(options);
  const folders = await findFolders(config.migrations);
  const heads = await readHistoryHeads(await findMigrations(folders));
  // Messages name a file as a person would; the map has the way to it.
  const nameOf = (file: string): string => (folders.length > 1 ? relativeTo(config.root, file) : path.basename(file));
  const graph = buildGraph(heads.map((head) => ({ ...head, file: nameOf(head.file) })));
  const migrations = new Map(heads.map((head) => [head.revision, head]));
  const events = loggedEvents(logger, options.events ?? {});
  return { config, migrations, graph, events, logger, signal };
}

/** The config that options name. */
export async function configOf({ cwd, file, config, database }: ProjectOptions): Promise<ResolvedConfig> {
  const root = path.resolve(cwd ?? process.cwd());
  const name = typeof database === 'string' && !isDatabaseText(database) ? database : undefined;
  const found =
    config === undefined
      ? await loadConfig({ cwd: root, file, database: name })
      : 'root' in config
        ? requireName(config, name)
        : await resolveGiven(config, root, name);
  return database === undefined || name !== undefined ? found : { ...found, database: fromFolder(database, root) };
}

async function resolveGiven(
  config: Config | InlineConfig,
  root: string,
  name: string | undefined,
): Promise<ResolvedConfig> {
  const file = path.join(root, 'sluice.config.ts');
  return resolveInlineConfig({ values: { ...config }, file, label: 'the config', prefix: '' }, process.env, name);
}

/** A config that is resolved is for one database. */
function requireName(config: ResolvedConfig, name: string | undefined): ResolvedConfig {
  if (name === undefined || name === config.name) return config;
  throw new DatabaseUnknown(name, config.name === undefined ? [] : [config.name], config.file);
}

/** `pglite:./data` is meant from the folder of the project. */
function fromFolder(database: Target, root: string): Target {
  if (typeof database !== 'string' || !database.startsWith('pglite:')) return database;
  const folder = database.slice('pglite:'.length);
  return folder === '' ? database : `pglite:${path.resolve(root, folder)}`;
}

/** A file as a person in the project would name it. */
export function relativeTo(root: string, file: string): string {
  const relative = path.relative(root, file);
  return relative.startsWith('..') ? file : relative;
}
