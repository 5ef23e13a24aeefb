import { describe, type Revision } from './revision.js';

/** What is wrong with a revision graph, or with a target in it. The message says the cause and the way out. */
export abstract class RevisionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Which field of a revision names another one. */
export type Relation = 'downRevision' | 'dependsOn';

/** A revision id or a branch label that no target could ever name. */
export class InvalidRevisionName extends RevisionError {
  readonly invalid: string;
  readonly revision: Revision;
  constructor(invalid: string, revision: Revision) {
    super(
      `${JSON.stringify(invalid)} in revision ${describe(revision)} cannot be a revision id or a branch label; ` +
        `use a name without "@", "+", "-", ":" and spaces that is not head, heads, base or current.`,
    );
    this.invalid = invalid;
    this.revision = revision;
  }
}

/** Two files with the same revision id. */
export class DuplicateRevision extends RevisionError {
  readonly revision: string;
  readonly revisions: readonly Revision[];
  constructor(revisions: readonly [Revision, Revision]) {
    super(
      `Revision ${revisions[0].revision} is present twice: ${revisions.map(place).join(' and ')}; ` +
        `delete one of them or give it an id of its own.`,
    );
    this.revision = revisions[0].revision;
    this.revisions = revisions;
  }
}

/** A revision that names one that is not there. */
export class MissingRevision extends RevisionError {
  readonly missing: string;
  readonly revision: Revision;
  readonly relation: Relation;
  constructor(missing: string, revision: Revision, relation: Relation) {
    super(
      `Revision ${missing}, the ${relation} of ${describe(revision)}, is not among the migrations; ` +
        `restore its file or correct ${relation}.`,
    );
    this.missing = missing;
    this.revision = revision;
    this.relation = relation;
  }
}

/** A revision that names itself. */
export class SelfReference extends RevisionError {
  readonly revision: Revision;
  readonly relation: Relation;
  constructor(revision: Revision, relation: Relation) {
    super(`Revision ${describe(revision)} names itself as its ${relation}; correct ${relation}.`);
    this.revision = revision;
    this.relation = relation;
  }
}

/** Revisions that follow each other in a circle. Each follows the next, the last follows the first. */
export class RevisionCycle extends RevisionError {
  readonly revisions: readonly Revision[];
  constructor(revisions: readonly Revision[]) {
    super(
      `The revisions ${revisions.map(describe).join(', ')} follow each other in a circle; ` +
        `correct the downRevision or dependsOn of one of them.`,
    );
    this.revisions = revisions;
  }
}

/** A branch label on two revisions, or one that is also a revision id. */
export class DuplicateLabel extends RevisionError {
  readonly label: string;
  readonly revisions: readonly Revision[];
  constructor(label: string, revisions: readonly [Revision, Revision]) {
    super(
      `Branch label ${label} in revision ${describe(revisions[1])} is already used by ${describe(revisions[0])}; ` +
        `choose another label for one of them.`,
    );
    this.label = label;
    this.revisions = revisions;
  }
}

/** A revision that is not among the migrations: recorded in the database, or given as an argument. */
export class UnknownRevision extends RevisionError {
  readonly revision: string;
  readonly where: 'database' | 'argument';
  constructor(revision: string, where: 'database' | 'argument') {
    super(
      where === 'database'
        ? `The database is at revision ${revision}, which is not among the migrations; ` +
            `restore its file, or forget it and say where the database is: sluice stamp <revision> --purge`
        : `No revision or branch label is, or begins with, ${JSON.stringify(revision)}; see the history for those that are there.`,
    );
    this.revision = revision;
    this.where = where;
  }
}

/** A prefix that several revision ids have. */
export class AmbiguousRevision extends RevisionError {
  readonly prefix: string;
  readonly candidates: readonly Revision[];
  constructor(prefix: string, candidates: readonly Revision[]) {
    super(
      `Several revisions begin with ${JSON.stringify(prefix)}: ${list(candidates)}; give more characters of the one meant.`,
    );
    this.prefix = prefix;
    this.candidates = candidates;
  }
}

/** One head was asked for and there are several. */
export class MultipleHeads extends RevisionError {
  readonly target: string;
  readonly candidates: readonly Revision[];
  constructor(target: string, candidates: readonly Revision[]) {
    super(
      `There are several heads for ${JSON.stringify(target)}: ${list(candidates)}; ` +
        `give one of them, <branch label>@head, or heads for all of them, or merge them: sluice merge -m "…"`,
    );
    this.target = target;
    this.candidates = candidates;
  }
}

