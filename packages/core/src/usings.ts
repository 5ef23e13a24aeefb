import { SluiceError } from './errors.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';
import { pathOf } from './path-of.js';
import { flag } from './paths.js';

/** How values come to a new type where PostgreSQL has no cast, as SQL by the name of what changes: `users.born`. */
export interface Usings {
  readonly upgrade?: Readonly<Record<string, string>>;
  /** The way back. */
  readonly downgrade?: Readonly<Record<string, string>>;
}

/** The option that says how values come to a new type, by the direction. */
const options = { upgrade: 'using', downgrade: 'using-back' } as const;

/** The direction of a migration. */
export type Direction = keyof typeof options;

/** What to write on the command line: `--using users.born:"expression"`. */
export const usingFlag = (direction: Direction, path: string): string =>
  `${flag(options[direction], `${path}:`)}"expression"`;

/** An answer for something whose type does not change. */
export class UsingUnused extends SluiceError {
  override readonly name = 'UsingUnused';
  readonly path: string;

  constructor(direction: Direction, path: string) {
    super(
      `--${options[direction]} ${path}: nothing in this migration changes the type of ${path}. It is taken for a column, named table.column, or a domain.`,
    );
    this.path = path;
  }
}

/**
 * The operations of one direction with the answers put in.
 *
 * @throws UsingUnused when an answer fits no operation.
 */
export function withUsings(
  direction: Direction,
  operations: readonly Operation[],
  usings: Usings = {},
): readonly Operation[] {
  const answers = usings[direction] ?? {};
  const used = new Set<string>();
  const answered = operations.map((operation) => {
    if (operation.verb !== 'alter' || !kindOf(operation.kind).casts?.(operation)) return operation;
    const path = pathOf(operation.id);
    const using = answers[path];
    if (using === undefined) return operation;
    used.add(path);
    return { ...operation, manner: { ...operation.manner, using } };
  });
  const unused = Object.keys(answers).find((path) => !used.has(path));
  if (unused !== undefined) throw new UsingUnused(direction, unused);
  return answered;
}
