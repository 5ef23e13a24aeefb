import { ident, type Connection } from '@sluice/core';
import { connect, type Target } from '@sluice/database';
import { randomBytes } from 'node:crypto';
import { SluiceError } from '@sluice/core';

/** A database of its own, for the time of a trial. */
export interface ScratchDatabase {
  readonly connection: Connection;
  close(): Promise<void>;
}

/** Where a scratch database is made. */
export interface ScratchOptions {
  /** A server on which one is made and dropped; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
  /** The project, whose extensions of PGlite are found. */
  readonly cwd: string;
  /** Extensions that a PGlite has at hand. */
  readonly extensions: readonly string[];
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

/** Opens an empty database that is gone when it is closed. */
export async function openScratch({ scratch, cwd, extensions }: ScratchOptions): Promise<ScratchDatabase> {
  if (scratch === undefined) {
    const connection = await connect('pglite:', { cwd, extensions });
    return { connection, close: () => connection.close() };
  }
  return onServer(scratch);
}

async function onServer(scratch: string): Promise<ScratchDatabase> {
  const url = serverOf(scratch);
  const name = `sluice_proof_${randomBytes(6).toString('hex')}`;
  const server: Target = scratch;
  const owner = await connect(server);
  try {
    await owner.query(`CREATE DATABASE ${ident(name)} TEMPLATE template0`);
  } catch (error) {
    await owner.close();
    throw error;
  }
  const drop = async (): Promise<void> => {
    await owner.query(`DROP DATABASE IF EXISTS ${ident(name)} WITH (FORCE)`);
    await owner.close();
  };
  url.pathname = `/${name}`;
  try {
    const connection = await connect(url.href);
    const close = async (): Promise<void> => {
      await connection.close();
      await drop();
    };
    return { connection, close };
  } catch (error) {
    await drop();
    throw error;
  }
}

function serverOf(scratch: string): URL {
  if (!/^postgres(?:ql)?:\/\//.test(scratch) || !URL.canParse(scratch)) throw new ScratchInvalid(scratch);
  return new URL(scratch);
}
