/** pgbouncer in transaction mode in front of a real server, where it is installed: `apt-get install pgbouncer`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { freePort, identity } from './servers.ts';

/** A pgbouncer that listens. */
export interface Pgbouncer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The program, and what it says of its version; undefined where it is not installed. */
export function findPgbouncer(): { readonly program: string; readonly version: string } | undefined {
  // Debian has it where only root looks.
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];
  const program = folders.map((folder) => path.join(folder, 'pgbouncer')).find((file) => fs.existsSync(file));
  if (program === undefined) return undefined;
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return { program, version: stdout.split('\n')[0] ?? '' };
}

/** Starts pgbouncer for the database at `url`, whose server must ask for no password, with few sessions for many clients. */
export async function startPgbouncer(program: string, url: string): Promise<Pgbouncer> {
  const { hostname, port, pathname, username } = new URL(url);
  const name = pathname.slice(1);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-pgbouncer-'));
  const listens = await freePort();
  const file = path.join(folder, 'pgbouncer.ini');
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: listens,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'transaction',
    max_client_conn: 500,
    default_pool_size: 5,
  };
  fs.writeFileSync(
    file,
    [
      '[databases]',
      `${name} = host=${hostname} port=${port} dbname=${name} user=${username}`,
      '[pgbouncer]',
      ...Object.entries(settings).map(([setting, value]) => `${setting} = ${value}`),
      '',
    ].join('\n'),
  );
  // It runs for nobody who is root.
  if (identity.uid !== undefined) for (const each of [folder, file]) fs.chownSync(each, identity.uid, identity.gid);
  const child = spawn(program, [file], { ...identity, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const failure = await new Promise<string | undefined>((resolve) => {
    let log = '';
    const read = (chunk: Buffer): void => {
      if (log.length < 100_000) log += chunk.toString();
      if (log.includes('process up')) resolve(undefined);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', () => resolve(log || 'it ended'));
  });
  if (failure !== undefined) {
    await stop();
    throw new Error(`pgbouncer did not start: ${failure}`);
  }
  return { url: `postgres://${username}@127.0.0.1:${listens}/${name}`, stop };
}
