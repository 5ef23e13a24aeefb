import type { DatabaseObject, Key } from './object.js';

/** All objects of a database at one moment, whichever the source. Plain data, sorted by key. */
export interface Snapshot {
  readonly objects: readonly DatabaseObject[];
  /** What tables inherit, as if it were their own. It comes and goes with the ancestor's, and is not compared. */
  readonly inherited: readonly DatabaseObject[];
  /** What hangs on these objects and no kind covers: it would be lost, so it stops a change. */
  readonly uncovered: readonly Uncovered[];
  readonly server: Server;
  /** It is what models ask for, who say nothing of some of it. */
  readonly modelled?: true;
}

/** The server a snapshot was read from. */
export interface Server {
  /** `server_version_num`: 150018 is 15.18. */
  readonly version: number;
  /** The role whose rights hold, which owns what is made. */
  readonly user: string;
  /** The role that connected. */
  readonly sessionUser: string;
}

/** A thing in the database that no kind covers, and the objects it hangs on. */
export interface Uncovered {
  /** As `pg_describe_object` says it: "trigger touch on table booking". */
  readonly description: string;
  readonly on: readonly Key[];
  /** What it is, as far as PostgreSQL writes it down: to tell one from another of the same name. */
  readonly definition: string;
  /** What sort of change of those objects it stands in the way of. */
  readonly stops: 'drop' | 'any';
}

/** A thing that no kind covers and that two databases do not both have, the same. */
export interface UncoveredDifference {
  readonly description: string;
  /** What it is in the one; undefined where that has none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

type Known = Pick<Uncovered, 'description' | 'definition'>;

/** In what no kind covers two databases differ; sorted by description. */
export function uncoveredDifferences(
  before: readonly Known[],
  after: readonly Known[],
): readonly UncoveredDifference[] {
  const [were, are] = [byDescription(before), byDescription(after)];
  return [...new Set([...were.keys(), ...are.keys()])].toSorted().flatMap((description) => {
    const [from, to] = [were.get(description), are.get(description)];
    return from === to ? [] : [{ description, from, to }];
  });
}

/** One thing may hang on several objects, and then is there several times. */
function byDescription(all: readonly Known[]): ReadonlyMap<string, string> {
  const definitions = new Map<string, Set<string>>();
  for (const { description, definition } of all)
    definitions.set(description, (definitions.get(description) ?? new Set()).add(definition));
  return new Map([...definitions].map(([description, texts]) => [description, [...texts].toSorted().join('\n')]));
}
