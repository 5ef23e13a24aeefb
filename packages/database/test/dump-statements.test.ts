import { expect, test } from '@jest/globals';
import { dumpStatements } from '../src/dump-statements.ts';

const statements = (dump: string): readonly string[] => dumpStatements(dump).map(({ sql }) => sql);

test.each([
  { what: 'a semicolon in a text', sql: `SELECT 'a;''b';` },
  { what: 'a backslash in a text that has escapes', sql: `SELECT E'\\'; x';` },
  { what: 'a backslash in a text that has none', sql: `SELECT '\\';` },
  { what: 'a semicolon in a name', sql: `CREATE TABLE "a;""b" (id integer);` },
  { what: 'a semicolon in a comment within', sql: `CREATE TABLE a ( -- x;\n id integer /* y; /* z; */ ; */);` },
  { what: 'a semicolon in dollar quotes', sql: `DO $x$ begin; $$;$$; end $x$;` },
  { what: 'a line for psql in dollar quotes', sql: `DO $$\n\\restrict\n$$;` },
  { what: 'several actions of a rule', sql: `CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM a; DELETE FROM b);` },
  {
    what: 'a body that begins with BEGIN ATOMIC',
    sql: `CREATE OR REPLACE FUNCTION f() RETURNS integer BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END; SELECT 2;\nEND;`,
  },
])('is one statement: $what', ({ sql }) => {
  expect(statements(`${sql}\nSELECT 1;`)).toEqual([sql, 'SELECT 1;']);
});

test('comments, lines for psql and the rows of COPY are left out', () => {
  const dump = [
    '-- Dumped by pg_dump',
    '\\restrict abc',
    '/* a /* nested */ comment; */ SELECT 1;',
    'COPY public.a (id, text) FROM stdin;',
    "1\tit's; \\restrict",
    '2\t$$',
    '\\.',
    '',
    ';',
    'SELECT 2;',
    '\\unrestrict abc',
    '',
  ].join('\n');
  expect(dumpStatements(dump)).toEqual([
    { sql: 'SELECT 1;', line: 3 },
    { sql: 'SELECT 2;', line: 10 },
  ]);
});

test('what is not ended is a statement too', () => {
  expect(statements('SELECT 1')).toEqual(['SELECT 1']);
  expect(statements(`SELECT 'x`)).toEqual([`SELECT 'x`]);
});
