import { keyOfObject, type DatabaseObject, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';

/** An operation to be put in order, the objects it is about, and its place where nothing else decides. */
export interface Node {
  readonly operation: Operation;
  readonly members: readonly DatabaseObject[];
  readonly priority: readonly (string | number)[];
  /** The first of two alters of one object: it lets go of what is made again. */
  readonly release?: true;
}

/** What puts nodes in order. */
export interface Constraints {
  edges(nodes: readonly Node[]): readonly (readonly [first: number, then: number])[];
  /** The objects that a part of a node needs. */
  needs(node: Node, part: DatabaseObject): ReadonlySet<Key>;
}

/**
 * The nodes in an order that keeps all edges. Where parents need each other in a ring, parts that can be made after
 * their parent (foreign keys) are taken out of it.
 */
export function inOrder(nodes: readonly Node[], constraints: Constraints): readonly Node[] {
  let list = nodes;
  for (;;) {
    const { sorted, stuck } = sort(list, constraints.edges(list));
    if (stuck.length === 0) return sorted;
    const next = detach(list, stuck, constraints);
    // What is left then waits for itself; no order is better than the usual one, and the proof or PostgreSQL says so.
    if (!next) return [...sorted, ...stuck.toSorted(byPriority)];
    list = next;
  }
}

function sort(
  nodes: readonly Node[],
  edges: readonly (readonly [number, number])[],
): { readonly sorted: readonly Node[]; readonly stuck: readonly Node[] } {
  const waits = nodes.map(() => 0);
  const then: number[][] = nodes.map(() => []);
  for (const [first, next] of new Map(edges.map((edge) => [edge.join(), edge])).values()) {
    then[first]?.push(next);
    waits[next] = (waits[next] ?? 0) + 1;
  }
  const ready = new Queue(nodes);
  waits.forEach((count, n) => count === 0 && ready.add(n));
  const sorted: number[] = [];
  for (let n = ready.take(); n !== undefined; n = ready.take()) {
    sorted.push(n);
    for (const next of then[n] ?? []) {
      waits[next] = (waits[next] ?? 0) - 1;
      if (waits[next] === 0) ready.add(next);
    }
  }
  const done = new Set(sorted);
  return { sorted: sorted.flatMap((n) => nodes[n] ?? []), stuck: nodes.filter((_, n) => !done.has(n)) };
}

/** The first of the stuck nodes whose detachable parts make the ring, without them, and these as nodes of their own. */
function detach(nodes: readonly Node[], stuck: readonly Node[], constraints: Constraints): readonly Node[] | undefined {
  const candidates = new Set(stuck);
  for (const victim of nodes.filter((node) => candidates.has(node)).toSorted(byPriority)) {
    const others = new Set(stuck.flatMap((node) => (node === victim ? [] : node.members.map(keyOfObject))));
    const { operation } = victim;
    if (operation.verb !== 'create' && operation.verb !== 'drop') continue;
    const { verb, object, parts } = operation;
    const gone = parts.filter(
      (part) =>
        kindOf(part.kind).part?.detachable === true &&
        [...constraints.needs(victim, part)].some((need) => others.has(need)),
    );
    if (gone.length === 0) continue;
    const kept = parts.filter((part) => !gone.includes(part));
    return [
      ...nodes.filter((node) => node !== victim),
      { operation: { verb, object, parts: kept }, members: [object, ...kept], priority: victim.priority },
      ...gone.map((part): Node => ({
        operation: { verb, object: part, parts: [] },
        members: [part],
        priority: apart(verb, part),
      })),
    ];
  }
  return undefined;
}

/** A detached part is dropped before, and made after, all else that it could stand among. */
function apart(verb: 'create' | 'drop', { id }: DatabaseObject): readonly (string | number)[] {
  const place = [id.schema ?? '', id.table ?? '', id.name];
  return verb === 'drop' ? [0, ...place] : [1, Number.MAX_SAFE_INTEGER, ...place];
}

function byPriority(a: Node, b: Node): number {
  for (let i = 0; i < Math.max(a.priority.length, b.priority.length); i++) {
    const [x, y] = [a.priority[i] ?? '', b.priority[i] ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** The ready nodes, taken by priority: a binary heap. */
class Queue {
  private readonly heap: number[] = [];
  private readonly nodes: readonly Node[];

  constructor(nodes: readonly Node[]) {
    this.nodes = nodes;
  }

  add(n: number): void {
    this.heap.push(n);
    for (let i = this.heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.less(i, parent)) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  take(): number | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (first === undefined || last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < this.heap.length && this.less(left, least)) least = left;
      if (right < this.heap.length && this.less(right, least)) least = right;
      if (least === i) return first;
      this.swap(i, least);
      i = least;
    }
  }

  private less(i: number, j: number): boolean {
    const [a, b] = [this.nodes[this.heap[i] ?? 0], this.nodes[this.heap[j] ?? 0]];
    return a !== undefined && b !== undefined && byPriority(a, b) < 0;
  }

  private swap(i: number, j: number): void {
    const [a, b] = [this.heap[i], this.heap[j]];
    if (a === undefined || b === undefined) return;
    [this.heap[i], this.heap[j]] = [b, a];
  }
}
