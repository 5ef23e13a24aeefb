import pg from 'pg';

import { createDatabase, type TestDatabase } from '../test-support/database.ts';
import { parentOf, type Shape } from './models.ts';

/** A database with the schema of a shape. */
export async function createMade(server: string, shape: Shape): Promise<TestDatabase> {
  const database = await createDatabase(server);
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    // In pieces: a whole message is one transaction, with a lock for each table.
    for (const piece of sqlText(shape).split(/\n(?=\ncreate table)/)) await client.query(piece);
    return database;
  } finally {
    await client.end();
  }
}

/** The schema of `modelFiles`, as SQL: what the models of the same shape find nothing to change in. */
function sqlText({ tables, enums }: Shape): string {
  return [
    ...Array.from({ length: enums }, (_, n) => `create type e${n} as enum ('new', 'open', 'done', 'gone');`),
    ...Array.from({ length: tables }, (_, n) => tableText(n, enums)),
  ].join('\n');
}

const tableText = (n: number, enums: number): string => `
create table t${n} (
  id integer primary key generated always as identity,
  parent integer${n === 0 ? '' : ` constraint t${n}_parent_t${parentOf(n)}_id_fk references t${parentOf(n)} (id)`},
  name varchar(200) not null,
  code text not null,
  state e${n % enums} not null default 'new',
  amount numeric(12, 2) not null default '0',
  total bigint,
  "isOpen" boolean not null default true,
  made timestamptz not null default now(),
  day date,
  token uuid default gen_random_uuid(),
  more jsonb not null default '{}',
  note text,
  constraint t${n}_code unique (code),
  constraint t${n}_amount check (amount >= 0)
);
create index t${n}_parent on t${n} (parent);
create index t${n}_name on t${n} (name);
create index t${n}_made on t${n} (made);`;
