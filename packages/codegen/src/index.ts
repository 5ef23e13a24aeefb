export { writeMigration, type WriteOptions } from './write-migration.js';
export type { MigrationFile, Step } from './migration-file.js';
