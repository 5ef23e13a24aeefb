export { adopt, type AdoptedFile, type AdoptedRevision, type AdoptOptions, type AdoptResult } from './adopt.js';
export { HistoryExists, KitFolderUnreadable, NothingToAdopt, SourceUnclear } from './adopt/errors.js';
export type { AlembicRecord } from './adopt/alembic.js';
export type { KitState } from './adopt/kit-record.js';
export type { SourceName } from './adopt/source.js';
export {
  autogenerate,
  type AutogenerateOptions,
  type AutogenerateResult,
  type NewMigration,
  type NothingChanged,
  type WrittenMigration,
} from './autogenerate.js';
export { BackupFailed, type Backup } from './backup.js';
export { branches, type Branching } from './branches.js';
export { AnswersWanted, AnswerUnknown, type Ask, type AskAlong, type RenameQuestion } from './answers.js';
export { check, type CheckOptions, type CheckResult } from './check.js';
export { current, type CurrentResult } from './current.js';
export { diff, type DiffOptions, type DiffResult } from './diff.js';
export { downgrade, type DowngradeOptions, type DowngradeTenantsOptions } from './downgrade.js';
export { ensureVersion } from './ensure-version.js';
export { health, type Health, type HealthOptions, type HealthStatus } from './health.js';
export { heads } from './heads.js';
export { history, type HistoryOptions } from './history.js';
export { AppliedAltered, type AlteredMigration } from './integrity.js';
export { abandon, type AbandonOptions } from './abandon.js';
export { ledger, type LedgerOptions } from './ledger.js';
export { init, type InitOptions, type InitResult } from './init.js';
export { lint, type LintOptions } from './lint.js';
export { ParserMissing, SinceUnknown } from './lint/errors.js';
export type { LintFinding, LintLevel, LintLevels, LintResult } from './lint/finding.js';
export { merge, type MergeOptions } from './merge.js';
export {
  migrateOnStart,
  StartRefused,
  type StartOptions,
  type StartRefusal,
  type StartResult,
} from './migrate-on-start.js';
export { MigrationsMissing } from './migrations-missing.js';
export {
  offlineEnsureVersion,
  offlineStamp,
  type OfflineStampOptions,
  type OfflineStampResult,
} from './offline-stamp.js';
export { offline, type OfflineOptions, type OfflineResult } from './offline.js';
export type { OfflineTenants } from './offline-tenants.js';
export { inventory, type InventoryOptions, type InventoryResult, type KindCount } from './inventory.js';
export { rebase, type RebaseOptions, type RebaseResult, type RewrittenFile } from './rebase.js';
export { prove, type ProvedMigration, type ProveOptions } from './prove.js';
export { review, type ReviewOptions } from './review.js';
export { reviewHtml } from './review/html.js';
export { reviewMarkdown } from './review/markdown.js';
export type {
  ColumnFacts,
  Fate,
  Review,
  ReviewedChange,
  ReviewedColumn,
  ReviewedDirection,
  ReviewedLink,
  ReviewedLock,
  ReviewedLoss,
  ReviewedMigration,
  ReviewedNeighbour,
  ReviewedProof,
  ReviewedRollOut,
  ReviewedStep,
  ReviewedTable,
} from './review/reviewed.js';
export type { AgainstOptions, AgainstReport, ReportedObstacle } from './against.js';
export { revision, type RevisionOptions } from './revision.js';
export { show, type ShowOptions } from './show.js';
export { squash, type SquashOptions, type SquashResult } from './squash.js';
export { DataStepsFound, StepsUnknown, type DataStep } from './squash/data-steps.js';
export { stamp, type StampOptions, type StampResult, type StampTenantsOptions } from './stamp.js';
export { status, type StatusResult } from './status.js';
export type { TenantOptions, TenantOutcome, TenantQuery, Tenants, TenantsReport } from './tenants.js';
export { upgrade, type UpgradeOptions, type UpgradeTenantsOptions } from './upgrade.js';

