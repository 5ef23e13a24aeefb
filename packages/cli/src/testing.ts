/** What a test suite needs of Sluice: `import { migrationTests, migratedDatabases } from 'sluice/testing'`. */
export {
  migratedDatabases,
  type EmbeddedDatabase,
  type MigratedDatabases,
  type MigratedDatabasesOptions,
  type ServerDatabase,
} from './testing/migrated-databases.js';
export {
  migrationTests,
  type MigrationTest,
  type MigrationTestsOptions,
  type RowsBefore,
} from './testing/migration-tests.js';
export {
  DowngradeDiffers,
  MigrationNotTried,
  ModelsDiffer,
  ServerInvalid,
  TestRunnerMissing,
} from './testing/errors.js';
