import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

import { createDatabase } from '../database.ts';
import { ask } from './ask.ts';
import { makeVictims, runVictim } from './run-victim.ts';

/** What those saw who read and wrote while the migrations were run. */
export interface Loaded {
  /** In milliseconds: 99 of 100 statements took no longer. */
  readonly p99: { readonly before: number; readonly during: number };
  readonly statements: number;
  readonly wrong: readonly string[];
}

/** What to try. */
export interface LoadOptions {
  readonly url: string;
  /** How many rows there are. */
  readonly rows: number;
  /** How many read, and as many write. */
  readonly clients: number;
  /** How long they are watched before, and how long somebody holds a lock that is in the way, in milliseconds. */
  readonly watch: number;
}

/**
 * Runs every safe form on a table from which clients read and to which they write all the while, and a change that must
 * wait for somebody who holds a lock: it is to give up, let others pass, and come through when the lock is gone.
 */
export async function loadedRun({ url: server, rows, clients, watch }: LoadOptions): Promise<Loaded> {
  const project = makeVictims({
    'migrations/1.js': first(rows),
    'migrations/2.js': safeForms,
    'migrations/3.js': blocked,
  });
  const database = await createDatabase(server);
  const { url } = database;
  try {
    await runVictim(project, { url, direction: 'upgrade', target: 'r1' });
    const traffic = await startTraffic(url, clients, rows);
    await sleep(watch);
    const before = traffic.taken();
    const ended = [await runVictim(project, { url, direction: 'upgrade', target: 'r2' })];
    const blocker = await holdLock(url, watch);
    ended.push(await runVictim(project, { url, direction: 'upgrade', lockTimeout: '100ms', lockRetries: 100 }));
    await blocker.done;
    const during = traffic.taken();
    const failures = await traffic.stop();
    const invalid = await ask(url, 'select indexrelid::regclass::text as name from pg_index where not indisvalid');
    return {
      p99: { before: p99(before), during: p99(during) },
      statements: before.length + during.length,
      wrong: [
        ...failures.map((text) => `a client's statement failed: ${text}`),
        ...ended.filter(({ report }) => report === undefined).map(({ output }) => `a run failed: ${output}`),
        ...invalid.map(({ name }) => `${String(name)} is invalid`),
      ],
    };
  } finally {
    await database.drop();
    project.remove();
  }
}

const p99 = (times: readonly number[]): number =>
  Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0);

/** Clients that read and write, each a statement after the other. */
async function startTraffic(url: string, count: number, rows: number) {
  let times: number[] = [];
  const end = new AbortController();
  const failures: string[] = [];
  const any = (): number => 1 + Math.floor(Math.random() * rows);
  const read = (): string => `select * from orders where id = ${any()}`;
  const write = (): string => `update orders set amount = amount + 1 where id = ${any()}`;
  const clients = Array.from({ length: count * 2 }, () => new pg.Client(url));
  const loops = clients.map(async (client, i) => {
    await client.connect();
    while (!end.signal.aborted) {
      const start = performance.now();
      await client.query(i % 2 === 0 ? read() : write()).catch((error: unknown) => failures.push(String(error)));
      times.push(performance.now() - start);
      await sleep(2);
    }
    await client.end();
  });
  return {
    taken: (): readonly number[] => {
      const taken = times;
      times = [];
      return taken;
    },
    stop: async (): Promise<readonly string[]> => {
      end.abort();
      await Promise.all(loops);
      return failures;
    },
  };
}

/** Reads in a transaction that stays open for a while: whoever wants the table for himself has to wait for it. */
async function holdLock(url: string, milliseconds: number): Promise<{ readonly done: Promise<void> }> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('begin; select count(*) from orders');
  const done = sleep(milliseconds).then(() => client.end());
  return { done };
}

const first = (rows: number): string =>
  fileOf(1, [
    `await op.execute('create table people (id int primary key); insert into people select generate_series(1, 100)');`,
    `await op.createTable({ name: 'orders', columns: [
      { name: 'id', type: 'integer', notNull: true }, { name: 'person', type: 'integer' }, { name: 'amount', type: 'bigint' }, { name: 'code', type: 'text' },
    ], primaryKey: { name: 'orders_pkey', columns: ['id'] } });`,
    `await op.execute('insert into orders select i, i % 100 + 1, i, i::text from generate_series(1, ${rows}) i');`,
  ]);

const safeForms = fileOf(2, [
  `await op.addColumn({ table: 'orders', name: 'note', type: 'text' });`,
  `await op.addForeignKey({ table: 'orders', name: 'orders_person', columns: ['person'], references: { table: 'people', columns: ['id'] }, notValid: true });`,
  `await op.addCheck({ table: 'orders', name: 'orders_amount', expression: 'amount > 0', notValid: true });`,
  `await op.alterForeignKey({ table: 'orders', name: 'orders_person', notValid: { from: true, to: false } });`,
  `await op.alterCheck({ table: 'orders', name: 'orders_amount', notValid: { from: true, to: false } });`,
  `await op.createIndex({ table: 'orders', name: 'orders_by_person', columns: [{ column: 'person' }], concurrently: true });`,
  `await op.createIndex({ table: 'orders', name: 'orders_code', unique: true, columns: [{ column: 'code' }], concurrently: true });`,
  `await op.addUnique({ table: 'orders', name: 'orders_code', columns: ['code'], usingIndex: true });`,
  `await op.addCheck({ table: 'orders', name: 'orders_person_filled', expression: 'person is not null', notValid: true });`,
  `await op.alterCheck({ table: 'orders', name: 'orders_person_filled', notValid: { from: true, to: false } });`,
  `await op.alterColumn({ table: 'orders', name: 'person', notNull: { from: false, to: true } });`,
  `await op.dropCheck({ table: 'orders', name: 'orders_person_filled' });`,
  `await op.batchUpdate({ table: 'orders', set: { note: "'old'" }, where: 'note is null', key: 'id', size: 500 });`,
  `await op.dropIndex({ table: 'orders', name: 'orders_by_person', concurrently: true });`,
]);

const blocked = fileOf(3, [`await op.addColumn({ table: 'orders', name: 'late', type: 'text' });`]);

function fileOf(n: number, up: readonly string[]): string {
  return `export const revision = 'r${n}';
export const downRevision = ${n === 1 ? 'null' : `'r${n - 1}'`};
export async function upgrade(op) {
  ${up.join('\n  ')}
}
export async function downgrade() {}
`;
}
