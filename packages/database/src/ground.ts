/**
 * What stands without the kinds: connections, the version table and the ledger. A command that touches no object
 * (`current`) takes it from here, and Node need not load the engine for it.
 */
export { isDirect, openBeside } from './beside.js';
export { clientOf, connect, isGiven } from './connect.js';
export {
  ConnectionLost,
  DatabaseError,
  DatabaseMissing,
  DatabaseUnreachable,
  describeBlocker,
  describeRunner,
  MigrationInterrupted,
  StatementFailed,
} from './database-errors.js';
export { defaultVersionTable } from './own-tables.js';
export { readVersions } from './version-table.js';
