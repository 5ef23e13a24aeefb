import { setTimeout as sleep } from 'node:timers/promises';
import {
  createOp,
  toCall,
  type Connection,
  type Migration,
  type Op,
  type Operation,
  type Statement,
} from '@sluice/core';
import type { Directives, Step } from '../src/run-migration.ts';

/**
 * Directives for tests of the runner: `op.execute` alone, where a first line tells the transaction rule:
 * `-- outside`, `-- outside, clear: drop index …` or `-- committed`.
 */
export const sqlDirectives: Directives = { createOp, toCall, statements };

function statements(operation: Operation): readonly Statement[] {
  if (operation.verb !== 'execute') return [];
  const { sql } = operation;
  const clear = /^-- outside, clear: (.*)/.exec(sql)?.[1];
  if (sql.startsWith('-- outside')) return [{ sql, transaction: 'outside', ...(clear === undefined ? {} : { clear }) }];
  return [{ sql, transaction: sql.startsWith('-- committed') ? 'committed' : 'inside' }];
}

type Work = readonly string[] | ((op: Op) => Promise<void>);

/** A migration out of SQL texts, or of a function. */
export const migration = (revision: string, up: Work, down: Work = []): Migration => ({
  revision,
  downRevision: null,
  branchLabels: [],
  dependsOn: [],
  upgrade: (op) => perform(up, op),
  downgrade: (op) => perform(down, op),
});

/** A migration that stands still, in its transaction, after what it does first: until it is let go. */
export function standing(revision: string, first: readonly string[]) {
  let [reach, letGo] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  const work = async (op: Op): Promise<void> => {
    await perform(first, op);
    reach();
    await gone;
    await op.execute('select 1');
  };
  return { migration: migration(revision, work), reached, letGo };
}

/** Looks until something is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

async function perform(work: Work, op: Op): Promise<void> {
  if (typeof work === 'function') return work(op);
  for (const sql of work) await op.execute(sql);
}

/** The step up to a migration from the one before it. */
export const up = (to: Migration, from?: Migration): Step => ({
  migration: to,
  direction: 'upgrade',
  deletes: from ? [from.revision] : [],
  inserts: [to.revision],
  file: `${to.revision}.ts`,
});

/** The step back to the migration before. */
export const down = (from: Migration, to?: Migration): Step => ({
  migration: from,
  direction: 'downgrade',
  deletes: [from.revision],
  inserts: to ? [to.revision] : [],
  file: `${from.revision}.ts`,
});

/** All that is in schema public, one line a thing. */
export async function contents(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query(`
    select 'relation ' || c.oid::regclass || coalesce(' valid=' || i.indisvalid::text, '') as line
      from pg_class c left join pg_index i on i.indexrelid = c.oid where c.relnamespace = 'public'::regnamespace
    union all select 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod)
      from pg_attribute join pg_class c on c.oid = attrelid
      where attnum > 0 and not attisdropped and c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    union all select 'label ' || enumtypid::regtype || ' ' || enumlabel from pg_enum
  `);
  return rows.map(({ line }) => String(line)).toSorted();
}
