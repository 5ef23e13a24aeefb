import { RevisionError } from './errors.js';
import { describe, type Revision } from './revision.js';

/** Two revisions that replace the same one, or one that replaces itself or another that replaces. */
export class InvalidReplacement extends RevisionError {
  readonly revision: Revision;
  constructor(revision: Revision, reason: string) {
    super(`Revision ${describe(revision)} cannot replace what it names: ${reason}; correct its \`replaces\`.`);
    this.revision = revision;
  }
}

/** A revision that follows or depends on one in the middle of those that another replaces. */
export class FollowsReplaced extends RevisionError {
  readonly revision: Revision;
  readonly replaced: string;
  readonly replacement: Revision;
  constructor(revision: Revision, replaced: string, replacement: Revision) {
    super(
      `Revision ${describe(revision)} stands on ${replaced}, in the middle of what ${describe(replacement)} replaces, and no ` +
        `database stops there any more; where none has run ${revision.revision}, let it stand on ${replacement.revision}. ` +
        `Otherwise take ${replacement.revision} out and squash again without ${replaced} in the middle.`,
    );
    this.revision = revision;
    this.replaced = replaced;
    this.replacement = replacement;
  }
}

/** A target within what another revision replaces. */
export class ReplacedRevision extends RevisionError {
  readonly revision: string;
  readonly replacement: Revision;
  constructor(revision: string, replacement: Revision) {
    super(
      `Revision ${revision} is one of those that ${describe(replacement)} replaces, and no place to go to any more; ` +
        `name ${replacement.revision}, or a revision before it.`,
    );
    this.revision = revision;
    this.replacement = replacement;
  }
}

/** A database in the middle of a range whose files are gone. */
export class ReplacedFilesMissing extends RevisionError {
  readonly revision: string;
  readonly replacement: Revision;
  /** The replaced revisions that have no file. */
  readonly missing: readonly string[];
  constructor(revision: string, replacement: Revision, missing: readonly string[]) {
    const last = replacement.replaces?.at(-1) ?? revision;
    super(
      `The database is at revision ${revision}, in the middle of what ${describe(replacement)} replaces, and the files of ` +
        `${missing.join(', ')} are gone; check them out from before they were deleted, run \`sluice upgrade\` with them ` +
        `until the database is past ${last}, and delete them again.`,
    );
    this.revision = revision;
    this.replacement = replacement;
    this.missing = missing;
  }
}

/** A range in which revisions do not follow each other one by one. */
export class NotALine extends RevisionError {
  readonly range: string;
  /** Where it is none. */
  readonly at: Revision;
  readonly others: readonly Revision[];
  constructor(range: string, at: Revision, how: 'merges' | 'carries', others: readonly Revision[]) {
    const names = others.map(describe).join(' and ');
    super(
      how === 'merges'
        ? `The range ${JSON.stringify(range)} is no line: ${describe(at)} merges ${names}; begin the range there, or end it before.`
        : `The range ${JSON.stringify(range)} is no line: on ${describe(at)} stand ${names}, outside of the range; ` +
            `begin the range after it, or end it there.`,
    );
    this.range = range;
    this.at = at;
    this.others = others;
  }
}

/** A range of which no squash can be made. */
export class NothingToSquash extends RevisionError {
  readonly range: string;
  constructor(range: string, revisions: readonly Revision[]) {
    const [only] = revisions;
    super(
      only === undefined
        ? `There is nothing to squash in ${JSON.stringify(range)}, since no revision lies there; name a range a:b.`
        : `There is nothing to squash in ${JSON.stringify(range)}, since ${describe(only)} lies there alone; name a longer range.`,
    );
    this.range = range;
  }
}

/** A range with a revision that replaces others itself. */
export class AlreadySquashed extends RevisionError {
  readonly revision: Revision;
  constructor(revision: Revision) {
    super(
      `Revision ${describe(revision)} is a squash itself; once every database is past it and the files it replaces are deleted, ` +
        `delete its \`replaces\` and squash again, or leave it out of the range.`,
    );
    this.revision = revision;
  }
}
