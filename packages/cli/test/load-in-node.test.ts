import { afterEach, expect, jest, test } from '@jest/globals';
import { features, manifest } from './fixtures/features.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';
import { runInNode } from './fixtures/run-in-node.ts';

// Files are written, built and imported by the dozen, maybe on a busy machine.
jest.setTimeout(60_000);

const projects: Project[] = [];
const project = (files: Files): Project => {
  const made = makeProject(files);
  projects.push(made);
  return made;
};
afterEach(() => projects.splice(0).forEach((made) => made.remove()));

const FEATURES = `
  import { loadModule } from 'source/load/load-modules.ts';
  import { pathToFileURL } from 'node:url';
  const results = [];
  for (const [root, entry] of args) {
    const { is, Table, getTableName } = await import(pathToFileURL(root + '/node_modules/drizzle-orm/index.js').href);
    const { PgTable } = await import(pathToFileURL(root + '/node_modules/drizzle-orm/pg-core/index.js').href);
    const shown = (value) => value instanceof PgTable ? 'table ' + getTableName(value) : typeof value === 'function' ? 'function' : value;
    const { exports } = await loadModule(root + '/' + entry).catch((error) => ({ exports: { error: error.message } }));
    results.push(Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, shown(value)])));
  }
  console.log(JSON.stringify(results));
`;

test.each(['module', 'commonjs'] as const)(
  'Node loads every feature in a project of type %s, with the same drizzle-orm',
  async (type) => {
    const made = features.map(({ files }) => project({ ...manifest(type), ...files }));
    const results = await runInNode(
      FEATURES,
      made.map(({ root }, i) => [root, features[i]?.entry ?? 'models.ts']),
    );
    expect(results).toEqual(features.map(({ expected }) => expected));
  },
);
