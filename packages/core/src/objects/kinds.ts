import type { Kind } from '../kind.js';
import { aggregateKind } from './aggregates/index.js';
import { checkKind } from './checks/index.js';
import { columnKind } from './columns/index.js';
import { columnOverrideKind } from './column-overrides/index.js';
import { compositeTypeKind } from './composite-types/index.js';
import { defaultPrivilegesKind } from './default-privileges/index.js';
import { domainKind } from './domains/index.js';
import { enumKind } from './enums/index.js';
import { exclusionKind } from './exclusions/index.js';
import { extensionKind } from './extensions/index.js';
import { foreignKeyKind } from './foreign-keys/index.js';
import { functionKind } from './functions/index.js';
import { indexKind } from './indexes/index.js';
import { materializedViewKind } from './materialized-views/index.js';
import { policyKind } from './policies/index.js';
import { primaryKeyKind } from './primary-keys/index.js';
import { publicationTableKind } from './publication-tables/index.js';
import { rangeTypeKind } from './range-types/index.js';
import { roleKind } from './roles/index.js';
import { ruleKind } from './rules/index.js';
import { schemaKind } from './schemas/index.js';
import { sequenceKind } from './sequences/index.js';
import { statisticsKind } from './statistics/index.js';
import { tableKind } from './tables/index.js';
import { triggerKind } from './triggers/index.js';
import { uniqueKind } from './uniques/index.js';
import { viewKind } from './views/index.js';

/** The kinds, in the order in which a new database is built: one line a kind. */
export const kinds = {
  role: roleKind,
  schema: schemaKind,
  extension: extensionKind,
  enum: enumKind,
  domain: domainKind,
  composite_type: compositeTypeKind,
  range_type: rangeTypeKind,
  sequence: sequenceKind,
  function: functionKind,
  aggregate: aggregateKind,
  table: tableKind,
  column: columnKind,
  column_override: columnOverrideKind,
  primary_key: primaryKeyKind,
  unique: uniqueKind,
  check: checkKind,
  exclusion: exclusionKind,
  index: indexKind,
  statistics: statisticsKind,
  foreign_key: foreignKeyKind,
  view: viewKind,
  materialized_view: materializedViewKind,
  publication_table: publicationTableKind,
  policy: policyKind,
  rule: ruleKind,
  trigger: triggerKind,
  default_privileges: defaultPrivilegesKind,
} as const;

/** The name of a kind. */
export type KindName = keyof typeof kinds;

/** The names of the kinds, in that order. */
export const kindNames = keysOf(kinds);

/**
 * A kind by its name, as the engine sees it. The engine does not know a kind's attributes, and hands a kind only
 * objects of that kind: the one place where the compiler is told so.
 */
export function kindOf(name: KindName): Kind {
  return kinds[name] as unknown as Kind;
}

function keysOf<T extends object>(object: T): readonly (keyof T)[] {
  // Object.keys forgets the names; the object is closed, so they are exactly its own.
  return Object.keys(object) as (keyof T)[];
}