export {
  defineConfig,
  type Casing,
  type Config,
  type DatabaseConfig,
  type DrizzleKitSettings,
  type GivenModels,
  type InlineConfig,
  type NamingConventions,
  type ResolvedConfig,
  type SeveralDatabasesConfig,
} from './config/config.js';
export type { Environment } from './config/database-source.js';
export { DatabaseUnknown, DatabaseUnnamed } from './config/named-databases.js';
export { loadConfig, type LoadConfigOptions } from './config/load-config.js';
export { DiffTargetInvalid, DumpUnreadable, TenantSides, type DiffTarget } from './diff-side.js';
export {
  describeDifference,
  describeObject,
  describeOperation,
  describeOperations,
  type Description,
  type DifferenceDescription,
} from './describe.js';
export type { DatabaseWait, Events, MigrationEvent, RanMigration, Retry } from './events.js';
export type { Logger } from './logger.js';
export type { MigrationInfo } from './migration-info.js';
export type { PlaceOptions } from './place.js';
export type { MigrationHead } from './load/migration-head.js';
export type { ProjectOptions } from './project.js';
export {
  definePlugin,
  type CustomDirective,
  type DirectiveArguments,
  type OpWith,
  type Plugin,
  type PluginExport,
} from './plugin.js';
export {
  callOf,
  rewriteOperations,
  type DirectiveName,
  type ProcessedRevision,
  type ProcessRevision,
  type RevisionDraft,
  type RewriteContext,
  type Rewrites,
} from './process-revision.js';
export { NothingParked, parked, type ParkedItem, type ParkedOptions, type ParkedResult } from './parked.js';
export type { PlannedLoss } from './describe-loss.js';
export type { RunOptions, RunResult } from './run-direction.js';
export type { Drift, Verification, VerifyManner } from './verify.js';
export type { WriteOptions, Written } from './write-revision.js';
export type {
  BatchUpdate,
  BulkInsert,
  Call,
  WrittenCall,
  DatabaseObject,
  Difference,
  Op,
  OldName,
  Operation,
  UncoveredDifference,
} from '@sluice/core';
export type {
  Abandoned,
  BatchEvent,
  DrizzleDatabase,
  Finding,
  GivenClient,
  InventoryItem,
  Law,
  LedgerEntry,
  MetObstacle,
  OnVersionApply,
  StatementEvent,
  TableSize,
  Target,
  Unanswered,
  Verdict,
  VersionApply,
} from '@sluice/database';

export { MigrationRefuted, type Hazards, type NotProvable, type Proof, type Proved } from './proof/proof.js';
export { ScratchInvalid } from './proof/scratch-database.js';
export { ConfigError, ConfigMissing } from './config/errors.js';
export {
  AfterWriteFailed,
  BranchApplied,
  BranchesConflict,
  CodegenMissing,
  ConfigExists,
  DatabaseBehind,
  DataLossRefused,
  DatabaseNotConfigured,
  DatabaseNotOpened,
  EditorFailed,
  FolderUnknown,
  FolderUnsaid,
  HeadNotRewritten,
  Interrupted,
  MigrationExists,
  MigrationNotReadBack,
  MigrationThrew,
  MessageRefused,
  MigrationUnwritten,
  NotAHead,
  NothingToMerge,
  PluginNotExported,
  RangeMissing,
  TenantMissing,
  TenantsAsked,
  TenantsUnknown,
  RevisionWithheld,
  SeveralHeads,
  SquashNotTried,
  QuestionCancelled,
} from './errors.js';
export {
  DrizzleMissing,
  MigrationFileError,
  ModelsError,
  ModuleError,
  NoModelsExported,
  NoModelsFound,
  type MigrationFileReason,
  type Place,
} from './load/errors.js';
export { ModelError, NoDatabase, RefusedError, RevisionError, SluiceError, UnknownRevision } from '@sluice/core';
export {
  AssertionFailed,
  AuthenticationFailed,
  BatchUpdateIncomplete,
  ClientNotConnected,
  ConnectionLost,
  DatabaseError,
  DatabaseMissing,
  DatabaseUnreachable,
  DirectoryInUse,
  DriverUnknown,
  DumpRejected,
  LagHidden,
  LeaseLost,
  LeaseNeedsAnother,
  MigrationEdited,
  MigrationInterrupted,
  PermissionDenied,
  PoolerFound,
  RunnerBusy,
  SearchPathUnsettled,
  StatementFailed,
  VersionTableForeign,
} from '@sluice/database';
