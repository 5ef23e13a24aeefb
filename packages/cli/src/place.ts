import {
  buildGraph,
  findRevision,
  heads,
  newRevisionId,
  resolve,
  type Revision,
  type RevisionGraph,
  type Squash,
} from '@sluice/core';
import { randomBytes } from 'node:crypto';
import { NotAHead, SeveralHeads } from './errors.js';
import type { Project } from './project.js';

/** Where a new migration stands in the history. */
export interface PlaceOptions {
  /** What it follows: a revision, `base`, `shop@head`; the only head, where it is left out. */
  readonly head?: string | undefined;
  /** Lets it follow a revision that others follow already, so that a branch begins. */
  readonly splice?: boolean | undefined;
  /** Names for the branch that begins here. */
  readonly branchLabels?: readonly string[] | undefined;
  /** Revisions or labels of other branches that must be applied before. */
  readonly dependsOn?: readonly string[] | undefined;
  /** Its id; twelve hexadecimal digits by chance, where it is left out. */
  readonly revisionId?: string | undefined;
  /** Where its id comes from: gives that many random bytes. */
  readonly random?: ((bytes: number) => Uint8Array) | undefined;
}

/** The identity of a new migration. */
export interface Identity {
  readonly revision: string;
  readonly downRevision: string | readonly string[] | null;
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** The revisions that it stands for. */
  readonly replaces?: readonly string[];
}

/**
 * The identity of a migration that follows one revision.
 *
 * @throws SeveralHeads where it is not said which head it follows
 * @throws NotAHead where others follow that revision and no branch is wanted
 */
export function placeOf(project: Project, options: PlaceOptions): Identity {
  const { graph } = project;
  const followed = followedBy(graph, options.head);
  if (followed !== undefined && options.splice !== true && !heads(graph).includes(followed))
    throw new NotAHead(followed);
  return identityOf(project, followed === undefined ? [] : [followed], options);
}

/** The identity of a migration that follows these revisions. */
export function identityOf(
  { graph, migrations }: Project,
  followed: readonly Revision[],
  { branchLabels = [], dependsOn = [], revisionId, random = randomBytes }: PlaceOptions,
): Identity {
  const [first, ...others] = followed.map(({ revision }) => revision);
  const identity: Identity = {
    revision: revisionId ?? unusedId(migrations, random),
    downRevision: others.length > 0 && first !== undefined ? [first, ...others] : (first ?? null),
    branchLabels,
    dependsOn: dependsOn.map((name) => (graph.byLabel.has(name) ? name : findRevision(graph, name).revision)),
  };
  refuseMisplaced(graph, identity);
  return identity;
}

/** The identities of several migrations, of which each follows the one before it: the first is given. */
export function placesAfter(
  { migrations }: Project,
  first: Identity,
  count: number,
  { random = randomBytes }: Pick<PlaceOptions, 'random'>,
): readonly Identity[] {
  const places = [first];
  while (places.length < count) {
    const used = new Set([...migrations.keys(), ...places.map(({ revision }) => revision)]);
    const downRevision = places.at(-1)?.revision ?? null;
    places.push({ revision: unusedId(used, random), downRevision, branchLabels: [], dependsOn: [] });
  }
  return places;
}

/** What is wrong with a new identity, the graph says. */
const refuseMisplaced = (graph: RevisionGraph, identity: Identity): void =>
  void buildGraph([...graph.given, { ...identity, message: '', file: 'the new migration' }]);

/** The identity of a migration that takes the place of others. */
export function identityInPlaceOf(
  { graph, migrations }: Project,
  { replaced, place }: Squash,
  { revisionId, random = randomBytes }: Pick<PlaceOptions, 'revisionId' | 'random'>,
): Identity {
  const replaces = replaced.map(({ revision }) => revision);
  const identity: Identity = { revision: revisionId ?? unusedId(migrations, random), ...place, replaces };
  refuseMisplaced(graph, identity);
  return identity;
}

function followedBy(graph: RevisionGraph, head: string | undefined): Revision | undefined {
  if (head === undefined && heads(graph).length > 1) throw new SeveralHeads(heads(graph));
  return resolve(graph, head ?? 'head', [])[0];
}

/** An id that is taken in spite of many tries is the fault of `random`, and the graph says that it is there twice. */
function unusedId(used: Pick<ReadonlySet<string>, 'has'>, random: (bytes: number) => Uint8Array): string {
  let id = newRevisionId(random(6));
  for (let tries = 1; used.has(id) && tries < 100; tries++) id = newRevisionId(random(6));
  return id;
}
