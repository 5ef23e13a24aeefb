import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgPolicy, pgSchema, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import path from 'node:path';
import pg from 'pg';
import * as sluice from 'sluice';

import { makeProject, type Project } from '../../packages/cli/test/fixtures/project.ts';
import { createDatabase } from '../database.ts';

/** What was tried, and what was wrong. */
export interface Named {
  /** How many names and texts stood in a place. */
  readonly names: number;
  readonly wrong: readonly string[];
}

/** What to try. */
export interface NamesOptions {
  readonly url: string;
  readonly seed: number;
  /** How many names and texts at least. */
  readonly count: number;
  readonly onRound?: (line: string) => void;
}

/** What has ended a quote, begun a comment or been a parameter somewhere, and what is long in bytes or looks like nothing. */
const PIECES = [
  ['"', '""', "'", "''", '\\', '\\\\', '`', '$$', '$a$', '$1', '${x}', ':x', '?', '%', '%s', ';', '--', '/*', '*/'],
  ['.', ',', '(', ')', '[', ']', '{', '}', '#', '@', '&', '<', '>', '=', '!', '|', '~', '^', '+', '*', '/', '-', '_'],
  [
    ' ',
    '  ',
    'a',
    'B',
    'Z',
    '0',
    'é',
    'ß',
    'İ',
    '日本',
    '🙂',
    'e\u{301}',
    '\u{200D}',
    '\u{A0}',
    '\u{FEFF}',
    '\u{2028}',
  ],
  [
    'select',
    'table',
    'USER',
    'null',
    'default',
    'constructor',
    '__proto__',
    'drop table canary',
    "'); drop table canary; --",
  ],
  ['\n', '\t', '\r\n'],
].flat();

const pieces = (most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: most }).map((parts) => parts.join(''));

/** As much as PostgreSQL keeps of a name, cut at a whole character: https://www.postgresql.org/docs/current/limits.html */
function cut(name: string, most = 63): string {
  let [kept, bytes] = ['', 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}

const identifier: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: pieces(7).map(cut) },
  { weight: 1, arbitrary: pieces(80).map((name) => cut(name.padEnd(63, 'x'))) },
  { weight: 1, arbitrary: fc.constantFrom('select', 'user', 'table', 'Order', 'constructor', '__proto__', 'toString') },
);

const words: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: pieces(12) },
  { weight: 1, arbitrary: fc.constant('') },
);

/** The names of one round, all different, and its texts. */
const rounds = fc
  .tuple(
    fc.uniqueArray(identifier.filter(isFree), { minLength: 19, maxLength: 19 }),
    fc.array(words, { minLength: 11, maxLength: 11 }),
  )
  .map(([names, texts]) => ({ names: namesOf(taker(names)), texts: textsOf(taker(texts)) }));

/** PostgreSQL keeps schemas whose names begin so for itself. */
function isFree(name: string): boolean {
  return !name.startsWith('pg_');
}

const taker = (values: readonly string[]): (() => string) => {
  const left = [...values];
  return () => left.pop() ?? '';
};

const namesOf = (take: () => string) => ({
  schema: take(),
  enum: take(),
  sequence: take(),
  table: take(),
  key: take(),
  words: take(),
  state: take(),
  number: take(),
  primaryKey: take(),
  unique: take(),
  index: take(),
  check: take(),
  policy: take(),
  child: take(),
  parent: take(),
  foreignKey: take(),
  view: take(),
  shown: take(),
  versions: take(),
});

/** Labels are names in PostgreSQL, and no two may be the same. */
const textsOf = (take: () => string) => ({
  label: `1${cut(take(), 40)}`,
  otherLabel: `2${cut(take(), 40)}`,
  default: take(),
  checked: take(),
  policed: take(),
  shown: take(),
  comment: take(),
  row: take(),
  filled: take(),
  parameter: take(),
  asserted: take(),
});

interface Round {
  readonly names: ReturnType<typeof namesOf>;
  readonly texts: ReturnType<typeof textsOf>;
}

const PER_ROUND = 30;

/**
 * Puts names and texts that are as bad as can be in every place where one can stand: models, the migration written of them,
 * what it makes, the migration that a hand writes, its rows, and the way back. What is there then is asked of the catalog
 * by other ways than Sluice's.
 */
export async function badNames({ url, seed, count, onRound }: NamesOptions): Promise<Named> {
  const wrong: string[] = [];
  let names = 0;
  for (const [n, round] of fc.sample(rounds, { seed, numRuns: Math.ceil(count / PER_ROUND) }).entries()) {
    const found = await play(url, round).catch((error: unknown) => [String(error)]);
    names += PER_ROUND;
    wrong.push(...found.map((text) => `round ${n + 1} of seed ${seed}: ${text}\n${JSON.stringify(round)}`));
    if (n % 20 === 19 || found.length > 0) onRound?.(`round ${n + 1}${found.length > 0 ? ' WRONG' : ''}`);
  }
  return { names, wrong };
}

