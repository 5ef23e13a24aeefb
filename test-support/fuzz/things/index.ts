import type { ThingSort } from '../data.ts';
import { comment, exclusion, foreignKeyOptions, grant, partitioned, policy, trigger } from './on-tables.ts';
import { compositeType, domain, extension, func, rangeType, role } from './others.ts';
import type { Thing } from './thing.ts';
import { materializedView, view } from './views.ts';

/** What models say besides tables, enums and sequences: a line a sort. */
export const things: Readonly<Record<ThingSort, Thing>> = {
  role,
  extension,
  domain,
  'composite type': compositeType,
  'range type': rangeType,
  partitioned,
  function: func,
  view,
  'materialized view': materializedView,
  policy,
  trigger,
  exclusion,
  'foreign key options': foreignKeyOptions,
  comment,
  grant,
};
