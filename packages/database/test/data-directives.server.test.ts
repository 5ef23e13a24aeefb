import { describe } from '@jest/globals';
import { dataDirectives } from '../../../test-support/data-directives.ts';
import { createDatabase, withServers } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';

describe.each(withServers())('PostgreSQL $major', ({ url }) => {
  dataDirectives(async () => {
    const database = await createDatabase(url);
    const connection = await connect(database.url);
    const close = async (): Promise<void> => {
      await connection.close();
      await database.drop();
    };
    return { ...connection, close };
  });
});
