import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ident, type Connection } from '@sluice/core';
import { isDirect, openBeside } from './beside.js';
import { LeaseLost, LeaseNeedsAnother, RunnerBusy, StatementFailed } from './database-errors.js';
import { inTransaction } from './in-transaction.js';
import { leaseOf, type VersionTable } from './own-tables.js';
import type { LeaseHolder, Taking, Turn } from './turn.js';
import { refuseForeign } from './version-table.js';

/** After how many seconds without a sign of its holder a lease is free. */
const seconds = 30;

/** How often it is renewed in that time. */
const renewals = 3;

const pauseMillis = 200;

/**
 * Does work while this process holds the lease: a row beside the version table, which a second connection renews. By the
 * clock of the server alone, so the clocks of runners do not matter. A holder of whom nothing is heard loses it; should
 * that one still live, it finds out in the transaction in which it would record something.
 */
export async function withLease<T>(
  connection: Connection,
  { table, pid, patience: { waitSeconds = 60, onRunnerWait } }: Taking,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  // Before there is a table of leases beside somebody else's.
  await refuseForeign(connection, table);
  const lease = leaseIn(connection, table);
  const end = performance.now() + waitSeconds * 1000;
  for (let attempt = 1; !(await lease.tryTake()); attempt++) {
    const holder = await lease.holder();
    if (performance.now() >= end) throw new RunnerBusy(waitSeconds, undefined, holder);
    if (attempt === 1) onRunnerWait?.({ pid: undefined, seconds: waitSeconds, ...(holder && { lease: holder }) });
    await sleep(pauseMillis * (0.5 + Math.random()));
  }
  try {
    const letGo = await keepUp(connection, lease);
    try {
      return await work(turnOf(connection, lease, isDirect(connection, pid) ? pid : undefined));
    } finally {
      await letGo();
    }
  } finally {
    // Where the connection is lost, it is free when its time is over.
    await lease.release().catch(() => undefined);
  }
}

const turnOf = (connection: Connection, { confirm }: Lease, pid: number | undefined): Turn => ({
  isShared: pid === undefined,
  isDisputed: true,
  pid,
  confirm,
  recordAlone: async (record) =>
    inTransaction(connection, async () => {
      await confirm();
      return record();
    }),
});

/** Renews a lease on a second connection until that is enough. */
async function keepUp(connection: Connection, lease: Lease): Promise<() => Promise<void>> {
  const other = await openBeside(connection);
  if (other === undefined) throw new LeaseNeedsAnother();
  const enough = new AbortController();
  const renewing = renewOver(connection, other, lease, enough.signal);
  return async () => {
    enough.abort();
    await renewing;
  };
}

async function renewOver(connection: Connection, first: Connection, lease: Lease, enough: AbortSignal): Promise<void> {
  let other: Connection | undefined = first;
  while (await pause((seconds * 1000) / renewals, enough)) {
    try {
      other ??= await openBeside(connection);
      if (other !== undefined) await lease.renew(other);
    } catch {
      // The next time on a new one; whether the lease is lost shows where something is recorded.
      await other?.close().catch(() => undefined);
      other = undefined;
    }
  }
  await other?.close().catch(() => undefined);
}

/** False where it was cut short. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  sleep(milliseconds, true, { signal, ref: false }).catch(() => false);

/** The row that says whose turn it is. */
type Lease = ReturnType<typeof leaseIn>;

function leaseIn(connection: Connection, table: VersionTable) {
  const id = randomUUID();
  const name = nameOf(leaseOf(table));

  /** The look comes first: who tries to write waits for whoever records something. */
  async function tryTake(): Promise<boolean> {
    try {
      const [row] = await connection.query(
        `insert into ${name} as lease (holder, process, host, application, expires_at)
         select $1::uuid, $2::int, $3, current_setting('application_name'), ${inAWhile}
         where not exists (select from ${name} where expires_at > clock_timestamp())
         on conflict (one) do update set holder = excluded.holder, process = excluded.process, host = excluded.host,
           application = excluded.application, taken_at = clock_timestamp(), renewed_at = clock_timestamp(),
           expires_at = excluded.expires_at
         where lease.expires_at <= clock_timestamp()
         returning true as taken`,
        [id, process.pid, hostname()],
      );
      return row?.['taken'] === true;
    } catch (error) {
      if (codeOf(error) !== UNDEFINED_TABLE) throw error;
      await create();
      return tryTake();
    }
  }

  /** Several may do this at once. */
  async function create(): Promise<void> {
    await connection.query(createLeaseSql(name)).catch((error: unknown) => {
      if (!ALREADY_THERE.has(codeOf(error))) throw error;
    });
  }

  async function holder(): Promise<LeaseHolder | undefined> {
    const [row] = await connection
      .query(
        `select process, host, extract(epoch from clock_timestamp() - taken_at)::int as seconds
         from ${name} where expires_at > clock_timestamp()`,
      )
      .catch(() => []);
    if (row === undefined) return undefined;
    return { process: Number(row['process']), host: String(row['host']), heldSeconds: Number(row['seconds']) };
  }

  /** Late is not too late, as long as nobody else has taken it. */
  async function renew(over: Connection): Promise<boolean> {
    const [row] = await over.query(
      `update ${name} set renewed_at = clock_timestamp(), expires_at = ${inAWhile} where holder = $1::uuid
       returning true as ours`,
      [id],
    );
    return row?.['ours'] === true;
  }

  /** Nobody else can take the lease before the transaction ends, since its row is locked. */
  async function confirm(): Promise<void> {
    if (!(await renew(connection))) throw new LeaseLost(seconds);
  }

  /** Back at its base, a database is what it was before, so the table goes too. */
  async function release(): Promise<void> {
    await connection.query(`delete from ${name} where holder = $1::uuid`, [id]);
    if (!(await isTrue('to_regclass($1) is null'))) return;
    await inTransaction(connection, async () => {
      await connection.query(`lock table ${name} in access exclusive mode`);
      // Somebody else may have begun meanwhile.
      const isUnused = await isTrue(`not exists (select from ${name}) and to_regclass($1) is null`);
      if (isUnused) await connection.query(`drop table ${name}`);
    });
  }

  /** Of the version table. */
  async function isTrue(condition: string): Promise<boolean> {
    const [row] = await connection.query(`select ${condition} as yes`, [nameOf(table)]);
    return row?.['yes'] === true;
  }

  return { tryTake, holder, renew, confirm, release };
}

const nameOf = ({ schema, name }: VersionTable): string => ident(schema, name);

const inAWhile = `clock_timestamp() + interval '${seconds} seconds'`;

const createLeaseSql = (name: string): string => `create table if not exists ${name} (
  one boolean primary key default true check (one),
  holder uuid not null,
  process integer not null,
  host text not null,
  application text not null,
  taken_at timestamptz not null default clock_timestamp(),
  renewed_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
)`;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNDEFINED_TABLE = '42P01';

/** Of two who create one table at once, the other finds its type in the way. */
const ALREADY_THERE: ReadonlySet<string | undefined> = new Set(['42P07', '42710', '23505']);

const codeOf = (error: unknown): string | undefined => (error instanceof StatementFailed ? error.code : undefined);
