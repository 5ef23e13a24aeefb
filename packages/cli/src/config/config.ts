import type { DatabaseObject, Naming } from '@sluice/core';
import type { LockManner, Target } from '@sluice/database';
import type { LintLevels } from '../lint/finding.js';
import type { Plugin } from '../plugin.js';
import type { ProcessRevision } from '../process-revision.js';
import type { VerifyManner } from '../verify.js';

/**
 * What Sluice must know of a project: the default export of `sluice.config.ts`.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'sluice';
 *
 * export default defineConfig({
 *   models: './src/models/*.ts',
 *   database: process.env.DATABASE_URL,
 * });
 * ```
 */
export type Config = DatabaseConfig | SeveralDatabasesConfig;

/**
 * Several databases, each with models and migrations of its own; what stands beside `databases` holds for those that do
 * not say otherwise.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'sluice';
 *
 * export default defineConfig({
 *   casing: 'snake_case',
 *   databases: {
 *     main: { models: './src/main/models.ts', database: process.env.MAIN_URL },
 *     analytics: { models: './src/analytics/models.ts', database: process.env.ANALYTICS_URL },
 *   },
 * });
 * ```
 */
export interface SeveralDatabasesConfig extends Partial<DatabaseConfig> {
  /**
   * The databases by the names that `--database` takes. The one named `default`, or the only one, is taken where none is
   * named. Migrations of one with models of its own are in `./migrations/<name>` unless `migrations` says otherwise.
   */
  readonly databases: Readonly<Record<string, Partial<DatabaseConfig>>>;
}

/**
 * One database: its models, its migrations, and how they are looked at.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'sluice';
 *
 * export default defineConfig({
 *   models: './src/models/*.ts',
 *   database: process.env.DATABASE_URL,
 * });
 * ```
 */
