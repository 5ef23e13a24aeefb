import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { emptyCluster } from '../../../test-support/database.ts';
import { build } from './fixtures/build.ts';
import { repository } from './fixtures/markdown.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';

/** An application that migrates when it starts, and says how its database is. */
const app = `
  import { appendFileSync, openAsBlob } from 'node:fs';
  import { createRequire } from 'node:module';
  import { health, migrateOnStart } from 'sluice';
  import { PGlite } from '@electric-sql/pglite';
  const database = await PGlite.create({ loadDataDir: await openAsBlob(process.env.CLUSTER) });
  const options = { config: { migrations: './migrations' }, database };
  const { revisions } = await migrateOnStart(options);
  const { status } = await health(options);
  await database.close();
  for (const file of Object.keys(createRequire(import.meta.url).cache)) appendFileSync(process.env.LOADED, file + '\\n');
  console.log(revisions.join(), status);
`;

/** Writes down every module that is loaded: those of ES by a hook, those of CommonJS by their cache. */
const recorder = {
  'record.mjs': `
    import { register } from 'node:module';
    register('./hook.mjs', import.meta.url);
  `,
  'hook.mjs': `
    import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(process.env.LOADED, url + '\\n');
      return next(url, context);
    }
  `,
};

const body = `
  export async function upgrade(op) { await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'integer' }] }); }
  export async function downgrade(op) { await op.dropTable({ name: 'users' }); }
`;
const javascript = `export const revision = 'aaaa';\nexport const downRevision = null;\n${body}`;
const typescript = `import type { Op } from 'sluice';\n${javascript.replaceAll('(op)', '(op: Op): Promise<void>')}`;
const commonjs = `
  exports.revision = 'aaaa';
  exports.downRevision = null;
  exports.upgrade = async (op) => { await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'integer' }] }); };
  exports.downgrade = async (op) => { await op.dropTable({ name: 'users' }); };
`;

const shared = makeProject({}, []);
const cluster = shared.file('cluster.tar');
beforeAll(async () => {
  await build();
  writeFileSync(cluster, Buffer.from(await (await emptyCluster()).arrayBuffer()));
}, 180_000);
afterAll(() => shared.remove());

/** A project as an image for production has it: what is not installed there is not found. */
function image(files: Files): Project {
  const project = makeProject({ 'package.json': '{"type":"module"}', 'app.mjs': app, ...recorder, ...files }, []);
  for (const [name, folder] of [
    ['@sluice/core', 'core'],
    ['@sluice/database', 'database'],
    ['sluice', 'cli'],
  ] as const) {
    const to = project.file(`node_modules/${name}`);
    mkdirSync(to, { recursive: true });
    for (const part of ['dist', 'package.json']) {
      cpSync(path.join(repository, 'packages', folder, part), path.join(to, part), { recursive: true });
    }
  }
  for (const name of ['pg', '@electric-sql/pglite']) project.link(name);
  return project;
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The packages of which a module was loaded. */
  readonly packages: readonly string[];
}

/** Runs the application in a Node of its own. */
function run(project: Project): Ran {
  const loaded = project.file('loaded.txt');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', './record.mjs', 'app.mjs'], {
    cwd: project.root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CLUSTER: cluster, LOADED: loaded },
  });
  const files = readFileSync(loaded, 'utf8').split('\n');
  const packages = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return { status, stdout, stderr, packages: [...new Set(packages)].toSorted() };
}

const OF_THE_RUN = ['@electric-sql/pglite', '@sluice/core', '@sluice/database', 'sluice'];

describe('an image for production, in which nothing is installed but what runs migrations', () => {
  let project: Project | undefined;
  afterEach(() => project?.remove());

  test.each([
    ['an ES module', 'migrations/1.js', javascript],
    ['a .mjs', 'migrations/1.mjs', javascript],
    ['a .cjs', 'migrations/1.cjs', commonjs],
  ])('%s is run, and nothing else is loaded', (_, file, text) => {
    project = image({ [file]: text });
    expect(run(project)).toMatchObject({ status: 0, stderr: '', stdout: 'aaaa ok\n', packages: OF_THE_RUN });
  });

  test('what stands beside its source is one with it', () => {
    project = image({
      'migrations/1.ts': typescript,
      'migrations/1.js': javascript,
      'migrations/1.js.map': '{}',
      'migrations/1.d.ts': 'export declare const revision: string;',
    });
    expect(run(project)).toMatchObject({ status: 0, stdout: 'aaaa ok\n', packages: OF_THE_RUN });
  });

  // What a Node can do that strips types, and what another says.
  const isStripped = Boolean(Reflect.get(process.features, 'typescript'));

  test('TypeScript alone is run where Node strips types, and elsewhere says what to do', () => {
    project = image({ 'migrations/1.ts': typescript });
    const { status, stdout, stderr, packages } = run(project);
    expect(packages).toEqual(OF_THE_RUN);
    expect({ status, stdout }).toEqual(isStripped ? { status: 0, stdout: 'aaaa ok\n' } : { status: 1, stdout: '' });
    const wayOut = `1.ts: this migration cannot be read: it is TypeScript, and this Node (${process.version}) does not take out types by itself: compile it to JavaScript before it is deployed, run it with Node 22.18 or newer, or install esbuild.`;
    expect(stderr.includes(wayOut)).toBe(!isStripped);
  });

  test('TypeScript is run by esbuild, where it is installed', () => {
    project = image({ 'migrations/1.ts': typescript });
    project.link('esbuild');
    expect(run(project)).toMatchObject({ status: 0, stdout: 'aaaa ok\n' });
  });

  test('JavaScript that imports what is not installed', () => {
    project = image({ 'migrations/1.js': `import 'left-out';\n${javascript}` });
    const { status, stderr } = run(project);
    expect(status).toBe(1);
    expect(stderr).toContain("Cannot find package 'left-out'");
  });
});
