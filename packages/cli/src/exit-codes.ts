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
