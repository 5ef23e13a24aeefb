import { kindNames, readModels, type JsonObject, type KindName } from '@sluice/core';
import * as root from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';

import type { Case } from '../../packages/core/src/case.ts';
import { rowsOf } from '../../test-support/rows.ts';

/** What models say of a kind. */
export interface Said {
  /** The attributes that a model has a word for: those that any model of the rows says. */
  readonly names: ReadonlySet<string>;
  /** The attributes of one of them. */
  readonly sample: JsonObject;
}

/** What models say of each kind. */
export function said(): ReadonlyMap<KindName, Said> {
  const objects = Object.values<readonly Case[]>(rowsOf)
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
