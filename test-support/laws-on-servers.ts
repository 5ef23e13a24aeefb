import { afterAll, describe, test } from '@jest/globals';

import { withAllServers } from './database.ts';
import { engine } from './engine.ts';
import { checkLaws } from './laws.ts';
import { rowsOn } from './rows-on.ts';
import { onServer, Places } from './places.ts';

/** Checks the laws on a part of the rows on every server. */
export function lawsOnServers(part: number): void {
  describe.each(withAllServers())('on PostgreSQL $major', ({ major, url, sample }) => {
    const places = new Places(onServer(url));

    afterAll(() => places.close());

    describe.each(rowsOn({ major, part, sample }))('$kind', ({ rows }) => {
      test.each(rows)('$name', (row) => checkLaws(row, engine, async (run) => run(await places.next())));
    });
  });
}
