import { ident, SluiceError, type Connection } from '@sluice/core';
import { connect } from '@sluice/database';
import { randomBytes } from 'node:crypto';

/** Where a scratch database is made. */
export interface ScratchOptions {
  /** A server on which one is made and dropped; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
  /** The project, whose extensions of PGlite are found. */
  readonly cwd: string;
  /** Extensions that a PGlite has at hand. */
  readonly extensions: readonly string[];
  /** Gives the work up; the database is gone all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** `--scratch` names no server. */
export class ScratchInvalid extends SluiceError {
  override readonly name = 'ScratchInvalid';

  constructor(scratch: string) {
    super(
      `--scratch ${scratch} names no server: give postgres://role@host/database, where the role may make databases. The database itself is not touched.`,
    );
  }
}

/**
 * Works in an empty database of its own, which is gone afterwards.
 *
 * @throws the signal's reason, where it gives the work up
 */
export async function inScratchDatabase<T>(
  options: ScratchOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { scratch, signal } = options;
  signal?.throwIfAborted();
  const place = scratch === undefined ? await embedded(options) : await onServer(scratch);
  // Whoever works there is cut off; there is no other way to end what it may be waiting for.
  const stop = (): void => void place.close().catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const result = await work(place.connection);
    signal?.throwIfAborted();
    return result;
  } catch (cause) {
    throw signal?.aborted === true ? signal.reason : cause;
  } finally {
    signal?.removeEventListener('abort', stop);
    await place.close();
  }
}

interface Place {
  readonly connection: Connection;
  /** Called twice, it is closed once. */
  close(): Promise<void>;
}

async function embedded({ cwd, extensions }: ScratchOptions): Promise<Place> {
  const connection = await connect('pglite:', { cwd, extensions });
  return { connection, close: once(() => connection.close()) };
}

async function onServer(scratch: string): Promise<Place> {
  const url = serverOf(scratch);
  const name = `sluice_proof_${randomBytes(6).toString('hex')}`;
  const owner = await connect(scratch);
  const drop = once(async () => {
    await owner.query(`DROP DATABASE IF EXISTS ${ident(name)} WITH (FORCE)`);
    await owner.close();
  });
  try {
    await owner.query(`CREATE DATABASE ${ident(name)} TEMPLATE template0`);
    url.pathname = `/${name}`;
    const connection = await connect(url.href);
    const close = once(async () => {
      await drop();
      await connection.close();
    });
    return { connection, close };
  } catch (error) {
    await drop();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

function serverOf(scratch: string): URL {
  if (!/^postgres(?:ql)?:\/\//.test(scratch) || !URL.canParse(scratch)) throw new ScratchInvalid(scratch);
  return new URL(scratch);
}
