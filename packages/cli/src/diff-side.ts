import { ident, literal, SluiceError, type Connection } from '@sluice/core';
import { createdExtensions, openDump, type Target } from '@sluice/database';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from './project.js';
import { replay } from './replay.js';
import { openTarget } from './session.js';
import { targetName } from './target-name.js';

/**
 * One of the two sides of a comparison:
 * - a database, as everywhere: `postgres://…`, `pglite:./folder`, a pool or a client;
 * - `models`: what the models of the project ask of the other side;
 * - `migrations`: what the migrations make of an empty database, an embedded PGlite;
 * - `./dump.sql`: a dump of a schema as `pg_dump` writes it, restored into an embedded PGlite.
 */
export type DiffTarget = Target;

/** A side that names nothing to compare. */
export class DiffTargetInvalid extends SluiceError {
  override readonly name = 'DiffTargetInvalid';

  constructor(message: string) {
    super(
      `${message}: give models, migrations, a file that ends in .sql, or a database such as postgres://localhost/app or pglite:./data.`,
    );
  }
}

/** A tenant shall be compared with something else than the models. */
export class TenantSides extends SluiceError {
  override readonly name = 'TenantSides';
  readonly tenant: string;

  constructor(tenant: string, from: string, to: string) {
    super(
      `Tenant "${tenant}" is a schema of the database, and is compared with the models alone, not ${from} with ${to}: leave out --from and --to, or the tenant.`,
    );
    this.tenant = tenant;
  }
}

/** A dump that cannot be read. */
export class DumpUnreadable extends SluiceError {
  override readonly name = 'DumpUnreadable';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`${file} cannot be read: name a file with the SQL that pg_dump --schema-only writes.`, { cause });
    this.file = file;
  }
}

/** A side, understood. */
export type Side = OpenedSide | { readonly is: 'models'; readonly name: string };

/** A side that is a database, or is made one. */
export interface OpenedSide {
  readonly is: 'database' | 'migrations' | 'dump';
  readonly name: string;
  /** Where it is: in this process, where it is no server. */
  readonly target: Target;
  /** Opens it; who has opened it closes it. */
  open(): Promise<Connection>;
}

/** Understands a target. A path is meant from the folder of the process, as everything on a command line. */
export function sideOf(project: Project, target: DiffTarget): Side {
  if (target === 'models') return { is: 'models', name: 'the models' };
  if (target === 'migrations')
    return { is: 'migrations', name: 'the migrations', target: 'pglite:', open: () => replay(project) };
  if (typeof target !== 'string' || /^(?:postgres(?:ql)?:\/\/|pglite:)/.test(target)) {
    return { is: 'database', name: databaseName(target), target, open: () => openTarget(project, target, 10) };
  }
  if (!target.endsWith('.sql')) throw new DiffTargetInvalid(`"${target}" names nothing that can be compared`);
  return { is: 'dump', name: target, target: 'pglite:', open: () => openFile(project, target) };
}

const databaseName = (target: DiffTarget): string => targetName(target) ?? 'the given database';

async function openFile({ config }: Project, file: string): Promise<Connection> {
  const text = await readFile(path.resolve(file), 'utf8').catch((cause: unknown) => {
    throw new DumpUnreadable(file, cause);
  });
  const extensions = [...config.extensions, ...createdExtensions(text)];
  return openDump({ name: file, text }, { cwd: config.root, extensions });
}

/**
 * Lets a dump's owners count as those of the other side do. What belongs to the role that runs migrations has no owner
 * to speak of; in a dump that is the role of the other side's session, or else the one to which most of it belongs.
 */
export async function standAs(dump: Connection, other: Connection | undefined): Promise<void> {
  const role = other?.engine === 'server' ? await userOf(other) : await mostFrequentOwner(dump);
  const [found] = await dump.query(`SELECT 1 AS is_there FROM pg_roles WHERE rolname = ${literal(role)}`);
  // The role is there for the sake of the dump alone, and may then read and make all that a comparison takes.
  if (found !== undefined) await dump.query(`RESET ROLE; ALTER ROLE ${ident(role)} SUPERUSER; SET ROLE ${ident(role)}`);
}

const userOf = async (connection: Connection): Promise<string> =>
  String((await connection.query('SELECT current_user::text AS role'))[0]?.['role']);

async function mostFrequentOwner(dump: Connection): Promise<string> {
  const [row] = await dump.query(`
    SELECT pg_get_userbyid(c.relowner)::text AS role
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sluice_parked')
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`);
  return row === undefined ? userOf(dump) : String(row['role']);
}
