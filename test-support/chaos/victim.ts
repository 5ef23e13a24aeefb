/** When what is killed. */
export interface Kill {
  /** The process that runs migrations, its session in the server, or the server. */
  readonly of: 'runner' | 'backend' | 'server';
  /** At which query, from 1. */
  readonly at: number;
  readonly moment: 'before' | 'during' | 'after';
  /** How long after the query was sent, where it is during it. */
  readonly milliseconds: number;
}

/** What a victim is told, as JSON in its environment. */
export interface Orders {
  readonly url: string;
  readonly direction: 'upgrade' | 'downgrade';
  readonly kill?: Kill;
  /** The process of the server. */
  readonly server?: number;
  /** As `lockTimeout` and `lockRetries` of the library. */
  readonly lockTimeout?: string;
  readonly lockRetries?: number;
  /** As `lock` of the library. A lease takes the address, since it needs a second connection. */
  readonly lock?: 'lease';
  /** The migration to go to; the heads, or base, where it is left out. */
  readonly target?: string;
}

/** What a victim prints that lives on. */
export interface Report {
  readonly queries: number;
  readonly ran: readonly string[];
}

/**
 * A process that runs migrations and is killed at a query, or has its session or its server killed: so the instant is
 * the same whenever it is tried again.
 */
export const victim = `
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import * as sluice from 'sluice';

const { url, direction, kill, server, lock, lockTimeout, lockRetries, target = direction === 'downgrade' ? 'base' : 'heads' } = JSON.parse(process.env.ORDERS);
const client = new pg.Client(url);
client.on('error', () => undefined);
await client.connect();
const { rows: [{ pid }] } = await client.query('select pg_backend_pid() as pid');
const other = new pg.Client(url);
other.on('error', () => undefined);
if (kill?.of === 'backend') await other.connect();

async function strike() {
  if (kill.of === 'runner') process.kill(process.pid, 'SIGKILL');
  if (kill.of === 'server') process.kill(server, 'SIGKILL');
  if (kill.of === 'backend') await other.query('select pg_terminate_backend($1)', [pid]);
}

let queries = 0;
const send = client.query.bind(client);
client.query = async (...query) => {
  queries += 1;
  if (queries !== kill?.at) return send(...query);
  if (kill.moment === 'before') await strike();
  const sent = send(...query);
  sent.catch(() => undefined);
  if (kill.moment === 'during') await sleep(kill.milliseconds).then(strike);
  const result = await sent;
  if (kill.moment === 'after') await strike();
  return result;
};

const options = { config: { migrations: './migrations' }, database: lock === 'lease' ? url : client, lock };
const { migrations } = await sluice[direction]({ ...options, target, lockTimeout, lockRetries, allowDataLoss: true });
console.log(JSON.stringify({ queries, ran: migrations.map(({ revision }) => revision) }));
await Promise.allSettled([client.end(), other.end()]);
process.exit(0);
`;
