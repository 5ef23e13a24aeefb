/** What the process tells the shell. docs/exit-codes.md explains each. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  differences: 3,
  refused: 4,
  pending: 5,
  findings: 6,
  interrupted: 130,
} as const;

/** Of what was found at several places, that which says the most: differences before what is pending; `ok` of nothing. */
export const foremost = (codes: readonly number[]): number => (codes.length === 0 ? EXIT.ok : Math.min(...codes));
