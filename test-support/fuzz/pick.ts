/** What one thing is made of: a name, and numbers that choose. Numbers shrink to 0, the plainest choice. */
export interface Draw {
  readonly name: string;
  readonly picks: readonly number[];
}

/** Chooses by a number. */
export function pick<T>(list: readonly T[], n: number | undefined): T | undefined {
  return list[(n ?? 0) % Math.max(1, list.length)];
}
