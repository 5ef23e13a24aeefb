import { describe } from '@jest/globals';
import { dataDirectives } from '../../../test-support/data-directives.ts';
import { openPglite } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';

describe('PGlite', () => {
  dataDirectives(async () => {
    const lite = await openPglite();
    const connection = await connect(() => lite);
    return { ...connection, close: () => lite.close() };
  });
});
