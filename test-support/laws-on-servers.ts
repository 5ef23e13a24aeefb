import { afterAll, describe, test } from '@jest/globals';

import { withAllServers, type TestServer } from './database.ts';
import { engine } from './engine.ts';
import { checkLaws } from './laws.ts';
import { rowsOn } from './rows-on.ts';
import { onServer, Places } from './places.ts';

/** Checks the laws on a part of the rows on every server but that of the next line of Drizzle. */
export const lawsOnServers = (part: number): void =>
  lawsOn(
    withAllServers().filter(({ next }) => !next),
    part,
  );

/** Checks them with the next line of Drizzle: on the newest server, or on those that are picked. */
export function lawsOnNext(part: number): void {
  const next = withAllServers().filter((server) => server.next);
  lawsOn(next.length > 0 ? next : withAllServers(), part);
}

function lawsOn(servers: readonly TestServer[], part: number): void {
  describe.each(servers)('on PostgreSQL $major', ({ major, url, sample }) => {
    const places = new Places(onServer(url));

    afterAll(() => places.close());

    describe.each(rowsOn({ major, part, sample }))('$kind', ({ rows }) => {
      test.each(rows)('$name', (row) => checkLaws(row, engine, async (run) => run(await places.next())));
    });
  });
}
