import { describe, expect, test } from '@jest/globals';
import * as root from 'drizzle-orm';
import { check, foreignKey, index, integer, pgSchema, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import * as pgCore from 'drizzle-orm/pg-core';
import { unknownToken, type Naming } from '../src/model-reader/naming.ts';
import { readModels } from '../src/models.ts';

const naming: Naming = {
  index: 'ix_%(column_0_label)s',
  unique: 'uq_%(table_name)s_%(column_0_N_name)s',
  check: 'ck_%(table_name)s_%(constraint_name)s',
  foreign_key: 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0N_name)s',
  primary_key: 'pk_%(table_name)s',
};

/** The names of what stands on tables, columns aside; what a convention gives has a mark. */
function named(models: Readonly<Record<string, unknown>>): readonly string[] {
  const exports = Object.entries(models).map(([name, value]) => ({ name, value }));
  return readModels(exports, { root, pgCore }, { naming })
    .objects.filter(({ kind, id }) => id.table !== undefined && kind !== 'column')
    .map(({ id, byConvention, collision }) => `${id.name}${byConvention ? '*' : ''}${collision ? '!' : ''}`);
}

describe('names by convention', () => {
  test('of what the models give no name; of a check, of the name that they give', () => {
    const org = pgTable('org', { a: integer(), b: integer().unique() }, (t) => [
      primaryKey({ columns: [t.a, t.b] }),
      unique().on(t.b, t.a),
      unique('mine').on(t.a),
      index().on(t.b, t.a),
      index('my_index').on(t.a),
      check('positive', root.sql`${t.a} > 0`),
      foreignKey({ columns: [t.a], foreignColumns: [t.b] }),
    ]);
    expect(named({ org }).toSorted()).toEqual([
      'ck_org_positive*',
      'fk_org_a_org_b*',
      'ix_org_b*',
      'mine',
      'my_index',
      'pk_org*',
      'uq_org_b*',
      'uq_org_b_a*',
    ]);
  });

  test('a label has the schema before it, an expression is expr, and what is longer than 63 bytes is cut', () => {
    const app = pgSchema('app');
    const long = 'ö'.repeat(31);
    const org = app.table('org', { a: text() }, (t) => [index().on(t.a), index().on(root.sql`lower(${t.a})`)]);
    const longer = pgTable(long, { a: integer().primaryKey() });
    expect(named({ app, org, longer }).toSorted()).toEqual([
      'ix_app_org_a*',
      'ix_app_org_expr*',
      `pk_${'ö'.repeat(30)}*`,
    ]);
  });

  test('two of one name are noted', () => {
    const org = pgTable('org', { a: integer(), b: integer() }, (t) => [index().on(t.a), index().on(t.a, t.b)]);
    expect(named({ org })).toEqual(['ix_org_a*', 'ix_org_a1*!']);
  });

  test('a token that means nothing', () => {
    expect(unknownToken('ix_%(column_0_label)s_%(colum_0_name)s')).toBe('colum_0_name');
    expect(Object.values(naming).map(unknownToken)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
