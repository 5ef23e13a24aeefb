import type { FastifyInstance } from 'fastify';
import { migrateOnStart } from 'sluice';
import { buildApp } from './app.js';
import { config, type Database } from './database.js';

/** How to start. */
export interface StartOptions {
  readonly database: Database;
  readonly port: number;
  readonly logger?: boolean;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Brings the database up to date, and then listens. Any number of replicas may do so at once. */
export async function start({ database, port, logger = false, signal }: StartOptions): Promise<FastifyInstance> {
  const app = buildApp(database, { logger });
  await migrateOnStart({ config, database, logger: app.log, signal });
  await app.listen({ port, host: '0.0.0.0' });
  return app;
}
