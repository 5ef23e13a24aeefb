import { SluiceError, type Connection } from '@sluice/core';
import { isGiven, redactUrl, type Target } from '@sluice/database';
import { execFile } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A backup that was made and can be read. */
export interface Backup {
  /** Absolute: what `pg_dump --format=custom` wrote. */
  readonly file: string;
  /** What brings the database back as it was, for a shell. It drops the database and makes it again. */
  readonly restore: string;
}

/** Where and how a backup is made. */
export interface BackupOptions {
  /** The folder that it goes to; made where it is missing. */
  readonly folder: string;
  /** The folder of `pg_dump` and `pg_restore`; those on the PATH, where it is left out. */
  readonly bin?: string | undefined;
  readonly clock?: (() => Date) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** No backup could be made, so nothing was run. */
export class BackupFailed extends SluiceError {
  override readonly name = 'BackupFailed';

  constructor(message: string, cause?: unknown) {
    super(`No backup was made, and no migration was run: ${message}`, cause === undefined ? undefined : { cause });
  }
}

/**
 * Makes a backup of a server's database with `pg_dump`, and has `pg_restore` read it back.
 *
 * @throws BackupFailed where there is no `pg_dump`, where it is of another major than the server, or where it fails
 */
export async function backUp(connection: Connection, target: Target, options: BackupOptions): Promise<Backup> {
  const server = serverOf(target);
  const tools = { bin: options.bin, signal: options.signal, env: server.env };
  await requireSameMajor(connection, tools);
  const [row] = await connection.query('select current_database()::text as name');
  const database = String(row?.['name']);
  const time = (options.clock?.() ?? new Date()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const file = path.resolve(options.folder, `${database.replaceAll(/[^\w.-]/g, '_')}_${time}.dump`);
  const draft = `${file}.part`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await run('pg_dump', ['--format=custom', `--file=${draft}`, `--dbname=${server.url}`], tools);
    await run('pg_restore', ['--list', draft], tools);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return { file, restore: restoreCommand(server.url, file, options.bin) };
}

/** What the tools are told: the password stands in their environment, where other users of the machine do not see it. */
interface Server {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}

function serverOf(target: Target): Server {
  if (typeof target === 'function' || isGiven(target))
    throw new BackupFailed('the config gives a pool or a client, and pg_dump takes a URL: name it with --database.');
  const { url, ssl } = typeof target === 'string' ? { url: target, ssl: undefined } : target;
  if (url.startsWith('pglite:'))
    throw new BackupFailed('pg_dump cannot open a PGlite: copy its folder while nothing has it open.');
  const parsed = new URL(url);
  const password = decodeURIComponent(parsed.password);
  parsed.password = '';
  const wantsTls = ssl !== undefined && ssl !== false && !parsed.searchParams.has('sslmode');
  return {
    url: parsed.href,
    env: { ...(password === '' ? {} : { PGPASSWORD: password }), ...(wantsTls ? { PGSSLMODE: 'require' } : {}) },
  };
}

interface Tools {
  readonly bin: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * `pg_dump` refuses a newer server only after it has connected, and without saying what to do. What it writes of an older
 * one may not be restored there (https://www.postgresql.org/docs/current/app-pgdump.html), and the restore would have
 * dropped the database by then.
 */
async function requireSameMajor(connection: Connection, tools: Tools): Promise<void> {
  const said = await run('pg_dump', ['--version'], tools);
  const own = Number(/\(PostgreSQL\) (\d+)/.exec(said)?.[1]);
  const [row] = await connection.query(`select current_setting('server_version_num')::int / 10000 as major`);
  const server = Number(row?.['major']);
  if (own === server) return;
  throw new BackupFailed(
    `pg_dump is of PostgreSQL ${own}, and the server is ${server}: install the client tools of PostgreSQL ${server}, and name their folder as \`postgresBin\` in the config.`,
  );
}

async function run(tool: string, args: readonly string[], { bin, signal, env }: Tools): Promise<string> {
  const program = bin === undefined ? tool : path.join(bin, tool);
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      env: { ...process.env, ...env },
      maxBuffer: 2 ** 30,
      ...(signal === undefined ? {} : { signal }),
    });
    return stdout;
  } catch (cause) {
    throw new BackupFailed(reasonOf(program, cause), cause);
  }
}

function reasonOf(program: string, cause: unknown): string {
  if (!(cause instanceof Error)) return `${program} failed.`;
  if ('code' in cause && cause.code === 'ENOENT')
    return `there is no ${program}: install the client tools of PostgreSQL, and name their folder as \`postgresBin\` in the config where they are not on the PATH.`;
  const said = 'stderr' in cause ? String(cause.stderr).trim() : '';
  return `${program} failed: ${redactUrl(said || cause.message)}`;
}

/** Made anew, since what came after the backup would stay otherwise. */
function restoreCommand(url: string, file: string, bin: string | undefined): string {
  const other = new URL(url);
  other.pathname = '/postgres';
  const program = bin === undefined ? 'pg_restore' : quoted(path.join(bin, 'pg_restore'));
  return `${program} --clean --if-exists --create --dbname=${quoted(other.href)} ${quoted(file)}`;
}

/** A word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll(`'`, `'\\''`)}'`;
