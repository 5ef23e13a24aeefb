/** Up to so many pairs each is looked at. */
const few = 400;
/** Of what is shared by more than so many nothing can be told. */
const common = 30;
/** So many that share most with one are looked at. */
const nearest = 5;

/**
 * The pairs of what goes and what comes that are worth a close look: all where they are few. Where they are many, those
 * that share the most traits which only some have: so that the time does not grow with the product of the two.
 */
export function candidates<T>(
  gone: readonly T[],
  come: readonly T[],
  traitsOf: (one: T, side: 'gone' | 'come') => readonly string[],
): readonly (readonly [T, T])[] {
  if (gone.length * come.length <= few) return gone.flatMap((one) => come.map((other) => [one, other] as const));
  const [was, is] = [gone.map((one) => traitsOf(one, 'gone')), come.map((one) => traitsOf(one, 'come'))];
  const found = new Map<string, readonly [T, T]>();
  const add = (i: number, j: number): void => {
    const [one, other] = [gone[i], come[j]];
    if (one !== undefined && other !== undefined) found.set(`${i} ${j}`, [one, other]);
  };
  nearestOf(was, is).forEach((near, i) => near.forEach((j) => add(i, j)));
  nearestOf(is, was).forEach((near, j) => near.forEach((i) => add(i, j)));
  return [...found.values()];
}

/** Of each the others that share the most with it; where none shares anything, the one in its place. */
function nearestOf(
  all: readonly (readonly string[])[],
  others: readonly (readonly string[])[],
): readonly (readonly number[])[] {
  const byTrait = new Map<string, number[]>();
  others.forEach((traits, n) => {
    for (const trait of new Set(traits)) {
      const list = byTrait.get(trait);
      if (list) list.push(n);
      else byTrait.set(trait, [n]);
    }
  });
  return all.map((traits, place) => {
    const shared = new Map<number, number>();
    for (const trait of new Set(traits)) {
      const list = byTrait.get(trait) ?? [];
      if (list.length > common) continue;
      for (const n of list) shared.set(n, (shared.get(n) ?? 0) + 1 / list.length);
    }
    const sorted = [...shared].toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, nearest);
    return sorted.length > 0 ? sorted.map(([n]) => n) : [Math.min(place, others.length - 1)];
  });
}

/** What of a name others may share: its words, and every three letters. */
export function traitsOfName(name: string): readonly string[] {
  const lower = name.toLowerCase();
  const words = lower.match(/\p{L}+|\p{N}+/gu) ?? [];
  const padded = ` ${lower} `;
  const threes = Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3));
  return [...words.map((word) => `word ${word}`), ...threes.map((three) => `three ${three}`)];
}