async function play(server: string, round: Round): Promise<readonly string[]> {
  const database = await createDatabase(server);
  const project = makeProject({ 'package.json': '{"type":"module"}', 'migrations/0.js': CANARY }, []);
  project.link('drizzle-orm', path.resolve('node_modules/drizzle-orm'));
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return await walk(project, client, database.url, round);
  } finally {
    await client.end();
    await database.drop();
    project.remove();
  }
}

async function walk(project: Project, client: pg.Client, database: string, round: Round): Promise<readonly string[]> {
  const config = {
    migrations: './migrations',
    models: modelsOf(round),
    versionTable: { name: round.names.versions },
    lock: 'lease',
  } as const;
  const options = { cwd: project.root, config, database };
  const things = (): Promise<readonly string[]> => thingsIn(client, round.names.versions);
  await sluice.upgrade({ ...options, verify: 'off' });
  const before = await things();
  const { revision } = await sluice.autogenerate({ ...options, message: round.texts.comment, prove: false });
  if (revision === undefined) return ['nothing was written'];
  project.write({ 'migrations/9.js': byHand(revision, round) });
  const { verification } = await sluice.upgrade(options);
  const wrong = [
    ...differing('what is there', await things(), [...before, ...thingsOf(round)].toSorted()),
    ...differing('the rows', await rowsOf(client, round), rowsWanted(round)),
    ...(verification?.status === 'same' ? [] : [`not what the models say: ${JSON.stringify(verification)}`]),
  ];
  await sluice.downgrade({ ...options, target: 'cccc', allowDataLoss: true });
  return [...wrong, ...differing('what is left', await things(), before)];
}

/** Nobody speaks of this table; who breaks out of a quote drops it. */
const CANARY = `
  export const revision = 'cccc';
  export const downRevision = null;
  export async function upgrade(op) { await op.execute('create table canary (id int); insert into canary values (1)'); }
  export async function downgrade(op) { await op.execute('drop table canary'); }
`;

/** A text in the SQL of a model, as whoever writes that has to quote it. */
const quoted = (value: string) => sql.raw(pg.escapeLiteral(value));

function modelsOf({ names, texts }: Round) {
  const schema = pgSchema(names.schema);
  const states = schema.enum(names.enum, [texts.label, texts.otherLabel]);
  const table = schema.table(
    names.table,
    {
      key: integer(names.key).notNull(),
      words: text(names.words).notNull().default(texts.default),
      state: states(names.state).notNull().default(texts.otherLabel),
      number: integer(names.number),
    },
    (t) => [
      primaryKey({ name: names.primaryKey, columns: [t.key] }),
      unique(names.unique).on(t.words, t.number),
      index(names.index)
        .on(t.number, t.words)
        .where(sql`${t.words} <> ${quoted(texts.checked)}`),
      check(names.check, sql`${t.words} <> ${quoted(`not ${texts.checked}`)}`),
      pgPolicy(names.policy, { for: 'select', using: sql`${t.words} <> ${quoted(texts.policed)}` }),
    ],
  );
  const child = schema.table(names.child, { parent: integer(names.parent) }, (t) => [
    foreignKey({ name: names.foreignKey, columns: [t.parent], foreignColumns: [table.key] }),
  ]);
  const view = schema
    .view(names.view, { key: integer(names.key), shown: text(names.shown) })
    .as(sql`select ${table.key}, ${quoted(texts.shown)}::text as ${sql.identifier(names.shown)} from ${table}`);
  return { schema, states, table, child, view, sequence: schema.sequence(names.sequence) };
}

/** A migration as a hand writes it, with names and texts as JavaScript has them. */
function byHand(after: string, { names, texts }: Round): string {
  const js = (value: unknown): string => JSON.stringify(value);
  const at = { schema: names.schema, table: names.table };
  const rows = [
    { [names.key]: 1, [names.words]: texts.row, [names.number]: 1 },
    { [names.key]: 2, [names.number]: null, [names.state]: texts.label },
  ];
  const update = {
    ...at,
    set: { [names.number]: String(7) },
    where: `${pg.escapeIdentifier(names.number)} IS NULL`,
    key: names.key,
  };
  const filling = {
    ...at,
    set: { [names.words]: pg.escapeLiteral(texts.filled) },
    where: `${pg.escapeIdentifier(names.number)} = 7 and ${pg.escapeIdentifier(names.words)} = ${pg.escapeLiteral(texts.default)} and ${pg.escapeLiteral(texts.default)} <> ${pg.escapeLiteral(texts.filled)}`,
    key: [names.key],
  };
  const comment = { schema: names.schema, name: names.table, comment: { from: null, to: texts.comment } };
  const into = `insert into ${pg.escapeIdentifier(names.schema)}.${pg.escapeIdentifier(names.table)} (${[names.key, names.words, names.number].map((name) => pg.escapeIdentifier(name)).join()}) values ($1, $2, $3)`;
  return `
    export const revision = 'dddd';
    export const downRevision = ${js(after)};
    export async function upgrade(op) {
      await op.bulkInsert({ ...${js(at)}, rows: JSON.parse(${js(js(rows))}) });
      await op.batchUpdate(JSON.parse(${js(js(update))}));
      await op.batchUpdate(JSON.parse(${js(js(filling))}));
      await op.execute(${js(into)}, [3, ${js(`3${texts.parameter}`)}, 3]);
      await op.assert('select 1 where false', ${js(texts.asserted.trim() || 'no')});
      ${texts.comment === '' ? '' : `await op.alterTable(${js(comment)});`}
      if (!(await op.hasColumn({ ...${js(at)}, name: ${js(names.words)} }))) throw new Error('The column is not found.');
    }
    export async function downgrade(op) {
      ${texts.comment === '' ? '' : `await op.alterTable(${js({ ...comment, comment: { from: texts.comment, to: null } })});`}
    }
  `;
}

