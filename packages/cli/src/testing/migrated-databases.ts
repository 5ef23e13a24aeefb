import type { PGlite } from '@electric-sql/pglite';
import type { Project, ProjectOptions } from '../project.js';
import { embeddedSource } from './embedded-databases.js';
import { openTested } from './open-tested.js';
import { globalAfterAll, type AfterAll } from './runner.js';
import { serverSource } from './server-databases.js';
import { assertServer } from './server.js';

/** Of which project, and where. */
export interface MigratedDatabasesOptions extends Pick<ProjectOptions, 'cwd' | 'file' | 'config'> {
  /** The name of a database of the config, where that has several: whose models and migrations are meant. */
  readonly database?: string | undefined;
  /**
   * A server on which databases are made and dropped: `postgres://role@host/database`. An embedded PGlite, where it is
   * left out. The database of the config is not touched.
   */
  readonly server?: string | undefined;
  /** Registers what closes the databases at the end; the global `afterAll`, where it is left out. */
  readonly afterAll?: AfterAll | undefined;
}

/** Gives databases that have all migrations, and no rows but those that the migrations put in. */
export interface MigratedDatabases<D> {
  /** Makes what all are copies of. {@link open} does so too, so that it need not be called. */
  readonly prepare: () => Promise<void>;
  /** Gives a database that nobody else has. */
  readonly open: () => Promise<D>;
  /** Closes those that are still open, and leaves nothing behind. Where there is an `afterAll`, it is called there. */
  readonly close: () => Promise<void>;
}

/** An embedded PGlite in memory, with all migrations. */
export interface EmbeddedDatabase {
  readonly lite: PGlite;
  readonly close: () => Promise<void>;
}

/** A database on a server, with all migrations. */
export interface ServerDatabase {
  readonly url: string;
  /** Drops it, whoever is still connected. */
  readonly close: () => Promise<void>;
}

/**
 * Gives each test a migrated database in milliseconds: the migrations run once, and each database is a copy of what they
 * made. On a server that is a template database, which all processes share and the last one drops; of a PGlite it is a
 * snapshot, which is kept in `node_modules/.cache/sluice` until the migrations change.
 *
 * @example
 * ```ts
 * import { migratedDatabases } from 'sluice/testing';
 *
 * const databases = migratedDatabases();
 * const { lite, close } = await databases.open();
 * await lite.query('select * from sluice_version');
 * await close();
 * ```
 *
 * @throws ServerInvalid
 */
export function migratedDatabases(
  options: MigratedDatabasesOptions & { readonly server: string },
): MigratedDatabases<ServerDatabase>;
export function migratedDatabases(
  options?: MigratedDatabasesOptions & { readonly server?: undefined },
): MigratedDatabases<EmbeddedDatabase>;
export function migratedDatabases(
  options: MigratedDatabasesOptions = {},
): MigratedDatabases<ServerDatabase | EmbeddedDatabase> {
  const { server, afterAll = globalAfterAll() } = options;
  if (server !== undefined) assertServer(server);
  const databases = pooled<ServerDatabase | EmbeddedDatabase>(async () => {
    const project = await openTested(options);
    return server === undefined ? embedded(project) : onServer(project, server);
  });
  afterAll?.(databases.close);
  return databases;
}

/** Where databases come from. */
interface Source<D> {
  open(): Promise<D>;
  close(): Promise<void>;
}

async function embedded(project: Project): Promise<Source<EmbeddedDatabase>> {
  const source = await embeddedSource(project);
  const open = async (): Promise<EmbeddedDatabase> => {
    const lite = await source.open();
    return { lite, close: () => lite.close() };
  };
  return { open, close: () => Promise.resolve() };
}

async function onServer(project: Project, server: string): Promise<Source<ServerDatabase>> {
  const source = await serverSource(project, server);
  const open = async (): Promise<ServerDatabase> => {
    const url = await source.create();
    return { url, close: () => source.drop(url) };
  };
  return { open, close: () => source.close() };
}

/** Keeps the source until all is closed, and knows what is open. */
function pooled<D extends { close(): Promise<void> }>(make: () => Promise<Source<D>>): MigratedDatabases<D> {
  const left = new Set<D>();
  let source: Promise<Source<D>> | undefined;
  const sourceOf = (): Promise<Source<D>> => (source ??= make());
  return {
    prepare: async () => void (await sourceOf()),
    open: async () => {
      const database = await (await sourceOf()).open();
      const tracked = {
        ...database,
        close: async () => {
          if (left.delete(tracked)) await database.close();
        },
      };
      left.add(tracked);
      return tracked;
    },
    close: async () => {
      const found = source;
      source = undefined;
      try {
        await Promise.all([...left].map((database) => database.close()));
      } finally {
        await found?.then(
          (made) => made.close(),
          () => undefined,
        );
      }
    },
  };
}
