import type { Revision } from './revision.js';

/** Lines from each revision to others, by revision id. */
export type Edges = ReadonlyMap<string, readonly Revision[]>;

/**
 * Each revision after those before it; of those that could come next, the first by file name. Leaves out those in a
 * circle and those after them.
 */
export function topologicalOrder(revisions: readonly Revision[], before: Edges, after: Edges): readonly Revision[] {
  const byName = revisions.toSorted((a, b) => compare(nameOf(a), nameOf(b)) || compare(a.revision, b.revision));
  const rank = new Map(byName.map((revision, index) => [revision.revision, index]));
  const waiting = new Map(revisions.map(({ revision }) => [revision, before.get(revision)?.length ?? 0]));
  const ready = new Heap();
  const release = (revision: Revision): void => ready.push(rank.get(revision.revision) ?? 0);
  for (const revision of revisions) if (waiting.get(revision.revision) === 0) release(revision);

  const order: Revision[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const revision = byName[next];
    if (revision === undefined) break;
    order.push(revision);
    for (const later of after.get(revision.revision) ?? []) {
      const left = (waiting.get(later.revision) ?? 0) - 1;
      waiting.set(later.revision, left);
      if (left === 0) release(later);
    }
  }
  return order;
}

/** The file's name without its folder, so that it does not matter where a migration lies. */
const nameOf = (revision: Revision): string => (revision.file ?? '').replace(/^.*[/\\]/s, '');

/** By code unit: the same on every machine, as a locale's order is not. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A heap of numbers, smallest out first. */
class Heap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((items[parent] ?? 0) <= item) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): number | undefined {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    items[0] = last;
    let at = 0;
    for (;;) {
      const child = this.#smallerChild(at);
      if (child === undefined || (items[child] ?? 0) >= last) return first;
      this.#swap(at, child);
      at = child;
    }
  }

  #smallerChild(at: number): number | undefined {
    const left = this.#items[2 * at + 1];
    const right = this.#items[2 * at + 2];
    if (left === undefined) return undefined;
    return right !== undefined && right < left ? 2 * at + 2 : 2 * at + 1;
  }

  #swap(a: number, b: number): void {
    [this.#items[a], this.#items[b]] = [this.#items[b] ?? 0, this.#items[a] ?? 0];
  }
}
