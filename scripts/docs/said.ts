import { kindNames, readModels, type JsonObject, type KindName } from '@sluice/core';
import * as root from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';

import type { Case } from '../../packages/core/src/case.ts';
import { cases as checks } from '../../packages/core/src/objects/checks/cases.ts';
import { cases as columns } from '../../packages/core/src/objects/columns/cases.ts';
import { cases as enums } from '../../packages/core/src/objects/enums/cases.ts';
import { cases as exclusions } from '../../packages/core/src/objects/exclusions/cases.ts';
import { cases as foreignKeys } from '../../packages/core/src/objects/foreign-keys/cases.ts';
import { cases as indexes } from '../../packages/core/src/objects/indexes/cases.ts';
import { cases as policies } from '../../packages/core/src/objects/policies/cases.ts';
import { cases as primaryKeys } from '../../packages/core/src/objects/primary-keys/cases.ts';
import { cases as rules } from '../../packages/core/src/objects/rules/cases.ts';
import { cases as schemas } from '../../packages/core/src/objects/schemas/cases.ts';
import { cases as sequences } from '../../packages/core/src/objects/sequences/cases.ts';
import { cases as statistics } from '../../packages/core/src/objects/statistics/cases.ts';
import { cases as tables } from '../../packages/core/src/objects/tables/cases.ts';
import { cases as triggers } from '../../packages/core/src/objects/triggers/cases.ts';
import { cases as uniques } from '../../packages/core/src/objects/uniques/cases.ts';

/** The rows of each kind. A new kind does not compile until it has some. */
const cases = {
  schema: schemas,
  enum: enums,
  sequence: sequences,
  table: tables,
  column: columns,
  primary_key: primaryKeys,
  unique: uniques,
  check: checks,
  exclusion: exclusions,
  index: indexes,
  statistics,
  foreign_key: foreignKeys,
  policy: policies,
  rule: rules,
  trigger: triggers,
} satisfies Record<KindName, readonly Case[]>;

/** What models say of a kind. */
export interface Said {
  /** The attributes that a model has a word for: those that any model of the rows says. */
  readonly names: ReadonlySet<string>;
  /** The attributes of one of them. */
  readonly sample: JsonObject;
}

/** What models say of each kind. */
export function said(): ReadonlyMap<KindName, Said> {
  const objects = Object.values<readonly Case[]>(cases)
    .flat()
    .flatMap((row) => [...read(row.before), ...read(row.after)]);
  return new Map(
    kindNames.map((kind) => {
      const attributes = objects.filter((object) => object.kind === kind).map((object) => object.attributes);
      return [kind, { names: new Set(attributes.flatMap(Object.keys)), sample: attributes[0] ?? {} }];
    }),
  );
}

/** Some rows hold models that cannot stand, to see them refused. */
function read(models: Case['before']): ReturnType<typeof readModels>['objects'] {
  const exports = Object.entries(typeof models === 'function' ? models() : models);
  try {
    return readModels(
      exports.map(([name, value]) => ({ name, value })),
      { root, pgCore },
    ).objects;
  } catch {
    return [];
  }
}
