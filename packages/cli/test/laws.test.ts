import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { afterAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';

import { diagnose } from '../../../test-support/compile.ts';
import { engine as sluice, type Engine } from '../../../test-support/engine.ts';
import { checkLaws } from '../../../test-support/laws.ts';
import { parts, rowsOn } from '../../../test-support/rows-on.ts';
import { onPglite, Places } from '../../../test-support/places.ts';

/** Every file that is generated here, to be compiled in the end. */
const sources: string[] = [];
const engine: Engine = {
  ...sluice,
  autogenerate: async (request) => {
    const generated = await sluice.autogenerate(request);
    sources.push(generated.source);
    return generated;
  },
};

const places = new Places(onPglite({ btree_gist, citext, pg_trgm }));

afterAll(() => places.close());

describe('on PGlite', () => {
  describe.each(rowsOn({ major: 18 }))('$kind', ({ rows }) => {
    test.each(rows)('$name', (row) => checkLaws(row, engine, async (run) => run(await places.next())));

    test('each row has a name of its own', () => {
      const names = rows.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    });
  });

  test('each part of the rows has a file for servers', () => {
    const names = parts.flatMap((part) => [`laws.server-${part}.test.ts`, `laws.server-next-${part}.test.ts`]);
    const files = names.map((name) => new URL(name, import.meta.url));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('every file that was generated compiles under the strictest TypeScript', () => {
    expect(diagnose(sources)).toEqual([]);
  });
});
