export { addTo } from './add-to.js';
export {
  adopt,
  adoptNames,
  byKeyOrder,
  survey,
  withInherited,
  type Adopted,
  type Bounds,
  type Owns,
  type Survey,
} from './adopt.js';
export { compact, differing, tooNew, valueOf } from './attributes.js';
export { directives, fromCall, isDirective, toCall, type Call, type GivenCall, type WrittenCall } from './call.js';
export type { Connection, Row } from './connection.js';
export { diff, reverse, type Difference } from './diff.js';
export { distance } from './distance.js';
export { DropUnknown, DropUnwanted, findDrops, valueKey, type Dropped, type Drops } from './drops.js';
export { DirectiveError, NoDatabase, RefusedError, SluiceError } from './errors.js';
export { equal, isJsonObject, isList, type Json, type JsonObject } from './json.js';
export type {
  Alteration,
  Attribute,
  Cast,
  Catalog,
  CatalogRow,
  ContextColumn,
  Dependent,
  Find,
  Kind,
  Obstacle,
  Part,
  Question,
  Risk,
  RollOut,
  RowsQuestion,
  Texts,
  TrialQuestion,
} from './kind.js';
export { relocate, relocateId, type Relocation } from './relocate.js';
export { lookUp, type Lookup } from './lookup.js';
export { readModels } from './models.js';
export type { ModelObject } from './model-object.js';
export { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from './object.js';
export { ancestry } from './objects/inheritance.js';
export { kindNames, kindOf, type KindName } from './objects/kinds.js';
export type { BatchUpdate } from './data/batch-update.js';
export type { BulkInsert } from './data/bulk-insert.js';
export type { SqlTemplate, Value } from './data/execute.js';
export type { Ask, InSchema, Named, OnTable, Questions } from './has.js';
export {
  createOp,
  type Abilities,
  type Alterations,
  type NewName,
  type Op,
  type RunOperation,
  type TableParts,
} from './op.js';
export type { Alter, Change, Changes, Create, Drop, Execute, Operation, Rename } from './operation.js';
export type { Migration } from './migration.js';
export {
  DuplicateModel,
  ModelError,
  ModelUnreadable,
  NameCollision,
  ReferenceUnresolved,
  SeveralPrimaryKeys,
  ValueUnsupported,
} from './model-reader/errors.js';
export type { Drizzle, ModelExport, ReadOptions } from './model-reader/drizzle.js';
export type { ReadModels } from './model-reader/models.js';
export { unknownToken, type Naming } from './model-reader/naming.js';
export { sharedObjects, type Shared } from './shared.js';
export { filterBoth, passesAll, passesPatterns, type Filtered, type Passes, type Patterns } from './filter.js';
export { glob } from './glob.js';
export { ownership } from './ownership.js';
export { recordedObjects } from './recorded.js';
export { FillUnused, withFills, type Fills } from './fills.js';
export { usingFlag, UsingUnused, withUsings, type Direction, type Usings } from './usings.js';
export { withSafeForms } from './safe-forms.js';
export { pathOf } from './path-of.js';
export { describeObject, findByPath, flag, pathAmong, type NamedObject } from './paths.js';
export { oldNames, type OldName, type OldNames } from './old-names.js';
export { openQuestions, type Asked, type Pair, type OpenQuestion } from './questions.js';
export { renamedId } from './renamed-id.js';
export { takeBack } from './take-back.js';
export { rename, RenameTaken, RenameUnknown, type Goes, type Renamed, type Renames } from './renames.js';
export { losses, remarks } from './remarks.js';
export { isParkable, withParking, withReturn } from './parked.js';
export { parkingList, parkingSchema } from './objects/parking.js';
export { expandContract, type Chain, type ChainPart, type ChainStep } from './objects/expand-contract.js';
export type { MovedColumn } from './objects/movable.js';
export { obstaclesBefore, type ObstacleGround } from './obstacles.js';
export { risks, risksBefore } from './risks.js';
export { foremost } from './objects/roll-out.js';
export { rollOut } from './roll-out.js';

export { moveApart, type MovedApart } from './moves.js';
export { parentKey, plan } from './plan.js';
export { downRevisionsOf, type Revision } from './revisions/revision.js';
export {
  ancestors,
  bases,
  buildGraph,
  descendants,
  heads,
  realBases,
  realHeads,
  type RevisionGraph,
} from './revisions/graph.js';
export { findRevision, history, parseTarget, resolve, resolveRange, type Target } from './revisions/target.js';
export { rebase, type Rebase } from './revisions/rebase.js';
export { squash, type Squash } from './revisions/squash.js';
export { standing, type Standing } from './revisions/standing.js';
export {
  AlreadySquashed,
  FollowsReplaced,
  InvalidReplacement,
  NotALine,
  NothingToSquash,
  ReplacedFilesMissing,
  ReplacedRevision,
} from './revisions/replacement-errors.js';
export { isUpToDate, planDowngrade, planUpgrade, type PlannedRevision } from './revisions/plan.js';
export {
  defaultFileTemplate,
  fileName,
  newRevisionId,
  slug,
  UnknownToken,
  type FileNameParts,
} from './revisions/file-name.js';
export { isTimeZone, wallTime, type WallTime } from './revisions/time.js';
export {
  AmbiguousRevision,
  AmbiguousWalk,
  DuplicateLabel,
  DuplicateRevision,
  InvalidRevisionName,
  InvalidRange,
  InvalidTarget,
  MissingRevision,
  MultipleHeads,
  HasFollowers,
  NotApplied,
  NothingToRebase,
  NotInBranch,
  RevisionCycle,
  RevisionError,
  SelfReference,
  UnknownRevision,
  UnrelatedRange,
  WalkedTooFar,
  WrongDirection,
  type Relation,
} from './revisions/errors.js';
export type { Edges } from './revisions/order.js';
export {
  uncoveredDifferences,
  type Server,
  type Snapshot,
  type Uncovered,
  type UncoveredDifference,
} from './snapshot.js';
export { runnable } from './sql/expression.js';
export { withoutSchema } from './sql/relations.js';
export { endOfComment, parameterText, withLiterals } from './sql/parameter.js';
export { ident, idents, literal } from './sql/quote.js';
export { inside, type Assertion, type Batches, type Statement } from './statement.js';
export { statements } from './statements.js';
