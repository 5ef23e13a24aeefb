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
  const target = lookUp(after);
  const first: Operation[] = [];
  const here: Operation[] = [];
  const last: Operation[] = [];
  for (const [i, operation] of operations.entries()) {
    const form = isOn(operation, standing) ? formOf(operation, { find, server: before.server }) : undefined;
    if (form === undefined) {
      here.push(operation);
      continue;
    }
    first.push(...(form.first ?? []));
    here.push(...(form.here ?? []));
    (isNeeded(operation, operations.slice(i + 1), target) ? here : last).push(...(form.last ?? []));
  }
  return [...first, ...here, ...last];
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

/** Whether something that is made later cannot exist without what this operation makes. */
function isNeeded(operation: Operation, later: readonly Operation[], target: Lookup): boolean {
  if (operation.verb !== 'create') return false;
  const key = keyOfObject(operation.object);
  return later.flatMap(madeBy).some((made) => target.needs(made).has(key));
}

const madeBy = (operation: Operation): readonly Key[] =>
  operation.verb === 'create' ? [operation.object, ...operation.parts].map(keyOfObject) : [];
