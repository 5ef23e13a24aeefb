import { beforeAll, describe, expect, test } from '@jest/globals';
import { fromCall, recordedObjects, type GivenCall, type Op } from '@sluice/core';
import { lintSubject } from '../src/lint/lint-subject.ts';
import { loadParser, type Parser } from '../src/lint/parse-sql.ts';
import { readSubject } from '../src/lint/read-subject.ts';
import { rules } from '../src/lint/rules.ts';

/** A migration: SQL that its upgrade executes, or more. */
type Row = string | (Partial<Migration> & { readonly before?: readonly GivenCall[] });

interface Migration {
  readonly upgrade: string | ((op: Op) => Promise<void>);
  readonly downgrade: string | ((op: Op) => Promise<void>);
  readonly source: string;
}

interface Rows {
  readonly tells: readonly Row[];
  readonly passes: readonly Row[];
}

const users = { directive: 'createTable', args: { name: 'users', columns: [{ name: 'id', type: 'bigint' }] } };
const usersIndex = { directive: 'createIndex', args: { table: 'users', name: 'ix', columns: [{ column: 'id' }] } };
const parted = {
  directive: 'createTable',
  args: { name: 'events', columns: [{ name: 'id', type: 'bigint' }], partitionBy: 'RANGE (id)' },
};
const typed = (type: string): readonly GivenCall[] => [
  { directive: 'createTable', args: { name: 'users', columns: [{ name: 'a', type }] } },
];
const retyped = (from: string, to: string): Row => ({
  before: typed(from),
  upgrade: `ALTER TABLE users ALTER a TYPE ${to}`,
});
const alone = (sql: string) => (op: Op) => op.autocommit(() => op.execute(sql));

