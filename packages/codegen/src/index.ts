export { writeMigration, type WriteOptions } from './write-migration.js';
export type { ImportedType, MigrationFile, Step } from './migration-file.js';
