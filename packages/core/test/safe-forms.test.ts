import { describe, expect, test } from '@jest/globals';
import { fromCall, toCall } from '../src/call.ts';
import type { Operation } from '../src/operation.ts';
import type { DatabaseObject } from '../src/object.ts';
import { withSafeForms } from '../src/safe-forms.ts';
import type { Snapshot } from '../src/snapshot.ts';

const table = (name: string, attributes: DatabaseObject['attributes'] = {}): DatabaseObject => ({
  kind: 'table',
  id: { schema: 'public', name },
  attributes,
});
const snapshot = (objects: readonly DatabaseObject[], version = 170_000): Snapshot => ({
  objects,
  uncovered: [],
  inherited: [],
  server: { version, user: 'postgres', sessionUser: 'postgres' },
});
const standing: readonly DatabaseObject[] = [
  table('users'),
  { kind: 'column', id: { schema: 'public', table: 'users', name: 'a' }, attributes: { type: 'text' } },
  {
    kind: 'primary_key',
    id: { schema: 'public', table: 'users', name: 'users_pkey' },
    attributes: { columns: ['id'] },
  },
  table('orders'),
  table('parts', { partitionBy: 'RANGE (at)' }),
];

/** The calls in their safe form, as a file has them. */
function safely(calls: readonly [string, object][], version?: number): readonly string[] {
  const operations: readonly Operation[] = calls.map(([directive, args]) => fromCall({ directive, args }));
  const made = operations.flatMap((operation) => (operation.verb === 'create' ? [operation.object] : []));
  const [before, after] = [snapshot(standing, version), snapshot([...standing, ...made], version)];
  return withSafeForms(operations, before, after).map((operation) => {
    const { directive, args } = toCall(operation);
    const { table: on, name, ...more } = typeof args === 'string' ? {} : args;
    const marks = Object.entries(more).filter(([field]) => ['concurrently', 'notValid', 'usingIndex'].includes(field));
    return [directive, `${String(on ?? '')}.${String(name)}`, ...marks.map((mark) => JSON.stringify(mark))].join(' ');
  });
}

const index = { table: 'users', name: 'i', columns: [{ column: 'a' }] };
const key = { table: 'orders', name: 'f', columns: ['u'], references: { table: 'users', columns: ['a'] } };

describe('on a table that is there', () => {
  test('an index is built, and dropped, while rows are written', () => {
    expect(safely([['createIndex', index]])).toEqual(['createIndex users.i ["concurrently",true]']);
    expect(
      safely([
        ['addColumn', { table: 'users', name: 'a', type: 'integer' }],
        ['dropIndex', { table: 'users', name: 'j' }],
      ]),
    ).toEqual(['dropIndex users.j ["concurrently",true]', 'addColumn users.a']);
  });

  test('nothing is moved past a rename, before which and after which names mean other things', () => {
    const rename = { name: 'users', to: 'members' };
    expect(
      safely([
        ['createIndex', index],
        ['addColumn', { table: 'users', name: 'b', type: 'text' }],
        ['renameTable', rename],
        ['addColumn', { table: 'members', name: 'c', type: 'text' }],
        ['dropIndex', { table: 'members', name: 'j' }],
      ]),
    ).toEqual([
      'addColumn users.b',
      'createIndex users.i ["concurrently",true]',
      'renameTable .users',
      'dropIndex members.j ["concurrently",true]',
      'addColumn members.c',
    ]);
  });

  test('a foreign key and a check hold at once, and are validated when all else is done', () => {
    expect(
      safely([
        ['addForeignKey', key],
        ['addCheck', { table: 'users', name: 'c', expression: 'a > 0' }],
        ['addColumn', { table: 'users', name: 'b', type: 'text' }],
      ]),
    ).toEqual([
      'addForeignKey orders.f ["notValid",true]',
      'addCheck users.c ["notValid",true]',
      'addColumn users.b',
      'alterForeignKey orders.f ["notValid",{"from":true,"to":false}]',
      'alterCheck users.c ["notValid",{"from":true,"to":false}]',
    ]);
  });

  test('a key takes over an index that was built before, and where a foreign key needs it that is not put off', () => {
    const unique = { table: 'users', name: 'k', columns: ['a'] };
    expect(
      safely([
        ['addUnique', unique],
        ['addColumn', { table: 'users', name: 'b', type: 'text' }],
      ]),
    ).toEqual([
      'addColumn users.b',
      'createIndex users.k ["concurrently",true]',
      'addUnique users.k ["usingIndex",true]',
    ]);
    expect(
      safely([
        ['addUnique', unique],
        ['addForeignKey', key],
      ]),
    ).toEqual([
      'createIndex users.k ["concurrently",true]',
      'addUnique users.k ["usingIndex",true]',
      'addForeignKey orders.f ["notValid",true]',
      'alterForeignKey orders.f ["notValid",{"from":true,"to":false}]',
    ]);
  });

  test('NOT NULL follows from a check that was validated', () => {
    expect(safely([['alterColumn', { table: 'users', name: 'a', notNull: { from: false, to: true } }]])).toEqual([
      'addCheck users.users_a_filled ["notValid",true]',
      'alterCheck users.users_a_filled ["notValid",{"from":true,"to":false}]',
      'alterColumn users.a',
      'dropCheck users.users_a_filled',
    ]);
  });
});

