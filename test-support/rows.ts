import type { KindName } from '../packages/core/src/objects/kinds.ts';
import type { Case } from '../packages/core/src/case.ts';
import { cases as aggregates } from '../packages/core/src/objects/aggregates/cases.ts';
import { cases as checks } from '../packages/core/src/objects/checks/cases.ts';
import { cases as columns } from '../packages/core/src/objects/columns/cases.ts';
import { cases as columnOverrides } from '../packages/core/src/objects/column-overrides/cases.ts';
import { cases as compositeTypes } from '../packages/core/src/objects/composite-types/cases.ts';
import { cases as defaultPrivileges } from '../packages/core/src/objects/default-privileges/cases.ts';
import { cases as domains } from '../packages/core/src/objects/domains/cases.ts';
import { cases as enums } from '../packages/core/src/objects/enums/cases.ts';
import { cases as exclusions } from '../packages/core/src/objects/exclusions/cases.ts';
import { cases as extensions } from '../packages/core/src/objects/extensions/cases.ts';
import { cases as foreignKeys } from '../packages/core/src/objects/foreign-keys/cases.ts';
import { cases as functions } from '../packages/core/src/objects/functions/cases.ts';
import { cases as indexes } from '../packages/core/src/objects/indexes/cases.ts';
import { cases as materializedViews } from '../packages/core/src/objects/materialized-views/cases.ts';
import { cases as policies } from '../packages/core/src/objects/policies/cases.ts';
import { cases as primaryKeys } from '../packages/core/src/objects/primary-keys/cases.ts';
import { cases as publicationTables } from '../packages/core/src/objects/publication-tables/cases.ts';
import { cases as rangeTypes } from '../packages/core/src/objects/range-types/cases.ts';
import { cases as roles } from '../packages/core/src/objects/roles/cases.ts';
import { cases as rules } from '../packages/core/src/objects/rules/cases.ts';
import { cases as schemas } from '../packages/core/src/objects/schemas/cases.ts';
import { cases as sequences } from '../packages/core/src/objects/sequences/cases.ts';
import { cases as statistics } from '../packages/core/src/objects/statistics/cases.ts';
import { cases as tables } from '../packages/core/src/objects/tables/cases.ts';
import { cases as triggers } from '../packages/core/src/objects/triggers/cases.ts';
import { cases as uniques } from '../packages/core/src/objects/uniques/cases.ts';
import { cases as views } from '../packages/core/src/objects/views/cases.ts';

/** The rows of each kind. A new kind does not compile until it has some. */
export const rowsOf = {
  role: roles,
  schema: schemas,
  extension: extensions,
  enum: enums,
  domain: domains,
  composite_type: compositeTypes,
  range_type: rangeTypes,
  sequence: sequences,
  function: functions,
  aggregate: aggregates,
  table: tables,
  column: columns,
  column_override: columnOverrides,
  primary_key: primaryKeys,
  unique: uniques,
  check: checks,
  exclusion: exclusions,
  index: indexes,
  statistics,
  foreign_key: foreignKeys,
  view: views,
  materialized_view: materializedViews,
  publication_table: publicationTables,
  policy: policies,
  rule: rules,
  trigger: triggers,
  default_privileges: defaultPrivileges,
} satisfies Record<KindName, readonly Case[]>;