const table: Readonly<Record<string, Rows>> = {
  'index-not-concurrently': {
    tells: [
      'CREATE INDEX i ON users (a)',
      'CREATE UNIQUE INDEX IF NOT EXISTS i ON public.users (a)',
      { upgrade: (op) => op.createIndex({ table: 'users', name: 'i', columns: [{ column: 'a' }] }) },
      { downgrade: (op) => op.createIndex({ table: 'users', name: 'i', columns: [{ column: 'a' }] }) },
      { upgrade: async (op) => void (await op.query('CREATE INDEX i ON users (a)')) },
      'CREATE TABLE IF NOT EXISTS users (a integer); CREATE INDEX i ON users (a)',
      'CREATE TABLE other.users (a integer); CREATE INDEX i ON users (a)',
    ],
    passes: [
      {
        upgrade: (op) => op.createIndex({ table: 'users', name: 'i', columns: [{ column: 'a' }], concurrently: true }),
      },
      'CREATE TABLE users (a integer); CREATE INDEX i ON public.users (a)',
      'CREATE TABLE users (a integer); ALTER TABLE users RENAME TO people; CREATE INDEX i ON people (a)',
      'CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; CREATE INDEX i ON v (a)',
      'CREATE TABLE copy AS SELECT 1 AS a; CREATE INDEX i ON copy (a)',
      'SELECT 1 AS a INTO copy; CREATE INDEX i ON copy (a)',
      { before: [parted], upgrade: 'CREATE INDEX i ON ONLY events (id)' },
    ],
  },
  'index-on-partitioned-table': {
    tells: [{ before: [parted], upgrade: 'CREATE INDEX i ON events (id)' }],
    passes: [{ before: [parted], upgrade: 'CREATE INDEX i ON ONLY events (id)' }, 'CREATE INDEX i ON users (id)'],
  },
  'drop-index-not-concurrently': {
    tells: ['DROP INDEX i', { upgrade: (op) => op.dropIndex({ table: 'users', name: 'i' }) }],
    passes: [
      { upgrade: (op) => op.dropIndex({ table: 'users', name: 'i', concurrently: true }) },
      'CREATE INDEX i ON users (a); DROP INDEX i',
      { before: [users, usersIndex], downgrade: 'DROP INDEX ix; DROP TABLE users' },
      'DROP TABLE i',
    ],
  },
  'reindex-not-concurrently': {
    tells: ['REINDEX INDEX i', 'REINDEX TABLE users', 'REINDEX DATABASE app'],
    passes: ['REINDEX INDEX CONCURRENTLY i', 'CREATE TABLE t (a integer PRIMARY KEY); REINDEX TABLE t'],
  },
  'index-if-not-exists': {
    tells: ['CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (a)'],
    passes: ['CREATE INDEX CONCURRENTLY i ON users (a)', 'CREATE INDEX IF NOT EXISTS i ON users (a)'],
  },
  'concurrently-in-transaction': {
    tells: [
      'CREATE INDEX CONCURRENTLY i ON users (a)',
      'DROP INDEX CONCURRENTLY i',
      'VACUUM users',
      'ALTER TABLE events DETACH PARTITION old CONCURRENTLY',
      { upgrade: alone('CREATE INDEX CONCURRENTLY i ON users (a); SELECT 1') },
    ],
    passes: [{ upgrade: alone('CREATE INDEX CONCURRENTLY i ON users (a)') }, 'ANALYZE users'],
  },
  'foreign-key-validated-at-once': {
    tells: [
      'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users',
      {
        upgrade: (op) =>
          op.addForeignKey({
            table: 'posts',
            name: 'f',
            columns: ['u'],
            references: { table: 'users', columns: ['id'] },
          }),
      },
    ],
    passes: [
      'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users NOT VALID',
      'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users NOT ENFORCED',
      'CREATE TABLE posts (u bigint); ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users',
    ],
  },
  'check-validated-at-once': {
    tells: ['ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0)', 'ALTER TABLE users ADD CONSTRAINT n NOT NULL a'],
    passes: [
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED',
      'ALTER TABLE users ADD CONSTRAINT n NOT NULL a NOT VALID',
    ],
  },
  'not-valid-and-validate': {
    tells: [
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID, VALIDATE CONSTRAINT c',
      {
        upgrade: alone(
          'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c',
        ),
      },
    ],
    passes: [
      {
        upgrade: async (op) => {
          await op.addCheck({ table: 'users', name: 'c', expression: 'a > 0', notValid: true });
          await op.alterCheck({ table: 'users', name: 'c', notValid: { from: true, to: false } });
        },
      },
      {
        upgrade: async (op) => {
          await op.execute('ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID');
          await op.autocommit(() => op.execute('ALTER TABLE users VALIDATE CONSTRAINT c'));
        },
      },
    ],
  },
  'key-without-index': {
    tells: ['ALTER TABLE users ADD CONSTRAINT u UNIQUE (a)', 'ALTER TABLE users ADD PRIMARY KEY (a)'],
    passes: [
      'ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX u',
      { upgrade: (op) => op.addPrimaryKey({ table: 'users', name: 'p', columns: ['a'], usingIndex: true }) },
    ],
  },
  'exclusion-constraint': {
    tells: ['ALTER TABLE users ADD CONSTRAINT e EXCLUDE USING gist (a WITH =)'],
    passes: ['CREATE TABLE users (a integer); ALTER TABLE users ADD CONSTRAINT e EXCLUDE USING gist (a WITH =)'],
  },
  'constraint-on-partitioned-table': {
    tells: [{ before: [parted], upgrade: 'ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0)' }],
    passes: [{ before: [users], upgrade: 'ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0)' }],
  },
  'foreign-key-without-index': {
    tells: [
      'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users NOT VALID',
      'CREATE TABLE posts (u bigint REFERENCES users)',
      'CREATE TABLE posts (u bigint, v bigint, FOREIGN KEY (u, v) REFERENCES users); CREATE INDEX i ON posts (u)',
    ],
    passes: [
      'CREATE TABLE posts (u bigint REFERENCES users); CREATE INDEX i ON posts (u, v)',
      'CREATE TABLE posts (u bigint PRIMARY KEY REFERENCES users)',
      'CREATE TABLE posts (u bigint, v bigint, FOREIGN KEY (u, v) REFERENCES users, UNIQUE (v, u))',
      {
        before: [{ directive: 'createIndex', args: { table: 'posts', name: 'i', columns: [{ column: 'u' }] } }],
        upgrade: 'ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users NOT VALID',
      },
    ],
  },
  'drop-foreign-key': {
    tells: [
      {
        before: [foreignKey()],
        upgrade: 'ALTER TABLE posts DROP CONSTRAINT f; ALTER TABLE posts DROP COLUMN a',
      },
    ],
    passes: [{ before: [foreignKey()], upgrade: 'ALTER TABLE posts DROP CONSTRAINT f' }],
  },
  'required-column': {
    tells: [
      'ALTER TABLE users ADD a integer NOT NULL',
      { upgrade: (op) => op.addColumn({ table: 'users', name: 'a', type: 'integer', notNull: true }) },
    ],
    passes: [
      'ALTER TABLE users ADD a integer NOT NULL DEFAULT 1',
      'ALTER TABLE users ADD a integer',
      'CREATE TABLE t (b integer); ALTER TABLE t ADD a integer NOT NULL',
    ],
  },
  'volatile-default': {
    tells: [
      'ALTER TABLE users ADD a uuid DEFAULT gen_random_uuid()',
      `ALTER TABLE users ADD a timestamptz DEFAULT clock_timestamp() + interval '1 day'`,
      {
        before: [
          {
            directive: 'createFunction',
            args: { name: 'next_code()', returns: 'text', language: 'sql', body: 'SELECT 1' },
          },
        ],
        upgrade: 'ALTER TABLE users ADD a text DEFAULT next_code()',
      },
    ],
    passes: [
      'ALTER TABLE users ADD a timestamptz DEFAULT now()',
      'ALTER TABLE users ADD a integer DEFAULT 5',
      'ALTER TABLE users ADD a uuid; ALTER TABLE users ALTER a SET DEFAULT gen_random_uuid()',
    ],
  },
  'identity-column': {
    tells: ['ALTER TABLE users ADD a bigserial', 'ALTER TABLE users ADD a bigint GENERATED ALWAYS AS IDENTITY'],
    passes: ['ALTER TABLE users ADD a bigint', 'ALTER TABLE users ALTER a ADD GENERATED ALWAYS AS IDENTITY'],
  },
  'stored-generated-column': {
    tells: [
      'ALTER TABLE users ADD a integer GENERATED ALWAYS AS (b + 1) STORED',
      'ALTER TABLE users ALTER a SET EXPRESSION AS (b + 2)',
    ],
    passes: [
      'ALTER TABLE users ADD a integer GENERATED ALWAYS AS (b + 1) VIRTUAL',
      'ALTER TABLE users ALTER a DROP EXPRESSION',
    ],
  },
  'constrained-domain-column': {
    tells: [
      'CREATE DOMAIN d AS integer CHECK (VALUE > 0); ALTER TABLE users ADD a d',
      {
        before: [{ directive: 'createDomain', args: { name: 'd', type: 'integer', notNull: true } }],
        upgrade: 'ALTER TABLE users ADD a d',
      },
    ],
    passes: ['CREATE DOMAIN d AS integer; ALTER TABLE users ADD a d', 'ALTER TABLE users ADD a integer'],
  },
  'column-with-constraint': {
    tells: [
      'ALTER TABLE users ADD a integer CHECK (a > 0)',
      'ALTER TABLE users ADD a integer UNIQUE',
      'ALTER TABLE users ADD a integer DEFAULT 5 REFERENCES others',
    ],
    passes: ['ALTER TABLE users ADD a integer REFERENCES others'],
  },
  'set-not-null-scans': {
    tells: [
      'ALTER TABLE users ALTER a SET NOT NULL',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE users ALTER a SET NOT NULL',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a IS NOT NULL OR b) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c; ALTER TABLE users ALTER a SET NOT NULL',
      {
        before: [{ directive: 'addCheck', args: { table: 'users', name: 'c', expression: 'b IS NOT NULL' } }],
        upgrade: 'ALTER TABLE users ALTER a SET NOT NULL',
      },
    ],
    passes: [
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c; ALTER TABLE users ALTER a SET NOT NULL',
      {
        before: [{ directive: 'addCheck', args: { table: 'users', name: 'c', expression: '"a" IS NOT NULL AND b' } }],
        upgrade: 'ALTER TABLE users ALTER a SET NOT NULL',
      },
    ],
  },
  'drop-not-null': {
    tells: ['ALTER TABLE users ALTER a DROP NOT NULL'],
    passes: [{ downgrade: 'ALTER TABLE users ALTER a DROP NOT NULL' }, 'ALTER TABLE users ALTER a DROP DEFAULT'],
  },
  'column-type-rewrites': {
    tells: [
      'ALTER TABLE users ALTER a TYPE text',
      retyped('character varying(20)', 'varchar(10)'),
      retyped('integer', 'bigint'),
      retyped('numeric(10,2)', 'numeric(12,4)'),
      retyped('text', 'varchar(5)'),
      retyped('character(5)', 'text'),
      retyped('timestamp(6) without time zone', 'timestamp(3)'),
      retyped('timestamp without time zone', 'timestamptz'),
      retyped('json', 'jsonb'),
      retyped('text', 'text[]'),
      retyped('text', 'text USING lower(a)'),
      { upgrade: (op) => op.alterColumn({ table: 'users', name: 'a', type: { from: 'integer', to: 'bigint' } }) },
    ],
    passes: [
      retyped('character varying(10)', 'varchar(20)'),
      retyped('character varying(10)', 'text'),
      retyped('character varying(10)', 'text USING a::text'),
      retyped('text', 'varchar'),
      retyped('numeric(10,2)', 'numeric(12,2)'),
      retyped('numeric(10,2)', 'numeric'),
      retyped('timestamp(3) with time zone', 'timestamptz'),
      retyped('interval(3)', 'interval(6)'),
      retyped('cidr', 'inet'),
      retyped('integer', 'int4'),
      {
        upgrade: (op) =>
          op.alterColumn({ table: 'users', name: 'a', type: { from: 'character varying(5)', to: 'text' } }),
      },
    ],
  },
  'column-type-reindexes': {
    tells: ['ALTER TABLE users ALTER a TYPE text COLLATE "C"', 'ALTER TABLE users ALTER a TYPE citext'],
    passes: ['ALTER TABLE users ALTER a TYPE text'],
  },
  'json-column': {
    tells: ['ALTER TABLE users ADD a json', 'CREATE TABLE t (a json)'],
    passes: ['CREATE TABLE t (a jsonb)'],
  },
  'int-primary-key': {
    tells: [
      'CREATE TABLE t (id serial PRIMARY KEY)',
      'CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (id))',
      `CREATE TABLE t (id integer DEFAULT nextval('s'), CONSTRAINT p PRIMARY KEY (id))`,
    ],
    passes: [
      'CREATE TABLE t (id bigserial PRIMARY KEY)',
      'CREATE TABLE t (id integer PRIMARY KEY)',
      'CREATE TABLE t (id bigint PRIMARY KEY, n serial)',
    ],
  },
  'drop-column': {
    tells: ['ALTER TABLE users DROP COLUMN a'],
    passes: [
      { downgrade: 'ALTER TABLE users DROP COLUMN a' },
      'CREATE TABLE t (a integer, b integer); ALTER TABLE t DROP a',
    ],
  },
  'drop-table': {
    tells: ['DROP TABLE IF EXISTS billing.users'],
    passes: [{ downgrade: 'DROP TABLE users' }, 'CREATE TABLE t (); DROP TABLE t', 'DROP VIEW v'],
  },
  'rename-column': {
    tells: ['ALTER TABLE users RENAME COLUMN a TO b'],
    passes: [{ downgrade: 'ALTER TABLE users RENAME a TO b' }, 'ALTER TABLE users RENAME CONSTRAINT a TO b'],
  },
  'rename-table': {
    tells: ['ALTER TABLE users RENAME TO people', 'ALTER TABLE users SET SCHEMA old', 'ALTER SCHEMA a RENAME TO b'],
    passes: ['ALTER INDEX i RENAME TO j', 'CREATE TABLE t (); ALTER TABLE t RENAME TO u'],
  },
  'rename-type': {
    tells: ['ALTER TYPE mood RENAME TO moods', `ALTER TYPE mood RENAME VALUE 'a' TO 'b'`, 'ALTER DOMAIN d RENAME TO e'],
    passes: [
      `ALTER TYPE mood ADD VALUE 'b'`,
      `CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood RENAME VALUE 'a' TO 'b'`,
      { upgrade: (op) => op.alterEnum({ name: 'mood', values: { from: ['a', 'b'], to: ['b'] } }) },
    ],
  },
  truncate: { tells: ['TRUNCATE users'], passes: ['CREATE TABLE t (); TRUNCATE t', 'DELETE FROM users WHERE id = 1'] },
  cascade: {
    tells: [
      'DROP TABLE users CASCADE',
      'ALTER TABLE users DROP COLUMN a CASCADE',
      'TRUNCATE users CASCADE',
      'DROP SCHEMA a CASCADE',
    ],
    passes: ['DROP TABLE users', 'ALTER TABLE users DROP COLUMN a RESTRICT'],
  },
  'drop-extension': {
    tells: ['DROP EXTENSION citext'],
    passes: ['CREATE EXTENSION citext', { downgrade: 'DROP EXTENSION citext' }],
  },
  'table-storage-rewrites': {
    tells: [
      'ALTER TABLE users SET UNLOGGED',
      'ALTER TABLE users SET TABLESPACE fast',
      'ALTER TABLE users SET ACCESS METHOD heap',
    ],
    passes: ['ALTER TABLE users SET (fillfactor = 70)', 'CREATE TABLE t (); ALTER TABLE t SET UNLOGGED'],
  },
  'vacuum-full': {
    tells: ['VACUUM FULL users', 'VACUUM (FULL, ANALYZE) users', 'CLUSTER users'],
    passes: ['VACUUM users', 'ALTER TABLE users CLUSTER ON i'],
  },
  'create-if-not-exists': { tells: ['CREATE TABLE IF NOT EXISTS t ()'], passes: ['CREATE TABLE t ()'] },
  'attach-partition-scans': {
    tells: ['ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM (1) TO (2)'],
    passes: [
      'CREATE TABLE old (id bigint); ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM (1) TO (2)',
      'ALTER TABLE old ADD CONSTRAINT c CHECK (id >= 1 AND id < 2) NOT VALID; ALTER TABLE old VALIDATE CONSTRAINT c; ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM (1) TO (2)',
      {
        before: [{ directive: 'addCheck', args: { table: 'old', name: 'c', expression: 'id < 2' } }],
        upgrade: 'ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM (1) TO (2)',
      },
      'ALTER INDEX i ATTACH PARTITION j',
    ],
  },
  'create-partition-locks': {
    tells: ['CREATE TABLE new PARTITION OF events FOR VALUES FROM (1) TO (2)'],
    passes: ['CREATE TABLE events (id bigint) PARTITION BY RANGE (id); CREATE TABLE new PARTITION OF events DEFAULT'],
  },
  'detach-not-concurrently': {
    tells: ['ALTER TABLE events DETACH PARTITION old'],
    passes: ['ALTER TABLE events DETACH PARTITION old CONCURRENTLY'],
  },
  'enum-value-used-at-once': {
    tells: [`ALTER TYPE mood ADD VALUE 'new'; UPDATE users SET mood = 'new' WHERE id = 1`],
    passes: [
      `ALTER TYPE mood ADD VALUE 'new'; UPDATE users SET mood = 'old' WHERE id = 1`,
      `CREATE TYPE mood AS ENUM (); ALTER TYPE mood ADD VALUE 'new'; SELECT 'new'::mood`,
      {
        upgrade: async (op) => {
          await op.alterEnum({ name: 'mood', values: { from: ['old'], to: ['old', 'new'] }, commit: true });
          await op.execute(`UPDATE users SET mood = 'new' WHERE id = 1`);
        },
      },
    ],
  },
  'domain-constraint': {
    tells: ['ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)', 'ALTER DOMAIN d SET NOT NULL'],
    passes: ['ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID', 'ALTER DOMAIN d DROP NOT NULL'],
  },
  'refresh-not-concurrently': {
    tells: ['REFRESH MATERIALIZED VIEW v'],
    passes: [
      'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
      'CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA; REFRESH MATERIALIZED VIEW v',
    ],
  },
  'disable-row-security': {
    tells: ['ALTER TABLE users DISABLE ROW LEVEL SECURITY', 'ALTER TABLE users NO FORCE ROW LEVEL SECURITY'],
    passes: [
      'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
      { downgrade: 'ALTER TABLE users DISABLE ROW LEVEL SECURITY' },
    ],
  },
  revoke: {
    tells: ['REVOKE SELECT ON users FROM app', 'REVOKE USAGE ON SCHEMA a FROM app'],
    passes: ['GRANT SELECT ON users TO app', 'CREATE TABLE t (); REVOKE SELECT ON t FROM app'],
  },
  'unbounded-change': {
    tells: [
      'UPDATE users SET a = 1',
      'DELETE FROM users',
      'UPDATE users SET a = 1 WHERE a IS NULL',
      { upgrade: (op) => op.addColumn({ table: 'users', name: 'a', type: 'text', notNull: true, fill: "''" }) },
    ],
    passes: [
      'UPDATE users SET a = 1 WHERE id = 7',
      'DELETE FROM users WHERE id IN (SELECT id FROM users WHERE old LIMIT 1000)',
      'CREATE TABLE t (a integer); UPDATE t SET a = 1',
      { upgrade: (op) => op.batchUpdate({ table: 'users', set: { a: '1' }, where: 'a IS NULL', key: 'id' }) },
    ],
  },
  'data-and-schema': {
    tells: [
      `INSERT INTO users VALUES (1); ALTER TABLE users ADD a integer`,
      'ALTER TABLE users ADD a integer; UPDATE users SET a = 1 WHERE id = 1',
    ],
    passes: [
      'INSERT INTO users VALUES (1)',
      'CREATE TABLE t (a integer); INSERT INTO t VALUES (1); ALTER TABLE users ADD a integer',
      {
        upgrade: async (op) => {
          await op.addColumn({ table: 'users', name: 'a', type: 'integer' });
          await op.batchUpdate({ table: 'users', set: { a: '1' }, where: 'a IS NULL', key: 'id' });
        },
      },
    ],
  },
  'transaction-control': { tells: ['BEGIN; SELECT 1; COMMIT', 'ROLLBACK'], passes: ['SAVEPOINT a; RELEASE a'] },
  'missing-downgrade': {
    tells: [
      { upgrade: 'CREATE TABLE t ()', downgrade: () => Promise.resolve() },
      { upgrade: 'CREATE TABLE t ()', downgrade: () => Promise.reject(new Error('Not implemented.')) },
    ],
    passes: [
      { upgrade: 'CREATE TABLE t ()', downgrade: 'DROP TABLE t' },
      {
        upgrade: 'CREATE TABLE t ()',
        downgrade: () => Promise.reject(new Error('The rows are gone: restore a backup.')),
      },
      { upgrade: () => Promise.resolve(), downgrade: () => Promise.resolve() },
    ],
  },
  'imports-models': {
    tells: [
      { source: `import { users } from '../src/models.js';\n` },
      { source: `import {\n  users,\n} from '../src/models';\n` },
      { source: `import * as models from '../src';\n` },
      { source: `const { users } = require('../src/models');\n` },
    ],
    passes: [
      { source: `import type { User } from '../src/models.js';\n` },
      { source: `import { normalize } from '../src/text/normalize.js';\n` },
      { source: `export const revision = 'a';\nconst text = '../src/models.js';\n` },
    ],
  },
  'long-identifier': {
    tells: [`CREATE TABLE ${'t'.repeat(64)} ()`, `CREATE TABLE "${'ü'.repeat(32)}" ()`],
    passes: [`CREATE TABLE ${'t'.repeat(63)} ()`, `SELECT '${'t'.repeat(64)}'`],
  },
  'unnamed-object': {
    tells: ['CREATE INDEX ON users (a)', 'ALTER TABLE users ADD CHECK (a > 0)'],
    passes: [
      'CREATE INDEX i ON users (a)',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0)',
      'ALTER TABLE users ADD a integer',
    ],
  },
  'name-needs-quotes': {
    tells: ['CREATE TABLE "Users" ()', 'ALTER TABLE users ADD "first name" text', 'CREATE INDEX "i-a" ON users (a)'],
    passes: ['CREATE TABLE Users (größe integer)', 'ALTER TABLE "Users" ADD a text'],
  },
  'unreadable-sql': { tells: ['CREATE TABEL t ()'], passes: ['CREATE TABLE t ()', 'SELECT $1::integer'] },
  'direction-throws': {
    tells: [
      { upgrade: () => Promise.reject(new TypeError('undefined is no row')) },
      { upgrade: (op) => op.execute('') },
      { upgrade: 'SELECT 1', downgrade: (op) => op.execute('') },
    ],
    passes: [{ upgrade: 'SELECT 1', downgrade: () => Promise.reject(new Error('The rows are gone.')) }],
  },
};