export interface DatabaseConfig {
  /**
   * Where the Drizzle models are: a file, a folder, a glob, or a list of these; `!` leaves files out.
   * Relative to the folder of the config file, as every path here. Or the models themselves, where they are imported
   * already: what `import * as models` gives.
   *
   * @example './src/models.ts'
   * @example ['./src/models/*.ts', '!./src/models/*.draft.ts']
   * @example { users, posts }
   */
  readonly models: string | readonly string[] | GivenModels;
  /**
   * The folders of the migrations: one, or a list, in which globs find folders too. A new migration goes to the folder of
   * the revision it follows, or else to the first, or where `--version-path` says.
   *
   * @default './migrations'
   * @example ['./migrations', './modules/*\/migrations']
   */
  readonly migrations?: string | readonly string[] | undefined;
  /**
   * The database: a URL, `pglite:` with a folder (or with nothing, for one in memory), `{ url, ssl }` for what a URL
   * cannot say of TLS; a pool or a client of `pg`, a PGlite, a drizzle database over one of these, or a function that
   * gives one of them. Where it is left out, the environment variable `DATABASE_URL` is taken; where that is not
   * set either, the migrations are replayed in an embedded PGlite, and the result of that is compared with the models.
   *
   * @example 'postgres://app:secret@localhost:5432/app'
   * @example 'pglite:./data'
   * @example { url: 'postgres://app@db.example.com/app', ssl: { ca } }
   * @example () => new Pool({ host: 'localhost' })
   */
  readonly database?: Target | undefined;
  /** How Drizzle names a column for which the models give no name: what is passed to `drizzle()` as `casing`. */
  readonly casing?: Casing | undefined;
  /**
   * The PostgreSQL schemas that are looked at, by name or glob; `!` before one leaves it out. All others, in the models
   * too, are neither compared nor changed nor reported. Where it is left out, all are looked at.
   *
   * @example ['public', 'billing']
   */
  readonly schemas?: readonly string[] | undefined;
  /**
   * What is looked at, by patterns: `tmp_*` is a table or another object in any schema, `audit.*` a schema and all
   * within it; with a kind before it a pattern means that kind alone. What none of them names is neither compared nor
   * changed nor reported. Where it is left out, everything is looked at.
   *
   * @example ['billing.*', 'table:users']
   */
  readonly include?: readonly string[] | undefined;
  /**
   * What is not looked at, by patterns as `include` has them.
   *
   * @default []
   * @example ['audit.*', 'tmp_*', 'function:*', 'index:users.legacy_*']
   */
  readonly exclude?: readonly string[] | undefined;
  /**
   * Whether an object is looked at: for what patterns cannot say. What stands on one that is not is not either. Where the
   * database has the object, it is asked about that one, and otherwise about the one of the models.
   *
   * @example ({ kind, id }) => !(kind === 'index' && id.name.startsWith('tmp_'))
   */
  readonly includeObject?: ((object: DatabaseObject) => boolean) | undefined;
  /**
   * The PostgreSQL schema of models that name none.
   *
   * @default 'public'
   */
  readonly defaultSchema?: string | undefined;
  /**
   * The name of a new migration's file, without its extension. It may hold `{date}` (20261120), `{time}` (1405),
   * `{revision}`, `{slug}` (the message, shortened), `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, `{second}`
   * and `{epoch}`; `{revision}` must be there.
   *
   * @default '{date}_{time}_{revision}_{slug}'
   */
  readonly fileTemplate?: string | undefined;
  /**
   * The time zone of the date in a new migration and in its file's name, as IANA names it.
   *
   * @default 'UTC'
   * @example 'Europe/Zurich'
   */
  readonly timezone?: string | undefined;
  /**
   * Whether a new migration has the plain form of each change, in one transaction. Without it, what is done to tables
   * that are there already is written so that it holds up nobody who reads or writes for long.
   *
   * @default false
   */
  readonly plain?: boolean | undefined;
  /**
   * Programs that are run on a new migration, `{file}` being its path: from the folder of the config, those of
   * `node_modules/.bin` among them. There is no shell: quotes keep words together, and nothing else has a meaning. Where
   * one fails, the file stays and the command fails.
   *
   * @default []
   * @example ['eslint --fix {file}', 'git add {file}']
   */
  readonly afterWrite?: string | readonly string[] | undefined;
  /**
   * What a new migration holds besides: comments that it begins with, and imports.
   *
   * @example { header: '// SPDX-License-Identifier: MIT', imports: ["import { normalize } from '../src/normalize.js';"] }
   */
  readonly template?:
    { readonly header?: string | undefined; readonly imports?: string | readonly string[] | undefined } | undefined;
  /**
   * What the message of a new migration must match, as a regular expression.
   *
   * @example /^[A-Z]+-\d+: /
   */
  readonly messagePattern?: RegExp | string | undefined;
  /**
   * The tenants, where the same tables stand in a schema for each: the schemas, or a query that gives one in the first
   * column of each row. What `--tenants` means.
   *
   * @example { query: 'SELECT schema_name FROM public.tenants' }
   */
  readonly tenants?: readonly string[] | { readonly query: string } | undefined;
  /**
   * How many tenants are worked on at once, each on a connection of its own.
   *
   * @default 4
   */
  readonly tenantConcurrency?: number | undefined;
  /**
   * The schemas that a name without one means after the schema of the tenant, in the texts of a migration: where the
   * extensions are, and what all tenants share.
   *
   * @default ['public']
   */
  readonly tenantSearchPath?: readonly string[] | undefined;
  /**
   * Where the database records the revisions it has.
   *
   * @default { schema: 'public', name: 'sluice_version' }
   */
  readonly versionTable?: { readonly schema?: string | undefined; readonly name?: string | undefined } | undefined;
  /**
   * Extensions that an embedded PGlite shall have at hand, besides those that a migration creates. A server has its own.
   *
   * @default []
   * @example ['citext', 'pg_trgm']
   */
  readonly extensions?: readonly string[] | undefined;
  /**
   * The folder of `pg_dump` and `pg_restore`, which `--backup` runs. Where it is left out, they are looked for on the
   * PATH.
   *
   * @example '/usr/lib/postgresql/17/bin'
   */
  readonly postgresBin?: string | undefined;
  /**
   * Whether `upgrade` and `downgrade` may lose rows and values without a question, as with `--allow-data-loss`.
   *
   * @default false
   */
  readonly allowDataLoss?: boolean | undefined;
  /**
   * Whether drops of tables and columns put rows and values aside, as with `--park`.
   *
   * @default false
   */
  readonly park?: boolean | undefined;
  /**
   * How those who run migrations of this database take turns, the same for all of them: `'advisory'`, by a lock of their
   * session; `'lease'`, by a row beside the version table, for a pooler that gives each transaction another session.
   *
   * @default 'advisory'
   */
  readonly lock?: LockManner | undefined;
  /**
   * With what the database is compared once `sluice upgrade` has brought it to the head: with the models, or with nothing.
   * What differs is told, and the upgrade does not fail of it.
   *
   * @default 'models'
   */
  readonly verify?: VerifyManner | undefined;
  /**
   * How to name what is new and what the models give no name, with the tokens of SQLAlchemy's naming conventions. What
   * the database has keeps its name.
   *
   * @example { index: 'ix_%(column_0_label)s', unique: 'uq_%(table_name)s_%(column_0_N_name)s' }
   */
  readonly naming?: NamingConventions | undefined;
  /**
   * What is a rename and not a drop and a create, for those who cannot be asked: the name in the database, and the last
   * part of the new one. What is done already is passed over.
   *
   * @default {}
   * @example { 'users.name': 'full_name' }
   */
  readonly renames?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether names that followed an old name are renamed along with a table or a column: `users_pkey` once `users` is
   * `members`. Nobody is asked then. Left out, it is asked at a terminal, and elsewhere they stay.
   */
  readonly renameAlong?: boolean | undefined;
  /**
   * What goes and is no rename, and what goes although no migration made it. What is gone already is passed over.
   *
   * @default []
   * @example ['users.fax', 'view:fax_numbers']
   */
  readonly drops?: readonly string[] | undefined;
  /**
   * What becomes of a new migration before it is written, by `autogenerate` or `revision`: given its message, its ids and
   * the calls of its two functions, it gives them back as they shall be, or `null` where nothing shall be written.
   * `rewriteOperations` makes one that goes through the calls.
   *
   * @example ({ upgrade, downgrade }) => ({ upgrade: upgrade.filter(({ directive }) => directive !== 'dropTable'), downgrade })
   */
  readonly processRevision?: ProcessRevision | undefined;
  /**
   * How `sluice lint` weighs its rules, by their names: `error`, `warning` or `off`.
   *
   * @default {}
   * @example { rules: { 'drop-column': 'error', 'int-primary-key': 'off' } }
   */
  readonly lint?: { readonly rules?: LintLevels | undefined } | undefined;
  /**
   * Directives of one's own for `op`, made with `definePlugin`.
   *
   * @default []
   */
  readonly plugins?: readonly Plugin[] | undefined;
}