describe('a column that no row may lack', () => {
  const column = { table: 'users', name: 'a', type: 'text', notNull: true, fill: "''" };
  const demanded = [
    'addCheck users.users_a_filled ["notValid",true]',
    'alterCheck users.users_a_filled ["notValid",{"from":true,"to":false}]',
    'alterColumn users.a',
    'dropCheck users.users_a_filled',
  ];

  test('comes without that, and is filled in batches by the primary key', () => {
    expect(safely([['addColumn', column]])).toEqual(['addColumn users.a', 'batchUpdate users.undefined', ...demanded]);
    const altered = { table: 'users', name: 'a', notNull: { from: false, to: true }, fill: "''" };
    expect(safely([['alterColumn', altered]])).toEqual(['batchUpdate users.undefined', ...demanded]);
  });

  test('whose default is another for each row gets it for new rows at once, and for those that are there in batches', () => {
    const token = { table: 'users', name: 'a', type: 'uuid', default: 'gen_random_uuid()' };
    const filled = ['addColumn users.a', 'alterColumn users.a', 'batchUpdate users.undefined'];
    expect(safely([['addColumn', token]])).toEqual(filled);
    expect(safely([['addColumn', { ...token, notNull: true }]])).toEqual([...filled, ...demanded]);
    expect(safely([['addColumn', { ...token, default: 'now()', type: 'timestamptz' }]])).toEqual(['addColumn users.a']);
  });

  test('is filled at once where there is no key, or rows are counted', () => {
    expect(safely([['addColumn', { ...column, table: 'orders' }]])).toEqual(['addColumn orders.a']);
    expect(safely([['addColumn', { ...column, fill: 'row_number() OVER ()' }]])).toEqual(['addColumn users.a']);
  });
});

describe('nothing is to be gained', () => {
  const plain: readonly [string, object][] = [
    ['createTable', { name: 'users', columns: [{ name: 'a', type: 'integer' }] }],
    ['createIndex', index],
    ['addCheck', { table: 'users', name: 'c', expression: 'a > 0' }],
  ];

  test('on a table that is made along', () => {
    expect(safely(plain)).toEqual(['createTable .users', 'createIndex users.i', 'addCheck users.c']);
  });

  test('where PostgreSQL has no such way: over partitions, or before 18 a foreign key of one', () => {
    const over = { ...index, table: 'parts' };
    expect(safely([['createIndex', over]])).toEqual(['createIndex parts.i']);
    expect(safely([['addForeignKey', { ...key, table: 'parts' }]])).toEqual(['addForeignKey parts.f']);
    expect(safely([['addForeignKey', { ...key, table: 'parts' }]], 180_000)).toContain(
      'addForeignKey parts.f ["notValid",true]',
    );
  });

  test('where rows are filled at the same time', () => {
    const filled = {
      table: 'users',
      name: 'a',
      notNull: { from: false, to: true },
      type: { from: 'text', to: 'integer' },
    };
    expect(safely([['alterColumn', filled]])).toEqual(['alterColumn users.a']);
  });
});
