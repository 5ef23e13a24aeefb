import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }) });

/** Everything an aggregate can be. */
const allSorts: readonly string[] = [
  `create function keep(text, text) returns text language sql immutable as 'select $2'`,
  `create aggregate "Last ""one"""(text) (sfunc = keep, stype = text, initcond = 'it''s \\ none', parallel = safe)`,
  `create aggregate total(integer) (sfunc = int4_avg_accum, stype = bigint[], finalfunc = int8_avg, finalfunc_modify = shareable, combinefunc = int4_avg_combine, initcond = '{0,0}',
    msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = bigint[], mfinalfunc = int8_avg, minitcond = '{0,0}', sspace = 64, msspace = 32, parallel = restricted)`,
  `create aggregate everything(*) (sfunc = int8inc, stype = bigint, initcond = '0')`,
  `create aggregate greatest_of(integer) (sfunc = int4larger, stype = integer, sortop = >)`,
  `create aggregate middle(double precision order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra)`,
  `create aggregate place(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical)`,
  `comment on aggregate total(integer) is 'why'`,
  `revoke execute on function total(integer) from public`,
];

/** Aggregates made by hand, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'what was made by hand is left alone while a table changes',
    before: { org: org() },
    drift: allSorts,
    after: { org: pgTable('org', { id: integer(), name: text() }) },
    expect: ['alterColumn'],
  },
  {
    name: 'one of rows of a table stops the drop of the table',
    before: { org: org() },
    drift: [
      'create function keep(org, org) returns org language sql as $$ select $2 $$',
      'create aggregate last(org) (sfunc = keep, stype = org)',
    ],
    after: {},
    fails: /table:public\.org cannot be dropped: aggregate last\(org\), function keep\(org, org\) speak of it/,
  },
  {
    name: 'what it is made of is made again for a new type, and so is it',
    before: { org: org() },
    drift: [
      'create function add_up(n integer, o integer) returns integer language sql begin atomic select n + length(name) from org where id = o; end',
      `create aggregate lengths(integer) (sfunc = add_up, stype = integer, initcond = '0')`,
      `comment on aggregate lengths(integer) is 'why'`,
      `create function sum_of() returns integer language sql begin atomic select lengths(id) from org; end`,
    ],
    rows: ["insert into org values (1, 'Acme'), (2, 'Beta')"],
    after: { org: pgTable('org', { id: integer(), name: text() }) },
    expect: [
      'dropFunction',
      'dropAggregate',
      'dropFunction',
      'alterColumn',
      'createFunction',
      'createAggregate',
      'createFunction',
    ],
    survives: [{ query: 'select sum_of()', gives: [['8']] }],
  },
];
