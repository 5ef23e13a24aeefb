import { isParkable, recordedObjects, withParking, withReturn, type Connection, type Operation } from '@sluice/core';
import { isParkedOf, readParked, type PrepareOperation, type Step } from '@sluice/database';
import { recordInto } from './record.js';

/**
 * Has drops put rows and values aside, and creates bring back what the other direction has put aside.
 *
 * @param park - whether drops park that do not say it themselves
 */
export async function createParking(connection: Connection, park: boolean): Promise<PrepareOperation> {
  const parked = await readParked(connection);
  return (operation, { revision }) => {
    if (operation.verb !== 'create') return withParking(operation, revision, park);
    return parked.some((each) => isParkedOf(each, operation.object.id, revision))
      ? withReturn(operation, revision)
      : operation;
  };
}

/** The same without a database: whether there is anything to bring back, the script finds out itself. */
export async function createOfflineParking(steps: readonly Step[], park: boolean): Promise<PrepareOperation> {
  const parking = new Set<string>();
  for (const { migration } of steps) {
    if (park || (await parksItself(migration))) parking.add(migration.revision);
  }
  return (operation, { revision, direction }) =>
    operation.verb === 'create' && direction === 'downgrade' && parking.has(revision)
      ? withReturn(operation, revision)
      : withParking(operation, revision, park);
}

/** Whether the upgrade of a migration says that its drops park. */
async function parksItself(migration: Step['migration']): Promise<boolean> {
  const operations: Operation[] = [];
  await recordInto(
    operations,
    (op) => migration.upgrade(op),
    async () => recordedObjects(operations),
  ).catch(() => undefined);
  return operations.some((operation) => isParkable(operation) && operation.manner?.['park'] === true);
}
