export { downRevisionsOf, type Revision } from './revision.js';
export { ancestors, bases, buildGraph, descendants, heads, realBases, realHeads, type RevisionGraph } from './graph.js';
export { appliedRevisions, findRevision, history, parseTarget, resolve, resolveRange, type Target } from './target.js';
export { isUpToDate, planDowngrade, planUpgrade, type PlannedRevision } from './plan.js';
export { defaultFileTemplate, fileName, newRevisionId, slug, UnknownToken, type FileNameParts } from './file-name.js';
export {
  AmbiguousRevision,
  AmbiguousWalk,
  DuplicateLabel,
  DuplicateRevision,
  InvalidRevisionName,
  InvalidTarget,
  MissingRevision,
  MultipleHeads,
  NotApplied,
  NotInBranch,
  RevisionCycle,
  RevisionError,
  SelfReference,
  UnknownRevision,
  UnrelatedRange,
  WalkedTooFar,
  WrongDirection,
  type Relation,
} from './errors.js';
export type { Edges } from './order.js';
