import { SluiceError } from './errors.js';
import type { Id } from './object.js';
import type { Operation } from './operation.js';

/** What rows that exist get in a column, as SQL, by the column's name: `users.email`. */
export type Fills = Readonly<Record<string, string>>;

/** A fill for a column that needs none. */
export class FillUnused extends SluiceError {
  override readonly name = 'FillUnused';

  constructor(path: string) {
    super(
      `--fill ${path}: nothing in this migration fills ${path}. It is taken for a column that is added or becomes NOT NULL, named table.column.`,
    );
  }
}

/**
 * The operations with the answers put in.
 *
 * @throws FillUnused when an answer fits no operation in either direction.
 */
export function withFills(
  directions: readonly (readonly Operation[])[],
  fills: Fills,
): readonly (readonly Operation[])[] {
  const used = new Set<string>();
  const filled = directions.map((operations) => operations.map((operation) => withFill(operation, fills, used)));
  const unused = Object.keys(fills).find((path) => !used.has(path));
  if (unused !== undefined) throw new FillUnused(unused);
  return filled;
}

function withFill(operation: Operation, fills: Fills, used: Set<string>): Operation {
  const path = pathOf(operation);
  const fill = path === undefined ? undefined : fills[path];
  if (path === undefined || fill === undefined || operation.verb === 'execute' || operation.verb === 'rename')
    return operation;
  used.add(path);
  return { ...operation, manner: { ...operation.manner, fill } };
}

/** Where rows may need a value: an object on a table that is added, or demands one from now on. */
function pathOf(operation: Operation): string | undefined {
  if (operation.verb === 'create') return label(operation.object.id);
  return operation.verb === 'alter' && Object.values(operation.changes).some(({ to }) => to === true)
    ? label(operation.id)
    : undefined;
}

const label = ({ schema, table, name }: Id): string | undefined =>
  table === undefined
    ? undefined
    : [schema === 'public' ? undefined : schema, table, name].filter((part) => part !== undefined).join('.');
