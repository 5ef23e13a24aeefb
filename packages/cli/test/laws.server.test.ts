import { describe, test } from '@jest/globals';

import { createDatabase, withServers } from '../../../test-support/database.ts';
import { engine } from '../../../test-support/engine.ts';
import { checkLaws, rowsOn, type InPlace } from '../../../test-support/laws.ts';
import { dump } from '../../../test-support/oracle/dump.ts';

describe.each(withServers())('on PostgreSQL $major', ({ major, url }) => {
  const inPlace: InPlace = async (run) => {
    const database = await createDatabase(url);
    try {
      const connection = await engine.connect(database.url);
      try {
        return await run({ connection, dump: () => dump(database.url) });
      } finally {
        await connection.close();
      }
    } finally {
      await database.drop();
    }
  };

  describe.each(rowsOn(major))('$kind', ({ rows }) => {
    test.each(rows)('$name', (row) => checkLaws(row, engine, inPlace));
  });
});
