import type { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { openPglite } from '../../../test-support/database.ts';
import { diagnose } from '../../../test-support/compile.ts';
import { engine as sluice, type Engine } from '../../../test-support/engine.ts';
import { checkLaws, rowsOn, type InPlace } from '../../../test-support/laws.ts';
import { dump } from '../../../test-support/oracle/dump.ts';

let lite: PGlite;

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

beforeAll(async () => {
  lite = await openPglite({ extensions: { btree_gist, citext, pg_trgm } });
});

afterAll(() => lite.close());

/** As good as an empty database, and a hundred times faster to have. */
const inPlace: InPlace = async (run) => {
  await lite.exec('rollback');
  await lite.exec(`
    do $$ declare s name; begin
      for s in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
        execute format('drop schema %I cascade', s);
      end loop;
    end $$;
    create schema public;`);
  await lite.exec('discard all');
  const connection = await engine.connect(lite);
  try {
    return await run({ connection, dump: () => dump(lite) });
  } finally {
    await connection.close();
  }
};

describe('on PGlite', () => {
  describe.each(rowsOn(18))('$kind', ({ rows }) => {
    test.each(rows)('$name', (row) => checkLaws(row, engine, inPlace));

    test('each row has a name of its own', () => {
      const names = rows.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    });
  });

  test('every file that was generated compiles under the strictest TypeScript', () => {
    expect(diagnose(sources)).toEqual([]);
  });
});