/** Steps were counted past a place where there are several ways to go, or from several places. */
export class AmbiguousWalk extends RevisionError {
  readonly target: string;
  readonly candidates: readonly Revision[];
  constructor(target: string, candidates: readonly Revision[]) {
    super(
      `${JSON.stringify(target)} could go by any of ${list(candidates)}; name the revision to go to, or <branch label>@${target}.`,
    );
    this.target = target;
    this.candidates = candidates;
  }
}

/** More steps were counted than there are revisions. */
export class WalkedTooFar extends RevisionError {
  readonly target: string;
  /** How many steps there are that way. */
  readonly available: number;
  constructor(target: string, available: number) {
    super(
      `${JSON.stringify(target)} goes further than there are revisions; there ${available === 1 ? 'is 1 step' : `are ${available} steps`} that way.`,
    );
    this.target = target;
    this.available = available;
  }
}

/** A text that is no target. */
export class InvalidTarget extends RevisionError {
  readonly target: string;
  constructor(target: string) {
    super(`${JSON.stringify(target)} ${target.includes(':') ? RANGE : NO_TARGET}`);
    this.target = target;
  }
}

const NO_TARGET =
  'is not a target; give a revision id or the beginning of one, a branch label, ' +
  'head, heads, base or current, with +N or -N, and <branch label>@ before it where wanted.';

const RANGE = 'is a range, and one target is wanted; a range is for a history, or for a script (--sql).';

/** A range that has not two ends. */
export class InvalidRange extends RevisionError {
  readonly range: string;
  constructor(range: string) {
    super(`${JSON.stringify(range)} is not a range; give from:to, or from: to the heads, or :to from the base.`);
    this.range = range;
  }
}

/** A target that lies the other way: `upgrade -1`, `downgrade +1`. */
export class WrongDirection extends RevisionError {
  readonly target: string;
  readonly direction: 'upgrade' | 'downgrade';
  constructor(target: string, direction: 'upgrade' | 'downgrade') {
    const other = direction === 'upgrade' ? 'downgrade' : 'upgrade';
    super(`${JSON.stringify(target)} is no target for ${direction}, since it goes the other way; use ${other} for it.`);
    this.target = target;
    this.direction = direction;
  }
}

/** A revision that does not belong to the branch it was asked for in. */
export class NotInBranch extends RevisionError {
  readonly branch: string;
  readonly revision: Revision;
  constructor(branch: string, revision: Revision) {
    super(
      `Revision ${describe(revision)} does not belong to branch ${branch}; leave ${branch}@ out or name its own branch.`,
    );
    this.branch = branch;
    this.revision = revision;
  }
}

/** A revision that others follow, where one is wanted that none follows. */
export class HasFollowers extends RevisionError {
  readonly revision: Revision;
  readonly followers: readonly Revision[];
  constructor(revision: Revision, followers: readonly Revision[]) {
    super(`Revision ${describe(revision)} is no head, since ${list(followers)} follows it; name a head.`);
    this.revision = revision;
    this.followers = followers;
  }
}

/** A head that shall be moved onto itself. */
export class NothingToRebase extends RevisionError {
  readonly revision: Revision;
  constructor(revision: Revision) {
    super(
      `There is nothing to rebase: ${describe(revision)} is both the head to move and the head to move it onto; name two heads.`,
    );
    this.revision = revision;
  }
}

/** A downgrade to a revision that is not applied. */
export class NotApplied extends RevisionError {
  readonly revision: Revision;
  readonly applied: readonly string[];
  constructor(revision: Revision, applied: readonly string[]) {
    super(
      `Revision ${describe(revision)} cannot be downgraded to, since it is not applied; ` +
        `the database is at ${applied.length === 0 ? 'base' : applied.join(', ')}.`,
    );
    this.revision = revision;
    this.applied = applied;
  }
}

/** A range whose ends are not on one line. */
export class UnrelatedRange extends RevisionError {
  readonly range: string;
  readonly from: readonly Revision[];
  readonly to: readonly Revision[];
  constructor(range: string, from: readonly Revision[], to: readonly Revision[]) {
    super(
      `The range ${JSON.stringify(range)} has no path from ${list(from)} to ${list(to)}; ` +
        `give an ancestor first and then a descendant of it.`,
    );
    this.range = range;
    this.from = from;
    this.to = to;
  }
}

const place = (revision: Revision): string => revision.file ?? JSON.stringify(revision.message);
const list = (revisions: readonly Revision[]): string =>
  revisions.length === 0 ? 'base' : revisions.map(describe).join(', ');
