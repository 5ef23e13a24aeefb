import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import pg from 'pg';

import type { Connection } from '../packages/core/src/connection.ts';
import type { GivenClient } from '../packages/database/src/connect.ts';
import type { PgQuery } from '../packages/database/src/pg.ts';
import { createDatabase, openPglite } from './database.ts';
import { emptying, inventoryOf } from './emptying.ts';
import { engine } from './engine.ts';
import type { Query } from '../packages/database/src/proof/catalog-text.ts';
import { dump, type DumpOptions } from './oracle/dump.ts';

/** An empty database for one test. */
export interface Place {
  readonly connection: Connection;
  /** The schema as text, as somebody else reads it. */
  dump(): Promise<string>;
}

/**
 * Empty databases, one after another. Most are one database that was emptied: that, and what its session knows by then
 * of the catalog and of how to plan a long query, make a test twice as fast. What cannot be emptied goes.
 */
export class Places {
  readonly #open: () => Promise<Site>;
  #used = 0;
  #site: Site | undefined;

  constructor(open: () => Promise<Site>) {
    this.#open = open;
  }

  /** Gives the next empty database. The one before must not be in use any more. */
  async next(): Promise<Place> {
    // Dropped objects leave dead rows behind in the catalogs, over which every query goes.
    if (this.#site && (++this.#used % 50 === 0 || !(await isEmptied(this.#site)))) await this.close();
    const site = (this.#site ??= await this.#open());
    return { connection: await engine.connect(site.client), dump: () => site.dump() };
  }

  /** Drops the database at hand. */
  async close(): Promise<void> {
    const site = this.#site;
    this.#site = undefined;
    await site?.leave();
  }
}

/** A database that can be emptied, and a session in it. */
export interface Site {
  readonly client: GivenClient;
  readonly query: Query;
  /** Gives what is in the database, as a text. */
  readonly inventory: string;
  /** That text when the database was new. */
  readonly whenNew: string;
  dump(): Promise<string>;
  leave(): Promise<void>;
}

/** Empties a database; whether it is like new. */
async function isEmptied({ query, inventory, whenNew }: Site): Promise<boolean> {
  try {
    await query('rollback');
    await query('discard temp; discard sequences; reset session authorization; reset all');
    await query(emptying);
    return JSON.stringify(await query(inventory)) === whenNew;
  } catch {
    return false;
  }
}

/** What is in a database that is new. */
async function lookAround(query: Query): Promise<Pick<Site, 'query' | 'inventory' | 'whenNew'>> {
  // With its first temporary table a session makes the schema for them.
  await query('create temp table first (); drop table first');
  const inventory = await inventoryOf(query);
  return { query, inventory, whenNew: JSON.stringify(await query(inventory)) };
}

/** Databases on a server. `by` is the judge, where it shall not be the one that the server has. */
export const onServer = (server: string, by?: NonNullable<DumpOptions['by']>) => async (): Promise<Site> => {
  const database = await createDatabase(server);
  const [client, judge] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([client.connect(), judge.connect()]);
  const [session, reader] = [preparing(client), preparing(judge)];
  return {
    ...(await lookAround(session.read)),
    client: session,
    dump: () => dump(database.url, { query: reader.read, ...(by && { by }) }),
    leave: async () => {
      await Promise.allSettled([client.end(), judge.end()]);
      await database.drop();
    },
  };
};

/** Databases in memory, with extensions at hand. */
export const onPglite =
  (extensions: PGliteOptions['extensions'] = {}) =>
  async (): Promise<Site> => {
    const lite = await openPglite({ extensions });
    return {
      ...(await lookAround(async (sql) => (await lite.exec(sql)).flatMap(({ rows }) => rows))),
      client: preparingLite(lite),
      dump: () => dump(lite),
      leave: () => lite.close(),
    };
  };

/** A long query is prepared, so that a session plans it once. */
const isLong = (sql: string): boolean => /^\s*(?:WITH|SELECT) [^]{500}/i.test(sql);

function preparing(client: pg.Client) {
  const names = namesOf('long_');
  const named = <T extends { readonly text: string }>(query: T) =>
    isLong(query.text) ? { ...query, name: names(query.text) } : query;
  return {
    query: (query: PgQuery): Promise<unknown> => client.query(query.values === undefined ? named(query) : query),
    read: async (text: string) => (await client.query<Record<string, unknown>>(named({ text }))).rows,
  };
}

function preparingLite(lite: PGlite): GivenClient {
  const names = namesOf('long_');
  const prepared = new Set<string>();
  const exec: PGlite['exec'] = async (sql, options) => {
    if (!isLong(sql)) return lite.exec(sql, options);
    const name = names(sql);
    if (!prepared.has(name)) await lite.exec(`PREPARE ${name} AS ${sql}`);
    prepared.add(name);
    return lite.exec(`EXECUTE ${name}`, options);
  };
  return { exec, query: lite.query.bind(lite), parsers: lite.parsers, serializers: lite.serializers };
}

/** Gives the same text the same name. */
function namesOf(prefix: string): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const name = names.get(text) ?? `${prefix}${names.size}`;
    names.set(text, name);
    return name;
  };
}