const line = (...parts: readonly unknown[]): string => JSON.stringify(parts);

/** All that has a name in the schemas of a user. */
async function thingsIn(client: pg.Client, versions: string): Promise<readonly string[]> {
  const own = ['', '_ledger', '_lease'].map((suffix) => `${cut(versions, 63 - suffix.length)}${suffix}`);
  const { rows } = await client.query<{ parts: readonly unknown[] }>(
    `with own as (select oid from pg_class where relname = any($1) and relnamespace = 'public'::regnamespace),
      mine as (select oid, nspname from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema'),
      relations as (select c.oid, nspname::text, relname::text, relkind from pg_class c join mine on mine.oid = relnamespace
        where c.oid not in (select oid from own)
          and c.oid not in (select indexrelid from pg_index where indrelid in (select oid from own)))
    select to_json(array[relkind::text, nspname, relname]) as parts from relations
    union all select to_json(array['column', relname, attname::text]) from relations join pg_attribute a on attrelid = relations.oid
      where relkind in ('r', 'v') and attnum > 0 and not attisdropped
    union all select to_json(array['constraint', relname, conname::text]) from pg_constraint join relations on conrelid = relations.oid
      where contype <> 'n'
    union all select to_json(array['policy', relname, polname::text]) from pg_policy join relations on polrelid = relations.oid
    union all select to_json(array['label', typname::text, enumlabel::text]) from pg_enum join pg_type t on t.oid = enumtypid
    union all select to_json(array['comment', relname, description]) from pg_description join relations on objoid = relations.oid
      where classoid = 'pg_class'::regclass and objsubid = 0
    union all select to_json(array['schema', nspname::text]) from mine`,
    [own],
  );
  return rows.map(({ parts }) => line(...parts)).toSorted();
}

function thingsOf({ names, texts }: Round): readonly string[] {
  const { schema, table } = names;
  return [
    line('schema', schema),
    ...[table, names.child].map((name) => line('r', schema, name)),
    line('v', schema, names.view),
    line('S', schema, names.sequence),
    ...[names.primaryKey, names.unique, names.index].map((name) => line('i', schema, name)),
    ...[names.key, names.words, names.state, names.number].map((name) => line('column', table, name)),
    line('column', names.child, names.parent),
    ...[names.key, names.shown].map((name) => line('column', names.view, name)),
    ...[names.primaryKey, names.unique, names.check].map((name) => line('constraint', table, name)),
    line('constraint', names.child, names.foreignKey),
    line('policy', table, names.policy),
    ...[texts.label, texts.otherLabel].map((label) => line('label', names.enum, label)),
    ...(texts.comment === '' ? [] : [line('comment', table, texts.comment)]),
  ];
}

async function rowsOf(client: pg.Client, { names }: Round): Promise<readonly string[]> {
  const of = (name: string): string => `${pg.escapeIdentifier(names.schema)}.${pg.escapeIdentifier(name)}`;
  const order = pg.escapeIdentifier(names.key);
  const told = async (query: string): Promise<readonly string[]> =>
    (await client.query({ text: query, rowMode: 'array' })).rows.map((row: readonly unknown[]) => line(...row));
  return [
    ...(await told(`select * from ${of(names.table)} order by ${order}`)),
    ...(await told(`select * from ${of(names.view)} order by ${order}`)),
    ...(await told('select id from canary')),
  ];
}

const rowsWanted = ({ texts }: Round): readonly string[] => [
  line(1, texts.row, texts.otherLabel, 1),
  line(2, texts.filled, texts.label, 7),
  line(3, `3${texts.parameter}`, texts.otherLabel, 3),
  ...[1, 2, 3].map((key) => line(key, texts.shown)),
  line(1),
];

function differing(what: string, found: readonly string[], wanted: readonly string[]): readonly string[] {
  const more = found.filter((each) => !wanted.includes(each));
  const less = wanted.filter((each) => !found.includes(each));
  return more.length + less.length === 0 && found.length === wanted.length
    ? []
    : [`${what}: too much ${more.join(' ')}, too little ${less.join(' ')}`];
}
