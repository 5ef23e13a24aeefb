import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { StartRefused } from 'sluice';
import { start } from './start.js';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

try {
  const port = Number(process.env.PORT ?? 3000);
  const app = await start({ database: drizzle(pool), port, logger: true, signal: stop.signal });
  stop.signal.addEventListener('abort', () => void app.close().then(() => pool.end()));
} catch (error) {
  // Why, the log has said.
  if (!(error instanceof StartRefused)) throw error;
  await pool.end();
  process.exitCode = 1;
}
