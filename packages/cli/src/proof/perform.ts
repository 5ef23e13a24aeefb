import { toCall, type Connection, type Op, type Operation } from '@sluice/core';
import { run, type Step, type VersionTable } from '@sluice/database';
import { inPlace } from './in-place.js';

/** Does in a scratch database what a file with these operations would do, and records nothing. */
export async function performIn(
  connection: Connection,
  operations: readonly Operation[],
  settings: { readonly versionTable: VersionTable; readonly defaultSchema: string },
): Promise<void> {
  const migration = {
    revision: 'proof',
    downRevision: null,
    branchLabels: [],
    dependsOn: [],
    upgrade: (op: Op) => callAll(op, operations),
    downgrade: (op: Op) => callAll(op, operations),
  };
  const step: Step = { migration, direction: 'upgrade', deletes: [], inserts: [] };
  await inPlace(connection, async () => {
    await run(connection, () => [step], settings);
  });
}

/** Calls what a file would call. */
async function callAll(op: Op, operations: readonly Operation[]): Promise<void> {
  for (const { directive, args, more = [] } of operations.map(toCall)) {
    const call: unknown = Reflect.get(op, directive);
    if (typeof call === 'function') await call.call(op, args, ...more);
  }
}
