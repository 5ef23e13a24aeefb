import { diff, plan, readModels, reverse, toCall } from '@sluice/core';
import { writeMigration } from '@sluice/codegen';
import { connect, introspect } from '@sluice/database';
import { loadConfig } from 'sluice';

import { loadModels } from '../packages/cli/src/load/load-models.ts';
import { measure, type Measured } from './measure.ts';
import type { Shape } from './models.ts';
import { createMade } from './sql.ts';

/** The parts of an autogenerate of all that there is, in this process: each, and how it grows. */
export async function measureGrowth(
  server: string,
  shape: Shape,
  runs: number,
  root: string,
): Promise<readonly Measured[]> {
  const database = await createMade(server, shape);
  try {
    const connection = await connect(database.url);
    try {
      const { exports, drizzle } = await loadModels(await loadConfig({ cwd: root }));
      const current = await introspect(connection);
      const nothing = { ...current, objects: current.objects.filter(({ kind }) => kind === 'schema') };
      const differences = diff(nothing, current);
      const operations = plan(differences, nothing, current);
      const steps = operations.map((operation) => toCall(operation));
      const file = { ...head, upgrade: steps, downgrade: [] };
      const of = async (name: string, work: () => unknown): Promise<Measured> =>
        measure(`${name}, ${shape.tables} tables`, runs, work);
      return [
        await of('introspect', () => introspect(connection)),
        await of('read the models', () => readModels(exports, drizzle)),
        await of('diff', () => diff(nothing, current)),
        await of('plan', () => plan(differences, nothing, current)),
        await of('plan of the way back', () => plan(reverse(differences), current, nothing)),
        await of('codegen', () => writeMigration(file)),
      ];
    } finally {
      await connection.close();
    }
  } finally {
    await database.drop();
  }
}

const head = {
  revision: 'aaaaaaaaaaaa',
  downRevision: null,
  branchLabels: [],
  dependsOn: [],
  message: 'First',
  createDate: '2026-01-01T00:00:00.000Z',
} as const;
