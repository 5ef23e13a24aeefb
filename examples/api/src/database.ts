import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { DrizzleDatabase } from 'sluice';
import { fileURLToPath } from 'node:url';

/** Drizzle over whichever driver: a pool of `pg` in production, a PGlite in tests. */
export type Database = PgDatabase<PgQueryResultHKT> & DrizzleDatabase;

/** What `migrateOnStart` and `health` must know; beside this code, compiled or not. */
export const config = { migrations: fileURLToPath(new URL('../migrations', import.meta.url)) };
