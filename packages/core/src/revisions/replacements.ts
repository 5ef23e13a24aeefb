import { FollowsReplaced, InvalidReplacement } from './replacement-errors.js';
import { downRevisionsOf, type Revision } from './revision.js';

/** The revisions of one view of a history, in which a squash stands, or those that it replaces. */
export interface View {
  readonly revisions: readonly Revision[];
  /** Ids that mean another revision of this view: the last of those replaced is as good as the squash, and the other way round. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The squash by each id that it replaces, in whichever view. */
  readonly replacements: ReadonlyMap<string, Revision>;
}

/**
 * Takes out of a history what a squash replaces, or the squash itself where its id is in `expanded`. Who stands on the last
 * of those replaced stands on the squash, and the other way round; on those in the middle nobody else can stand.
 *
 * @throws InvalidReplacement, FollowsReplaced
 */
export function viewOf(given: readonly Revision[], expanded: ReadonlySet<string>): View {
  const squashes = given.filter(({ replaces = [] }) => replaces.length > 0);
  if (squashes.length === 0) return { revisions: given, aliases: new Map(), replacements: new Map() };
  const replacements = indexReplaced(squashes);
  const byId = new Map(given.map((revision) => [revision.revision, revision]));
  for (const squash of squashes) requireLine(squash, byId);
  const hidden = new Set(
    squashes.flatMap(({ revision, replaces = [] }) => (expanded.has(revision) ? [revision] : replaces)),
  );
  const aliases = new Map(
    squashes.map(({ revision, replaces = [] }): [string, string] => {
      const last = replaces.at(-1) ?? revision;
      return expanded.has(revision) ? [revision, last] : [last, revision];
    }),
  );
  const revisions = given.flatMap((each) => {
    const own = replacements.get(each.revision);
    for (const id of [...downRevisionsOf(each), ...each.dependsOn]) {
      const replacement = replacements.get(id);
      if (replacement !== undefined && replacement !== own && replacement.replaces?.at(-1) !== id)
        throw new FollowsReplaced(each, id, replacement);
    }
    return hidden.has(each.revision) ? [] : [withAliases(each, aliases)];
  });
  return { revisions, aliases, replacements };
}

function indexReplaced(squashes: readonly Revision[]): ReadonlyMap<string, Revision> {
  const ids = new Set(squashes.map(({ revision }) => revision));
  const found = new Map<string, Revision>();
  for (const squash of squashes) {
    for (const id of squash.replaces ?? []) {
      const other = found.get(id);
      if (id === squash.revision) throw new InvalidReplacement(squash, 'it names itself');
      if (ids.has(id)) throw new InvalidReplacement(squash, `${id} replaces others itself`);
      if (other !== undefined) throw new InvalidReplacement(squash, `${id} is replaced by ${other.revision} already`);
      found.set(id, squash);
    }
  }
  return found;
}

/** As far as the files of those replaced are there, they follow each other as they are named, from where the squash stands. */
function requireLine(squash: Revision, byId: ReadonlyMap<string, Revision>): void {
  const below = [downRevisionsOf(squash), ...(squash.replaces ?? []).map((id) => [id])];
  for (const [i, id] of (squash.replaces ?? []).entries()) {
    const member = byId.get(id);
    const wanted = below[i] ?? [];
    if (member === undefined || sameIds(downRevisionsOf(member), wanted)) continue;
    const place = wanted.length === 0 ? 'nothing' : wanted.join(', ');
    throw new InvalidReplacement(squash, `${id} does not follow ${place}, as the line of those replaced does`);
  }
}

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

function withAliases(revision: Revision, aliases: ReadonlyMap<string, string>): Revision {
  const follow = (id: string): string => aliases.get(id) ?? id;
  const { downRevision, dependsOn } = revision;
  if (![...downRevisionsOf(revision), ...dependsOn].some((id) => aliases.has(id))) return revision;
  return {
    ...revision,
    downRevision:
      downRevision === null || typeof downRevision === 'string'
        ? downRevision && follow(downRevision)
        : downRevision.map(follow),
    dependsOn: dependsOn.map(follow),
  };
}
