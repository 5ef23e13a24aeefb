import { describe, expect, test } from '@jest/globals';
import type { Difference } from '../src/diff.ts';
import type { JsonObject } from '../src/json.ts';
import type { DatabaseObject } from '../src/object.ts';
import { foremost } from '../src/objects/roll-out.ts';
import type { KindName } from '../src/objects/kinds.ts';
import { rollOut } from '../src/roll-out.ts';

const object = (kind: KindName, attributes: JsonObject = {}): DatabaseObject => ({
  kind,
  id: { schema: 'public', table: 'users', name: 'a' },
  attributes,
});
const create = (kind: KindName, attributes?: JsonObject): Difference => ({
  verb: 'create',
  after: object(kind, attributes),
});
const drop = (kind: KindName, attributes?: JsonObject): Difference => ({
  verb: 'drop',
  before: object(kind, attributes),
});
const alter = (kind: KindName, before: JsonObject, after: JsonObject): Difference => ({
  verb: 'alter',
  before: object(kind, before),
  after: object(kind, after),
  changes: Object.fromEntries(
    Object.keys({ ...before, ...after }).map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]),
  ),
});
const rename = (kind: KindName): Difference => ({ verb: 'rename', before: object(kind), after: object(kind) });
const type = (from: string, to: string): Difference => alter('column', { type: from }, { type: to });

describe('a change goes out', () => {
  test.each<readonly [story: string, difference: Difference, order: ReturnType<typeof rollOut>['order']]>([
    ['a table', create('table'), 'before'],
    ['a table that goes', drop('table'), 'after'],
    ['a table under another name', rename('table'), 'split'],
    ['a table that hides its rows', alter('table', { rowSecurity: false }, { rowSecurity: true }), 'after'],
    ['a column', create('column', { type: 'text' }), 'before'],
    ['a column that wants a value', create('column', { type: 'text', notNull: true }), 'split'],
    ['one with a default', create('column', { type: 'text', notNull: true, default: "''" }), 'before'],
    ['a column that goes', drop('column', { type: 'text' }), 'after'],
    ['one that goes and wants a value', drop('column', { type: 'text', notNull: true }), 'split'],
    ['a column under another name', rename('column'), 'split'],
    ['NOT NULL', alter('column', { notNull: false }, { notNull: true }), 'after'],
    ['no NOT NULL', alter('column', { notNull: true }, { notNull: false }), 'before'],
    ['a default', alter('column', { default: null }, { default: '1' }), 'any'],
    ['a longer type', type('character varying(10)', 'character varying(20)'), 'before'],
    ['a type without an end', type('character varying(10)', 'text'), 'before'],
    ['a larger number', type('integer', 'bigint'), 'before'],
    ['more digits', type('numeric(10,2)', 'numeric(12,2)'), 'before'],
    ['other digits', type('numeric(10,2)', 'numeric(10,4)'), 'split'],
    ['a shorter type', type('character varying(20)', 'character varying(10)'), 'after'],
    ['a smaller number', type('bigint', 'integer'), 'after'],
    ['another type', type('text', 'integer'), 'split'],
    ['a comment', alter('column', { comment: null }, { comment: 'x' }), 'any'],
    ['a check', create('check', { expression: 'true' }), 'after'],
    ['a check that goes', drop('check', { expression: 'true' }), 'before'],
    ['another check', alter('check', { expression: 'a' }, { expression: 'b' }), 'split'],
    ['a foreign key', create('foreign_key'), 'after'],
    ['a constraint under another name', rename('unique'), 'any'],
    ['an index', create('index'), 'any'],
    ['a unique index', create('index', { unique: true }), 'after'],
    ['a value of an enum', alter('enum', { values: ['a'] }, { values: ['a', 'b'] }), 'before'],
    ['a value that goes', alter('enum', { values: ['a', 'b'] }, { values: ['a'] }), 'after'],
    ['a value for another', alter('enum', { values: ['a'] }, { values: ['b'] }), 'split'],
    ['another order', alter('enum', { values: ['a', 'b'] }, { values: ['b', 'a'] }), 'any'],
    ['a view', create('view'), 'before'],
    ['a domain that wants a value', alter('domain', { notNull: false }, { notNull: true }), 'after'],
  ])('%s', (_, difference, order) => {
    const found = rollOut(difference);
    expect(found).toEqual({ order, reason: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  test('with others as they all do', () => {
    expect(foremost([])).toBe('any');
    expect(foremost(['any', 'any'])).toBe('any');
    expect(foremost(['any', 'before', 'before'])).toBe('before');
    expect(foremost(['after', 'any'])).toBe('after');
    expect(foremost(['after', 'before'])).toBe('split');
    expect(foremost(['before', 'split'])).toBe('split');
  });
});
