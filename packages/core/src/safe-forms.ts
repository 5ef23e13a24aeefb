import type { Find, SafeForm } from './kind.js';
import { lookUp, type Lookup } from './lookup.js';
import { keyOfObject, type Id, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';
import type { Server, Snapshot } from './snapshot.js';

/**
 * The same change in forms that hold up nobody who reads and writes the tables that are there already: what is long is
 * done without a lock that is in anybody's way, and in transactions of its own. What is done to a table that the same
 * operations make stays as it is.
 *
 * @param before - what is there when the operations begin
 * @param after - what they lead to
 */
export function withSafeForms(
  operations: readonly Operation[],
  before: Snapshot,
  after: Snapshot,
): readonly Operation[] {
  const standing = standingTables(operations, before);
  const { find } = lookUp(before);
  const isNeeded = neededLater(operations, lookUp(after));
  const done: Operation[] = [];
  let [first, here, last]: [Operation[], Operation[], Operation[]] = [[], [], []];
  const close = (): void => {
    done.push(...first, ...here, ...last);
    [first, here, last] = [[], [], []];
  };
  for (const operation of operations) {
    // Names mean something else after a rename than before it: nothing is moved past one.
    if (operation.verb === 'rename') {
      close();
      done.push(operation);
      continue;
    }
    const form = isOn(operation, standing) ? formOf(operation, { find, server: before.server }) : undefined;
    first.push(...(form?.first ?? []));
    here.push(...(form === undefined ? [operation] : (form.here ?? [])));
    (isNeeded(operation) ? here : last).push(...(form?.last ?? []));
  }
  close();
  return done;
}

function formOf(
  operation: Operation,
  surroundings: { readonly find: Find; readonly server: Server },
): SafeForm | undefined {
  if (operation.verb === 'execute' || operation.verb === 'rename') return undefined;
  const kind = operation.verb === 'alter' ? operation.kind : operation.object.kind;
  return kindOf(kind).safeForm?.(operation, surroundings);
}

/** The tables that are there all the while, under the names that they have then. */
function standingTables(operations: readonly Operation[], { objects }: Snapshot): ReadonlySet<string> {
  const standing = new Set(
    objects.filter(({ kind }) => kindOf(kind).container === true).map(({ id }) => nameOf(id.schema, id.name)),
  );
  for (const operation of operations) {
    if (operation.verb === 'rename' && kindOf(operation.kind).container === true)
      standing.add(nameOf(operation.id.schema, operation.to));
    if ((operation.verb === 'create' || operation.verb === 'drop') && kindOf(operation.object.kind).container === true)
      standing.delete(nameOf(operation.object.id.schema, operation.object.id.name));
  }
  return standing;
}

function isOn(operation: Operation, standing: ReadonlySet<string>): boolean {
  const id = idOf(operation);
  return id?.table !== undefined && standing.has(nameOf(id.schema, id.table));
}

function idOf(operation: Operation): Id | undefined {
  if (operation.verb === 'execute') return undefined;
  return operation.verb === 'alter' || operation.verb === 'rename' ? operation.id : operation.object.id;
}

const nameOf = (schema: string | undefined, name: string): string => JSON.stringify([schema, name]);

/** Tells whether something that is made later cannot exist without what an operation makes. */
function neededLater(operations: readonly Operation[], target: Lookup): (operation: Operation) => boolean {
  const needed = new Set<Key>();
  const found = new Set<Operation>();
  for (const operation of operations.toReversed()) {
    const made = madeBy(operation);
    if (made.some((key) => needed.has(key))) found.add(operation);
    for (const key of made) for (const need of target.needs(key)) needed.add(need);
  }
  return (operation) => found.has(operation);
}

const madeBy = (operation: Operation): readonly Key[] =>
  operation.verb === 'create' ? [operation.object, ...operation.parts].map(keyOfObject) : [];
