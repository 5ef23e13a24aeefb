import { ident, literal, type Connection } from '@sluice/core';
import { connect } from '@sluice/database';
import { randomBytes } from 'node:crypto';
import type { Project } from '../project.js';
import { upgrade } from '../upgrade.js';
import { hashHistory } from '../history-hash.js';
import { assertServer } from './server.js';

/** Makes migrated databases on a server: each is a copy of a template. */
export interface ServerSource {
  /** Makes a database, and gives its address. */
  create(): Promise<string>;
  drop(url: string): Promise<void>;
  /** Drops the template too, unless another process works with it. */
  close(): Promise<void>;
}

/** The template of a state of the migrations. */
interface Template {
  readonly name: string;
  /** The keys of the advisory lock: shared by those who copy the template, and held alone by who makes or drops it. */
  readonly keys: readonly [number, number];
}

/** Makes the template, or finds that another process has made it. */
export async function serverSource(project: Project, server: string): Promise<ServerSource> {
  const template = templateOf((await hashHistory(project)).state);
  const connection = await connect(server);
  try {
    await join(connection, template, () => makeTemplate(project, connection, server, template));
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    create: async () => {
      const name = `${copiesOf(template)}${randomBytes(6).toString('hex')}`;
      await connection.query(`CREATE DATABASE ${ident(name)} TEMPLATE ${ident(template.name)}`);
      return urlOf(server, name);
    },
    drop: (url) => drop(connection, decodeURIComponent(new URL(url).pathname.slice(1))),
    close: async () => {
      try {
        await leave(connection, template);
      } finally {
        await connection.close();
      }
    },
  };
}

const templateOf = (state: string): Template => ({
  name: `sluice_template_${state}`,
  keys: [parseInt(state.slice(0, 7), 16), parseInt(state.slice(7, 14), 16)],
});

/** What the names of a template's copies begin with. */
const copiesOf = ({ name }: Template): string => `${name}_`;

/**
 * Comes to share a template. Who is alone makes it, and sweeps away what a killed process has left; the others wait for
 * that. The locks are of the session, so that they go with the process.
 */
async function join(connection: Connection, template: Template, make: () => Promise<void>): Promise<void> {
  const { keys } = template;
  for (;;) {
    if (await isAlone(connection, template)) {
      try {
        await dropCopies(connection, template);
        if (!(await exists(connection, template.name))) await make();
        await connection.query('select pg_advisory_lock_shared($1::int, $2::int)', keys);
      } finally {
        await connection.query('select pg_advisory_unlock($1::int, $2::int)', keys);
      }
      return;
    }
    await connection.query('select pg_advisory_lock_shared($1::int, $2::int)', keys);
    if (await exists(connection, template.name)) return;
    // Who was to make it has failed: the next one tries.
    await connection.query('select pg_advisory_unlock_shared($1::int, $2::int)', keys);
  }
}

/** The last one drops the template. */
async function leave(connection: Connection, template: Template): Promise<void> {
  await connection.query('select pg_advisory_unlock_shared($1::int, $2::int)', template.keys);
  if (!(await isAlone(connection, template))) return;
  await dropCopies(connection, template);
  await drop(connection, template.name);
}

async function isAlone(connection: Connection, { keys }: Template): Promise<boolean> {
  const [row] = await connection.query('select pg_try_advisory_lock($1::int, $2::int) as taken', keys);
  return row?.['taken'] === true;
}

/** It gets its name when it is whole. */
async function makeTemplate(
  { config }: Project,
  connection: Connection,
  server: string,
  template: Template,
): Promise<void> {
  const draft = `${copiesOf(template)}draft`;
  await connection.query(`CREATE DATABASE ${ident(draft)} TEMPLATE template0`);
  try {
    await upgrade({ config, database: urlOf(server, draft), target: 'heads' });
    await connection.query(`ALTER DATABASE ${ident(draft)} RENAME TO ${ident(template.name)}`);
  } catch (error) {
    await drop(connection, draft);
    throw error;
  }
}

async function dropCopies(connection: Connection, template: Template): Promise<void> {
  const begin = literal(copiesOf(template));
  const rows = await connection.query(`select datname as name from pg_database where starts_with(datname, ${begin})`);
  for (const { name } of rows) await drop(connection, String(name));
}

async function exists(connection: Connection, name: string): Promise<boolean> {
  const rows = await connection.query('select from pg_database where datname = $1', [name]);
  return rows.length > 0;
}

async function drop(connection: Connection, name: string): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${ident(name)} WITH (FORCE)`);
}

function urlOf(server: string, name: string): string {
  const url = assertServer(server);
  url.pathname = `/${name}`;
  return url.href;
}