function foreignKey(): GivenCall {
  return {
    directive: 'addForeignKey',
    args: { table: 'posts', name: 'f', columns: ['u'], references: { table: 'users', columns: ['id'] } },
  };
}

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

/** The names of the rules that tell something, whatever their levels. */
async function told(row: Row): Promise<readonly string[]> {
  const { upgrade = '', downgrade = '', source = '', before = [] } = typeof row === 'string' ? { upgrade: row } : row;
  const direction = (said: Migration['upgrade']) => (typeof said === 'string' ? executing(said) : said);
  const subject = await readSubject(
    {
      file: '/app/migrations/a.ts',
      source,
      upgrade: direction(upgrade),
      downgrade: direction(downgrade),
      before: recordedObjects(before.map(fromCall)),
      models: ['/app/src/models.ts'],
    },
    parser,
  );
  const levels = Object.fromEntries(rules.map(({ name }) => [name, 'warning' as const]));
  return lintSubject(subject, { revision: 'a' }, { levels, today: '2026-11-20' }).findings.map(({ rule }) => rule);
}

const executing = (sql: string) => async (op: Op) => (sql === '' ? undefined : op.execute(sql));

test('every rule has rows in which it tells something, and rows in which it passes', () => {
  expect(Object.keys(table)).toEqual(rules.map(({ name }) => name));
});

describe.each(Object.entries(table))('%s', (rule, { tells, passes }) => {
  test.each(tells.map((row) => [text(row), row] as const))('tells: %s', async (_, row) => {
    expect(await told(row)).toContain(rule);
  });
  test.each(passes.map((row) => [text(row), row] as const))('passes: %s', async (_, row) => {
    expect(await told(row)).not.toContain(rule);
  });
});

/** A row as the name of its test. */
function text(row: Row): string {
  if (typeof row === 'string') return row;
  return [row.upgrade, row.downgrade, row.source]
    .flatMap((part) => (part === undefined ? [] : [String(part)]))
    .join(' / ');
}
