import { createOp, relocate, relocateId, statements, toCall, type Connection, type Relocation } from '@sluice/core';
import type { Directives, Step } from './run-migration.js';
import { runWith, type Plan, type RunOptions } from './run-with.js';

/**
 * Runs migrations, one process at a time: takes the lock, asks the plan what is to be run, runs each migration in a
 * transaction that records it too, and gives the steps that were run. With `writtenFor`, what the migrations do in that
 * schema is done in the default schema.
 */
export const run = (connection: Connection, plan: Plan, options: RunOptions = {}): Promise<readonly Step[]> =>
  runWith({ createOp: createOpIn(relocationOf(options)), statements, toCall }, connection, plan, options);

function relocationOf({ defaultSchema = 'public', writtenFor = defaultSchema }: RunOptions): Relocation | undefined {
  return writtenFor === defaultSchema ? undefined : { from: writtenFor, to: defaultSchema };
}

/** The `op` of which each directive and each question is meant in another schema. */
const createOpIn =
  (relocation: Relocation | undefined): Directives['createOp'] =>
  (perform, abilities) =>
    relocation === undefined
      ? createOp(perform, abilities)
      : createOp((operation) => perform(relocate(operation, relocation)), {
          ...abilities,
          has: (directive, kinds, id) => abilities.has(directive, kinds, relocateId(id, relocation)),
        });
