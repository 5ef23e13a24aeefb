import { describe, expect, test } from '@jest/globals';
import { filterBoth, passesPatterns, type Patterns } from '../src/filter.ts';
import { glob } from '../src/glob.ts';
import { keyOfObject, type DatabaseObject } from '../src/object.ts';
import type { KindName } from '../src/objects/kinds.ts';

const at = (kind: KindName, name: string, table?: string, schema?: string): DatabaseObject => ({
  kind,
  id: { ...(schema === undefined ? {} : { schema }), ...(table === undefined ? {} : { table }), name },
  attributes: {},
});

const objects = [
  at('schema', 'public'),
  at('schema', 'audit'),
  at('table', 'users', undefined, 'public'),
  at('column', 'id', 'users', 'public'),
  at('index', 'tmp_ix', 'users', 'public'),
  at('table', 'tmp_users', undefined, 'public'),
  at('column', 'id', 'tmp_users', 'public'),
  at('table', 'log', undefined, 'audit'),
  at('column', 'at', 'log', 'audit'),
  at('enum', 'tmp_state', undefined, 'audit'),
];

const current = { objects, inherited: [], uncovered: [], server: { version: 150_000, user: 'me', sessionUser: 'me' } };

/** The keys that patterns hide. */
const hidden = (patterns: Patterns): readonly string[] => [...filterBoth([], current, passesPatterns(patterns)).hidden];

describe('patterns', () => {
  const all = objects.map(keyOfObject);
  test.each<[Patterns, readonly string[]]>([
    [{}, []],
    [{ exclude: ['audit.*'] }, ['schema:audit', 'table:audit.log', 'column:audit.log.at', 'enum:audit.tmp_state']],
    [{ exclude: ['tmp_*'] }, ['table:public.tmp_users', 'column:public.tmp_users.id', 'enum:audit.tmp_state']],
    [{ exclude: ['public.tmp_*'] }, ['table:public.tmp_users', 'column:public.tmp_users.id']],
    [{ exclude: ['table:tmp_*'] }, ['table:public.tmp_users', 'column:public.tmp_users.id']],
    [{ exclude: ['index:*'] }, ['index:public.users.tmp_ix']],
    [{ exclude: ['index:users.tmp_*'] }, ['index:public.users.tmp_ix']],
    [{ exclude: ['index:audit.users.tmp_*'] }, []],
    [{ exclude: ['no such kind:*'] }, []],
    [{ include: ['users'] }, all.filter((key) => !/schema:|users\b/.test(key) || key.includes('tmp_users'))],
    [{ include: ['audit.*'] }, all.filter((key) => !key.includes('audit'))],
    [{ include: ['schema:audit'] }, all.filter((key) => !key.includes('audit'))],
    [
      { include: ['audit.*'], exclude: ['enum:*'] },
      all.filter((key) => !key.includes('audit') || key.includes('enum')),
    ],
  ])('%j', (patterns, keys) => expect(hidden(patterns)).toEqual(keys));
});

test('a table that is not looked at takes along what stands on it, as a schema what stands in it', () => {
  const byFunction = filterBoth([], current, ({ id }) => id.name !== 'users');
  expect([...byFunction.hidden]).toEqual(['table:public.users', 'column:public.users.id', 'index:public.users.tmp_ix']);
});

test('what the database has of a model decides for both', () => {
  const model = { ...at('table', 'users', undefined, 'public'), attributes: { unlogged: true }, source: 'users' };
  expect(filterBoth([model], current, ({ attributes }) => attributes['unlogged'] !== true).models).toEqual([model]);
});

test('what passes cannot need what is not there and does not pass', () => {
  const owner = { ...at('table', 'bills', undefined, 'billing'), source: 'bills' };
  const schema = { ...at('schema', 'billing'), source: 'billing' };
  const column = { ...at('column', 'id', 'bills', 'public'), attributes: { type: 'billing.state' }, source: 'id' };
  const type = { ...at('enum', 'state', undefined, 'billing'), attributes: { values: [] }, source: 'state' };
  const table = { ...at('table', 'bills', undefined, 'public'), source: 'bills' };
  expect(() =>
    filterBoth([schema, owner, table, column, type], current, passesPatterns({ exclude: ['billing.*'] })),
  ).toThrow(
    'column bills.id needs enum billing.state, which the filters of the config leave out and the database does not have',
  );
});

test.each([
  ['tmp_*', ['tmp_a', 'tmp_'], ['a_tmp_', 'tmp']],
  ['a?c', ['abc'], ['ac']],
  ['[ab]x', ['ax', 'bx'], ['cx']],
  ['[!a]x', ['bx'], ['ax']],
  ['{a,b_*}', ['a', 'b_c'], ['b']],
  ['@(geo|spatial_ref_sys)', ['geo', 'spatial_ref_sys'], ['geos']],
  ['a.b+c(x)', ['a.b+c(x)'], ['aXb+c(x)']],
  ['Größe "a"', ['Größe "a"'], ['größe "a"']],
])('the glob %s', (pattern, fitting, others) => {
  expect([...fitting, ...others].filter((name) => glob(pattern).test(name))).toEqual(fitting);
});
