import { describe, expect, test } from '@jest/globals';
import { DirectiveError, fromCall, statements, toCall } from '@sluice/core';

const calls: readonly { directive: string; args: unknown; more?: readonly unknown[] }[] = [
  { directive: 'execute', args: 'select 1' },
  { directive: 'execute', args: 'select $1, $2', more: [[1n, new Date(0)]] },
  { directive: 'assert', args: 'select 1', more: ['There is a one'] },
  {
    directive: 'bulkInsert',
    args: { schema: 'own', table: 't', types: { b: 'jsonb' }, rows: [{ a: [1], b: [1] }, { b: null }] },
  },
  { directive: 'bulkInsert', args: { table: 't', columns: ['a'], rows: [[new Uint8Array([1])]] } },
  { directive: 'bulkInsert', args: { table: 't', rows: [] } },
  { directive: 'batchUpdate', args: { table: 't', set: { a: '1' }, where: 'a is null', key: ['id'] } },
];

test.each(calls)('$directive says the same when it is written and read again', (call) => {
  const operation = fromCall(call);
  const again = fromCall(JSON.parse(JSON.stringify(toCall(operation))));
  expect(toCall(again)).toEqual(toCall(operation));
  expect(statements(again)).toEqual(statements(operation));
});

describe('what a directive cannot take is said', () => {
  test.each<[string, unknown, readonly unknown[], string]>([
    ['execute', ' ', [], 'op.execute: takes the SQL to run, as a text or as a sql`…` of drizzle-orm.'],
    ['execute', 'select $2', [[1]], 'op.execute: its SQL speaks of $1 to $2, and its second argument is a list of 1.'],
    [
      'execute',
      "select '$1'",
      [[1]],
      'op.execute: its SQL speaks of no parameter, and its second argument is a list of 1.',
    ],
    ['execute', 'select $1', [1], 'op.execute: its second argument is a list: the values of $1, $2 and so on.'],
    [
      'assert',
      'select 1',
      [],
      'op.assert: needs a message, its second argument: what is wrong where there are such rows.',
    ],
    ['bulkInsert', { table: 't' }, [], 'op.bulkInsert: needs `rows`, a list.'],
    [
      'bulkInsert',
      { table: 't', row: [] },
      [],
      'op.bulkInsert: has no `row`: its arguments are table, schema, columns, rows, types.',
    ],
    [
      'bulkInsert',
      { table: 't', rows: [[1]] },
      [],
      'op.bulkInsert: needs `columns` where `rows` are lists, or rows that name their columns.',
    ],
    [
      'bulkInsert',
      { table: 't', columns: ['a'], rows: [[1, 2]] },
      [],
      'op.bulkInsert: row 1 has 2 values, and there are 1 columns.',
    ],
    [
      'bulkInsert',
      { table: 't', columns: ['a'], rows: [{ b: 1 }] },
      [],
      'op.bulkInsert: row 1 says `b`, which is not among the columns.',
    ],
    [
      'batchUpdate',
      { table: 't', where: 'true', key: 'id' },
      [],
      'op.batchUpdate: needs `set`: what columns get, as SQL.',
    ],
    [
      'batchUpdate',
      { table: 't', set: { id: '1' }, where: 'true', key: 'id' },
      [],
      'op.batchUpdate: sets `id`, by which it goes through the rows: give another key.',
    ],
    [
      'batchUpdate',
      { table: 't', set: { a: '1' }, where: 'true', key: [] },
      [],
      'op.batchUpdate: needs `key`: a name, or a list of names.',
    ],
    [
      'batchUpdate',
      { table: 't', set: { a: '1' }, where: 'true', key: 'id', size: 0 },
      [],
      'op.batchUpdate: `size` is a whole number, 1 or more.',
    ],
  ])('%s(%j, %j)', (directive, args, more, message) => {
    const read = (): unknown => fromCall({ directive, args, more });
    expect(read).toThrow(DirectiveError);
    expect(read).toThrow(message);
  });
});

test('what PostgreSQL cannot be lenient about is refused, with the question to ask', () => {
  const create = (): unknown =>
    fromCall({ directive: 'createEnum', args: { name: 'mood', values: [], ifNotExists: true } });
  expect(create).toThrow('op.createEnum: PostgreSQL has no `ifNotExists` for it: ask with op.hasEnum.');
  const drop = (): unknown =>
    fromCall({ directive: 'dropPublicationTable', args: { table: 't', name: 'p', ifExists: true } });
  expect(drop).toThrow(
    'op.dropPublicationTable: PostgreSQL has no `ifExists` for it: ask with op.hasPublicationTable.',
  );
  const wrong = (): unknown => fromCall({ directive: 'dropTable', args: { name: 't', ifNotExists: true } });
  expect(wrong).toThrow(DirectiveError);
});
