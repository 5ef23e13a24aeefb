import { kindNames, readModels, type KindName } from '@sluice/core';
import * as root from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';

import type { Case } from '../../packages/core/src/case.ts';
import { cases as checks } from '../../packages/core/src/objects/checks/cases.ts';
import { cases as columns } from '../../packages/core/src/objects/columns/cases.ts';
import { cases as enums } from '../../packages/core/src/objects/enums/cases.ts';
import { cases as foreignKeys } from '../../packages/core/src/objects/foreign-keys/cases.ts';
import { cases as indexes } from '../../packages/core/src/objects/indexes/cases.ts';
import { cases as primaryKeys } from '../../packages/core/src/objects/primary-keys/cases.ts';
import { cases as schemas } from '../../packages/core/src/objects/schemas/cases.ts';
import { cases as sequences } from '../../packages/core/src/objects/sequences/cases.ts';
import { cases as tables } from '../../packages/core/src/objects/tables/cases.ts';
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
  index: indexes,
  foreign_key: foreignKeys,
} satisfies Record<KindName, readonly Case[]>;

/** The attributes of each kind that a model has a word for: those that any model of the rows says. */
export function said(): ReadonlyMap<KindName, ReadonlySet<string>> {
  const found = new Map(kindNames.map((kind) => [kind, new Set<string>()]));
  for (const row of Object.values<readonly Case[]>(cases).flat()) {
    for (const models of [row.before, row.after]) {
      for (const { kind, attributes } of read(models)) {
        for (const name of Object.keys(attributes)) found.get(kind)?.add(name);
      }
    }
  }
  return found;
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
