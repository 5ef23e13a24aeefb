export { abandon, type Abandoned, type AbandonOptions } from './abandon.js';
export { askObstacles, type MetObstacle, type ObstacleAnswers, type Unanswered } from './ask-obstacles.js';
export { readTableSizes, type TableSize } from './table-sizes.js';
export { canonical } from './canonical.js';
export { ModelRejected } from './settle.js';
export { followExactly } from './try-renames.js';
export {
  countLosses,
  countQueries,
  foreseeLosses,
  isAnswerable,
  readStanding,
  type ForeseenLosses,
  type Loss,
  type Standing,
} from './count-losses.js';
export { atOneMoment, type CatalogMoment } from './catalog-moment.js';
export { introspect, readCatalogRows, snapshotOf, type CatalogRows, type IntrospectOptions } from './introspect.js';
export { inventory, type Inventory, type InventoryItem } from './inventory.js';
export { lead, migrate, type Directions } from './migrate.js';
export { rewritingCasts, type CastPlace } from './rewriting-casts.js';
export {
  clientOf,
  connect,
  glance,
  isGiven,
  type ConnectOptions,
  type DriverClient,
  type DrizzleDatabase,
  type GivenClient,
  type Target,
} from './connect.js';
export type { PgClient, PgPool, PgPoolClient, PgQuery, ServerTarget } from './pg.js';
export { openPglite, type PgliteInstance, type PgliteSource } from './pglite.js';
export { keptCluster, type ClusterName } from './pglite-cluster.js';
export {
  AssertionFailed,
  AuthenticationFailed,
  ClientNotConnected,
  BatchUpdateIncomplete,
  ConnectionLost,
  DatabaseError,
  DatabaseMissing,
  DatabaseUnreachable,
  DirectiveNotAwaited,
  DirectiveTooLate,
  DirectoryInUse,
  DriverUnknown,
  DrizzleNotInstalled,
  LagHidden,
  LeaseLost,
  LeaseNeedsAnother,
  MigrationEdited,
  MigrationInterrupted,
  PermissionDenied,
  PgliteMissing,
  PoolerFound,
  RunnerBusy,
  SearchPathUnsettled,
  StatementFailed,
  TargetInvalid,
  TransactionEnded,
  TransactionOpen,
  describeBlocker,
  describeRunner,
  type During,
  type StatementFacts,
} from './database-errors.js';
export type { Blocker, LockWait } from './lock-waits.js';
export type { ReplicaLag } from './replica-lag.js';
export { createdExtensions, DumpRejected, openDump, type DumpSource } from './open-dump.js';
export { drizzleOver } from './drizzle.js';
export { createMeter, TABLE_LOCKS, type Hazard, type Meter, type TableLock } from './proof/meter.js';
export {
  differenceOf,
  engineOf,
  prove,
  readCatalog,
  type Finding,
  type Law,
  type Trial,
  type Verdict,
} from './proof/prove.js';
export { missingRole, NotProvableHere, rebuild } from './proof/rebuild.js';
export { readNames, renamedBetween, type Names } from './names.js';
export { countParked, isParkedOf, purgeParked, readParked, type Parked } from './parked.js';
export { redactUrl } from './redact.js';
export { run } from './run.js';
export type { LeaseHolder, LockManner, RunnerWait } from './turn.js';
export { isDirect, openBeside } from './beside.js';
export type {
  AroundOperation,
  BatchEvent,
  BeforeOperation,
  IndexBuildEvent,
  LocksEvent,
  PrepareOperation,
  Step,
  StatementEvent,
} from './run-migration.js';
export type { HeldLock } from './held-locks.js';
export type { LockOptions, Plan, RunOptions } from './run-with.js';
export { script, scriptText, type ScriptOptions } from './script.js';
export { ensureVersionScript, stampScript, type StampScriptOptions } from './stamp-script.js';
export { stamp } from './stamp.js';
export type { OnVersionApply, VersionApply } from './version-apply.js';
export {
  readApplied,
  readLedger,
  type AppliedText,
  type Direction,
  type LedgerEntry,
  type MigrationText,
  type Pending,
} from './ledger.js';
export { defaultVersionTable, ownTables, type VersionTable } from './own-tables.js';
export { VersionTableForeign } from './version-table-foreign.js';
export { ensureTables, readVersions, type VersionChange, type Versions } from './version-table.js';
