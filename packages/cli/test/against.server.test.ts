import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@sluice/database';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const migration = (revision: string, down: string | null, upgrade: string, downgrade: string): string => `
  export const revision = '${revision}';
  export const downRevision = ${JSON.stringify(down)};
  export async function upgrade(op) { ${upgrade} }
  export async function downgrade(op) { ${downgrade} }
`;

const first = migration(
  'aaaa',
  null,
  `await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'email', type: 'text' }], primaryKey: { name: 'users_pkey', columns: ['id'] } });`,
  `await op.dropTable({ name: 'users' });`,
);

const models = `import { integer, pgTable, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: integer().primaryKey(), email: text().notNull().unique() });\n`;

// What a database says is asked on all versions elsewhere; what is printed depends on none.
describe.each(withServers().slice(-1))('--against, on PostgreSQL $major', ({ url }) => {
  const reader = `sluice_reader_${randomBytes(6).toString('hex')}`;
  let project: CommandProject;
  let database: TestDatabase;
  let readOnly: string;
  const sql = async (text: string): Promise<void> => {
    const connection = await connect(database.url);
    await connection.query(text);
    await connection.close();
  };
  beforeAll(async () => {
    build();
    database = await createDatabase(url);
    await sql(
      `create role ${reader} login; create table users (id int primary key, email text);
       insert into users select i, 'a' || i / 2 from generate_series(10, 3009) i; insert into users values (1), (2), (3), (4);
       analyze users; grant select on users to ${reader}`,
    );
    const place = new URL(database.url);
    place.username = reader;
    readOnly = place.href;
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js' };\n`,
      'models.js': models,
      'migrations/a.js': first,
      'mended/a.js': first,
      'mended/b.js': migration(
        'bbbb',
        'aaaa',
        `await op.execute("update users set email = '' where email is null"); await op.alterColumn({ table: 'users', name: 'email', notNull: { from: false, to: true } });`,
        `await op.alterColumn({ table: 'users', name: 'email', notNull: { from: true, to: false } });`,
      ),
      'mended.config.js': `export default { models: './models.js', migrations: './mended' };\n`,
      'ahead/a.js': first,
      'ahead/b.js': migration(
        'bbbb',
        'aaaa',
        `await op.addColumn({ table: 'users', name: 'age', type: 'integer' });`,
        `await op.dropColumn({ table: 'users', name: 'age' });`,
      ),
      'ahead/c.js': migration(
        'cccc',
        'bbbb',
        `await op.addCheck({ table: 'users', name: 'grown', expression: 'age > 0' });`,
        `await op.dropCheck({ table: 'users', name: 'grown' });`,
      ),
      'ahead.config.js': `export default { models: './models.js', migrations: './ahead' };\n`,
    });
  });
  afterAll(async () => {
    project.remove();
    await sql(`drop owned by ${reader}; drop role ${reader}`);
    await database.drop();
  });

  test('autogenerate tells what is in the way, and how to mend it', () => {
    const { code, out, err } = project.sluice(['autogenerate', '-m', 'Emails', '--dry-run', '--against', readOnly]);
    expect(code).toBe(0);
    expect(err).toContain(
      [
        'In the way, in the database of --against:',
        '  users: 4 rows without a value in email; email becomes NOT NULL.',
        '    {"id":1}, {"id":2}, {"id":3}, …',
        '    Give them one before: with --fill, or with op.batchUpdate in an earlier migration.',
        '  users: 3,000 rows that share email with another; users_email_unique is to be unique.',
        '    {"email":"a10","rows":2}, {"email":"a100","rows":2}, {"email":"a1000","rows":2}, …',
      ].join('\n'),
    );
    expect(out).toMatch(/\/\/ users: its rows are read \(3 k rows, \d+ kB\) while others read and write\./);
  });

  test('its JSON has it all', () => {
    const args = ['autogenerate', '-m', 'Emails', '--dry-run', '--json', '--plain', '--fill', `users.email=''`];
    const { out } = project.sluice([...args, '--against', readOnly]);
    expect(JSON.parse(out)).toMatchObject({
      against: {
        obstacles: [
          { schema: 'public', table: 'users', rows: 3000, afterSql: false, query: expect.stringMatching('email') },
        ],
        unanswered: [],
        tables: [{ schema: 'public', name: 'users', rows: 3004, isExact: false, bytes: expect.any(Number) }],
      },
    });
    expect(JSON.parse(project.sluice(args).out)).toMatchObject({ against: null });
  });

  test('a file is written all the same, and says how large the tables are', () => {
    expect(project.sluice(['autogenerate', '-m', 'Emails', '--against', readOnly])).toMatchObject({ code: 0 });
    const folder = path.join(project.root, 'migrations');
    const file = readdirSync(folder).find((name) => name.endsWith('emails.ts')) ?? '';
    expect(readFileSync(path.join(folder, file), 'utf8')).toContain('(3 k rows, ');
    const { code, out } = project.sluice(['review', '--against', readOnly]);
    expect(code).toBe(0);
    expect(out).toContain('| 🛑 | **In the way** | Rows of users, in the database that was asked. |');
    expect(out).toContain('### In the way');
    expect(out).toMatch(/its rows are read \\\(3 k rows, \d+ kB\\\)/);
  });

  test('review says where SQL by hand may mend it', () => {
    const { out } = project.sluice(['review', '-c', 'mended.config.js', '--json', '--against', readOnly]);
    expect(JSON.parse(out)).toMatchObject({
      migrations: [{ against: { obstacles: [{ rows: 4, which: 'without a value in email', afterSql: true }] } }],
    });
  });

  test('what an earlier one of the migrations makes is not asked for, and what is not there is told', () => {
    const args = ['review', '-c', 'ahead.config.js', '--json', '--against', readOnly];
    expect(JSON.parse(project.sluice([...args, 'bbbb', 'cccc']).out)).toMatchObject({
      migrations: [{ against: { unanswered: [] } }, { against: { obstacles: [], unanswered: [] } }],
    });
    expect(JSON.parse(project.sluice([...args, 'cccc']).out)).toMatchObject({
      migrations: [
        { against: { obstacles: [], unanswered: [{ table: 'users', reason: 'column "age" does not exist' }] } },
      ],
    });
  });

  test('an embedded database can be asked, too', () => {
    expect(project.sluice(['review', '-c', 'mended.config.js', '--against', 'pglite:./other'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Not known of users: rows without a value in email \\(relation'),
    });
  });

  test.each([
    ['nobody answers', 'postgres://me:secret@127.0.0.1:1/shop', /127\.0\.0\.1:1 cannot be reached/],
    ['no URL', 'nonsense', /"nonsense" names no database/],
    ['no database', '/nowhere', /has no database "nowhere"/],
  ])('%s', (_, against, message) => {
    const target = against.startsWith('/') ? new URL(against, url).href : against;
    const { code, out, err } = project.sluice(['review', '--against', target]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toContain('secret');
  });
});
