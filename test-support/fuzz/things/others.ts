import { sql } from 'drizzle-orm';
import { pgRole } from 'drizzle-orm/pg-core';
import {
  compositeType as declareCompositeType,
  domain as declareDomain,
  extension as declareExtension,
  rangeType as declareRangeType,
  sqlFunction,
} from '@sluice/core/models';

import { pick } from '../pick.ts';
import { typeOf } from '../types.ts';
import { baseOf } from './like.ts';
import type { Thing } from './thing.ts';

export const role: Thing = {
  hasNoSchema: true,
  namespace: 'database',
  make: ({ name, picks: [n = 0] }, site) => {
    const options = pick([{}, { createDb: true }, { createRole: true, inherit: false }, { inherit: true }], n) ?? {};
    return [pgRole(site.roleName(name), options)];
  },
};

const extensions = ['citext', 'pg_trgm', 'btree_gist'];

export const extension: Thing = {
  hasNoSchema: true,
  namespace: 'database',
  nameOf: ({ picks: [n] }) => pick(extensions, n),
  make: ({ picks: [n] }) => [declareExtension(pick(extensions, n) ?? 'citext')],
};

export const domain: Thing = {
  namespace: 'relation',
  make: (thing) => {
    const {
      name,
      schema,
      picks: [, check = 0, notNull = 0, given = 0],
    } = thing;
    const like = baseOf(thing);
    const checks = ['value is not null', `value::text <> 'no such value'`, 'length(value::text) < 1000'];
    const [first, second] = [pick(checks, check), pick(checks, check + 1)];
    const value = typeOf(like).rows[0];
    return [
      declareDomain(name, {
        ...(schema !== null && { schema }),
        type: typeOf(like).stored,
        ...(notNull % 4 === 3 && { notNull: true }),
        ...(given % 3 === 2 && value !== undefined && { default: sql.raw(value) }),
        checks: {
          ...(check % 4 > 0 && first !== undefined && { 'a "check"': first }),
          ...(check % 4 > 2 && second !== undefined && { other: second }),
        },
      }),
    ];
  },
};

export const compositeType: Thing = {
  namespace: 'relation',
  make: ({ name, schema, picks }) => {
    const types = ['integer', 'text', 'numeric(10,2)', 'varchar(20)', 'bigint'];
    const names = ['a', 'B "x"', 'select', 'd.e'];
    const attributes = names
      .slice(0, 1 + ((picks[0] ?? 0) % names.length))
      .map((each, i) => [each, pick(types, picks[i + 1]) ?? 'text'] as const);
    return [
      declareCompositeType(name, { ...(schema !== null && { schema }), attributes: Object.fromEntries(attributes) }),
    ];
  },
};

export const rangeType: Thing = {
  namespace: 'relation',
  make: ({ name, schema, picks: [n] }) => {
    const subtypes = [
      { subtype: 'double precision', subtypeDiff: 'float8mi' },
      { subtype: 'text', collation: '"C"' },
      { subtype: 'time' },
      { subtype: 'inet' },
    ];
    return [
      declareRangeType(name, { ...(schema !== null && { schema }), ...(pick(subtypes, n) ?? { subtype: 'text' }) }),
    ];
  },
};

export const func: Thing = {
  namespace: 'function',
  on: 'relation or nothing',
  columns: [0, 2],
  isValid: ({ on, columns, picks: [how = 0] }) => how % 7 < 4 || (on !== undefined && columns.length > 0),
  make: ({ name, schema, on, columns, picks: [how = 0, how2, more = 0] }, site) => {
    const volatility = pick(['volatile', 'stable', 'immutable'] as const, how2) ?? 'volatile';
    const common = {
      name,
      ...(schema !== null && { schema }),
      ...(more % 5 === 1 && { strict: true }),
      ...(more % 5 === 2 && { cost: 7, parallel: 'safe' as const }),
      ...(more % 5 === 3 && { securityDefiner: true, set: { search_path: 'pg_catalog, public' } }),
    };
    const relation = on && site.relation(on);
    const list = on
      ? sql.join(
          columns.map((each) => sql`${site.column(on, each)}`),
          sql.raw(', '),
        )
      : sql.raw('null');
    switch (how % 7) {
      case 1:
        return [
          sqlFunction({
            name,
            ...(schema !== null && { schema }),
            returns: 'trigger',
            language: 'plpgsql',
            body: `begin return new; /* ${more % 3} */ end`,
          }),
        ];
      case 2:
        return [
          sqlFunction({
            ...common,
            volatility,
            arguments: "a integer, b text default 'it''s'",
            returns: 'text',
            standardBody: `return a::text || b || ${more % 3}`,
          }),
        ];
      case 3:
        return [
          sqlFunction({
            name,
            ...(schema !== null && { schema }),
            routine: 'procedure',
            arguments: 'inout n integer',
            language: 'plpgsql',
            body: `\nbegin\n  n := ${more % 3};\nend\n`,
          }),
        ];
      case 4:
        return [
          sqlFunction({
            ...common,
            returns: 'bigint',
            standardBody: sql`begin atomic select count(*) from (select ${list} from ${relation ?? sql`nothing`}) x; end`,
          }),
        ];
      case 5:
        return [
          sqlFunction({
            ...common,
            arguments: sql`of_row ${relation ?? sql`integer`}`,
            returns: 'text',
            body: 'select $1::text',
          }),
        ];
      case 6:
        return [
          sqlFunction({
            ...common,
            returns: sql`setof ${relation ?? sql`integer`}`,
            body: sql`select * from ${relation ?? sql`nothing`}`,
          }),
        ];
      default:
        return [
          sqlFunction({
            ...common,
            volatility,
            arguments: 'a integer default 1, variadic rest integer[] default null',
            returns: 'integer',
            body: `select a + ${more % 3}`,
          }),
        ];
    }
  },
};
