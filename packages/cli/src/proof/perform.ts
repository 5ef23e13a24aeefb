import { toCall, type Connection, type Op, type Operation } from '@sluice/core';
import { run, type Hazard, type Meter, type Step, type VersionTable } from '@sluice/database';
import { inPlace } from './in-place.js';

/** Does in a scratch database what a file with these operations would do, and records nothing. What each did is told. */
export async function performIn(
  connection: Connection,
  operations: readonly Operation[],
  settings: { readonly versionTable: VersionTable; readonly defaultSchema: string },
  meter: Meter = nothingMeasured,
): Promise<readonly (readonly Hazard[])[]> {
  let hazards: (readonly Hazard[])[] = [];
  const callMeasured = async (op: Op): Promise<void> => {
    hazards = [];
    for (const operation of operations) hazards.push(await meter.measure(() => callOne(op, operation)));
  };
  const migration = {
    revision: 'proof',
    downRevision: null,
    branchLabels: [],
    dependsOn: [],
    upgrade: callMeasured,
    downgrade: callMeasured,
  };
  const step: Step = { migration, direction: 'upgrade', deletes: [], inserts: [] };
  await inPlace(connection, async () => {
    await run(connection, () => [step], settings);
  });
  return hazards;
}

/** Calls what a file would call. */
async function callOne(op: Op, operation: Operation): Promise<void> {
  const { directive, args, more = [] } = toCall(operation);
  const call: unknown = Reflect.get(op, directive);
  if (typeof call === 'function') await call.call(op, args, ...more);
}

const nothingMeasured: Meter = {
  measure: async (step) => {
    await step();
    return [];
  },
};