/** Names for what is new, by what it is; `check` takes `%(constraint_name)s`, since Drizzle gives every check a name. */
export interface NamingConventions {
  readonly index?: string | undefined;
  readonly unique?: string | undefined;
  readonly check?: string | undefined;
  readonly foreignKey?: string | undefined;
  readonly primaryKey?: string | undefined;
}

/**
 * A config that is given in code. What runs migrations and asks where a database is needs no models.
 *
 * @example
 * ```ts
 * import { upgrade } from 'sluice';
 *
 * await upgrade({ config: { migrations: './migrations', database: process.env.DATABASE_URL } });
 * ```
 */
export interface InlineConfig extends Omit<Config, 'models'> {
  /** As in {@link Config}. Without it, what reads models is refused. */
  readonly models?: Config['models'] | undefined;
}

/** Models, by the names under which they are exported. */
export type GivenModels = Readonly<Record<string, unknown>>;

/** How Drizzle makes a column's name of a property's name. */
export type Casing = 'snake_case' | 'camelCase';

/** A {@link Config} with its defaults filled in and its paths made absolute. */
export interface ResolvedConfig {
  /** The file it came from. */
  readonly file: string;
  /** Which of several databases it is for. */
  readonly name: string | undefined;
  /** Which tool the file is written for. */
  readonly source: 'sluice' | 'drizzle';
  /** The folder of the file, from which its paths are meant. */
  readonly root: string;
  /** Absolute files, folders and globs, with `/` between folders; one that begins with `!` leaves files out. */
  readonly models: readonly string[];
  /** The models themselves, where the config gives these and not their files. */
  readonly givenModels: GivenModels | undefined;
  /** Absolute folders and globs, with `/` between folders; one that begins with `!` leaves folders out. */
  readonly migrations: readonly string[];
  /** `undefined`: the migrations are replayed in an embedded PGlite. The folder in `pglite:` is absolute. */
  readonly database: Target | undefined;
  readonly casing: Casing | undefined;
  readonly schemas: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeObject: ((object: DatabaseObject) => boolean) | undefined;
  readonly defaultSchema: string;
  /** Of a tenant: the schema for which the migrations were written. */
  readonly writtenFor: string | undefined;
  /** The schemas that names mean after the default one. */
  readonly searchPath: readonly string[];
  readonly tenants: readonly string[] | { readonly query: string } | undefined;
  readonly tenantConcurrency: number;
  readonly tenantSearchPath: readonly string[];
  readonly fileTemplate: string;
  readonly timezone: string;
  /** The words of each command. */
  readonly plain: boolean;
  readonly afterWrite: readonly (readonly string[])[];
  readonly template: { readonly header: string; readonly imports: readonly string[] };
  readonly messagePattern: RegExp | undefined;
  readonly versionTable: { readonly schema: string; readonly name: string };
  readonly extensions: readonly string[];
  /** Absolute. */
  readonly postgresBin: string | undefined;
  readonly allowDataLoss: boolean;
  readonly park: boolean;
  readonly lock: LockManner;
  readonly verify: VerifyManner;
  readonly naming: Naming;
  readonly renames: Readonly<Record<string, string>>;
  readonly renameAlong: boolean | undefined;
  readonly drops: readonly string[];
  readonly processRevision: ProcessRevision | undefined;
  readonly lint: { readonly rules: LintLevels };
  readonly plugins: readonly Plugin[];
  /** What only a drizzle-kit config says. */
  readonly drizzle: DrizzleKitSettings | undefined;
}

/** What a drizzle-kit config says and a Sluice config has no key for. */
export interface DrizzleKitSettings {
  /** Absolute: the folder of drizzle-kit's own migrations. Sluice writes nothing into it. */
  readonly out: string;
  readonly migrationsTable: { readonly schema: string; readonly name: string };
  /** Globs over table names; one that begins with `!` leaves tables out. */
  readonly tablesFilter: readonly string[];
  /** Extensions whose tables are left out: `postgis`. */
  readonly extensionsFilters: readonly string[];
}

/**
 * Gives back the config it is given: it is there for completion and type checks in an editor.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'sluice';
 *
 * export default defineConfig({ models: './src/models.ts', migrations: './migrations' });
 * ```
 */
export function defineConfig(config: Config): Config {
  return config;
}
