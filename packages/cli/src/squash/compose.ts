import {
  findByPath,
  keyOf,
  kindOf,
  pathOf,
  rename,
  renamedId,
  UsingUnused,
  type Connection,
  type Id,
  type KindName,
  type Operation,
  type Usings,
} from '@sluice/core';
import {
  introspect,
  migrate,
  ownTables,
  readNames,
  renamedBetween,
  type Directions,
  type VersionTable,
} from '@sluice/database';
import { performIn } from '../proof/perform.js';

/** Two scratch databases in which everything before a range has run. */
export interface Places {
  /** Runs what the range did. */
  readonly ahead: Connection;
  /** Runs what was made of it. */
  readonly behind: Connection;
  readonly versionTable: VersionTable;
  readonly defaultSchema: string;
}

/**
 * Makes of many operations the few that reach the same catalog, both ways. What is kept as it was written stays between
 * what came before it and what came after it. Afterwards both databases are where the operations lead.
 */
export async function compose(
  places: Places,
  operations: readonly Operation[],
  isKept: (operation: Operation) => boolean,
): Promise<Directions> {
  const upgrade: Operation[] = [];
  const downgrade: Operation[] = [];
  const pieces = piecesOf(operations, isKept);
  for (const { kept, operations: piece } of pieces) {
    if (kept) {
      await performIn(places.ahead, piece, places);
      await performIn(places.behind, piece, places);
      upgrade.push(...piece);
      continue;
    }
    const found = await shorten(places, piece);
    upgrade.push(...(pieces.length === 1 ? found.upgrade : found.upgrade.map(committed)));
    downgrade.unshift(...found.downgrade);
  }
  return { upgrade, downgrade };
}

/** Operations that stay as they are, or that are made one step. */
interface Piece {
  readonly kept: boolean;
  readonly operations: readonly Operation[];
}

function piecesOf(operations: readonly Operation[], isKept: (operation: Operation) => boolean): readonly Piece[] {
  const pieces: { kept: boolean; operations: Operation[] }[] = [];
  for (const operation of operations) {
    const kept = isKept(operation);
    const last = pieces.at(-1);
    if (last?.kept === kept) last.operations.push(operation);
    else pieces.push({ kept, operations: [operation] });
  }
  return pieces;
}

/** What leads from where the one database is to where the operations bring the other; both are there afterwards. */
async function shorten(places: Places, operations: readonly Operation[]): Promise<Directions> {
  const { ahead, behind, versionTable, defaultSchema } = places;
  const reading = { defaultSchema, without: ownTables(versionTable) };
  const current = await introspect(behind, reading);
  const names = await readNames(ahead);
  await performIn(ahead, operations, places);
  const renames = Object.entries(renamedBetween(names, await readNames(ahead))).filter(
    ([path]) => findByPath(current.objects, path) !== undefined,
  );
  const desired = await introspect(ahead, reading);
  const renamed = rename(current, Object.fromEntries(renames), () => true);
  await performIn(behind, renamed.operations, places);
  const begun = await introspect(behind, reading);
  const lead = (usings: Usings): Promise<Directions> => migrate(behind, begun, desired, defaultSchema, [], usings);
  const { upgrade, downgrade } = await leadWith(lead, usingsOf(operations));
  const filled = withFillsOf(operations, upgrade);
  await performIn(behind, filled, places);
  return { upgrade: [...renamed.operations, ...filled], downgrade: [...downgrade, ...renamed.reverse] };
}

/** How values came to a new type, where that was said: by the path at the end. */
const usingsOf = (operations: readonly Operation[]): Readonly<Record<string, string>> =>
  Object.fromEntries(saidOf(operations, 'using').map(({ id, said }) => [pathOf(id), said]));

/** Where the type of something is in the end what it was, or it is new, nothing needs a way. */
async function leadWith(
  lead: (usings: Usings) => Promise<Directions>,
  upgrade: Readonly<Record<string, string>>,
): Promise<Directions> {
  try {
    return await lead({ upgrade });
  } catch (error) {
    if (!(error instanceof UsingUnused)) throw error;
    const { path } = error;
    return leadWith(lead, Object.fromEntries(Object.entries(upgrade).filter(([each]) => each !== path)));
  }
}

/** What the rows that exist got, they get again where a value is wanted. */
function withFillsOf(operations: readonly Operation[], found: readonly Operation[]): readonly Operation[] {
  const fills = new Map(saidOf(operations, 'fill').map(({ kind, id, said }) => [keyOf(kind, id), said]));
  return found.map((operation) => {
    const [wanted] = saidOf([operation], 'fill');
    const fill = wanted && fills.get(keyOf(wanted.kind, wanted.id));
    if (fill === undefined || (operation.verb !== 'create' && operation.verb !== 'alter')) return operation;
    return { ...operation, manner: { ...operation.manner, fill } };
  });
}

/** What operations say of how they are done, and of what: under the name that it has after all of them. */
function saidOf(operations: readonly Operation[], manner: 'fill' | 'using') {
  return operations.flatMap((operation, i) => {
    if (operation.verb !== 'create' && operation.verb !== 'alter') return [];
    const said = operation.manner?.[manner];
    const { kind, id } = operation.verb === 'create' ? operation.object : operation;
    return typeof said === 'string' ? [{ kind, id: idAfter(kind, id, operations.slice(i + 1)), said }] : [];
  });
}

const idAfter = (kind: KindName, id: Id, operations: readonly Operation[]): Id =>
  operations.reduce((now, each) => (each.verb === 'rename' ? renamedId({ kind, id: now }, each, each.to) : now), id);

/** A value that is added can be used only once it is committed, which a file of its own did by itself. */
function committed(operation: Operation): Operation {
  return operation.verb === 'alter' && kindOf(operation.kind).values !== undefined
    ? { ...operation, manner: { ...operation.manner, commit: true } }
    : operation;
}
