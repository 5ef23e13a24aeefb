import { findRevision, heads } from '@sluice/core';
import { differenceOf } from '@sluice/database';
import { askNobody } from '../answers.js';
import { compareModels, readProjectModels } from '../compare-models.js';
import { SeveralHeads } from '../errors.js';
import type { Project, ProjectOptions } from '../project.js';
import { MigrationRefuted } from '../proof/proof.js';
import { prove } from '../prove.js';
import { DowngradeDiffers, MigrationNotTried, ModelsDiffer } from './errors.js';
import { openTested } from './open-tested.js';
import { runnerOf, type Describe, type Test } from './runner.js';
import { assertServer } from './server.js';
import { withWalk, type RowsOf, type Walk, type WalkOptions } from './walk.js';

/** The tests that there are. */
export type MigrationTest =
  | 'there is one head'
  | 'the migrations lead from base to head'
  | 'each migration runs there, back and there again'
  | 'the models are what the migrations make'
  | 'each downgrade brings back what was';

/**
 * Rows that are put in just before a revision runs: by the revision, or the beginning of it, SQL or a function that runs
 * it.
 */
export type RowsBefore = Readonly<Record<string, RowsOf>>;

/** What is tested, and where. */
export interface MigrationTestsOptions extends Pick<ProjectOptions, 'cwd' | 'file' | 'config'> {
  /** The name of a database of the config, where that has several: whose models and migrations are meant. */
  readonly database?: string | undefined;
  /**
   * A server on which databases are made and dropped: `postgres://role@host/database`. An embedded PGlite, where it is
   * left out. The database of the config is not touched.
   */
  readonly server?: string | undefined;
  /**
   * Rows that a migration must take along. An upgrade that moves values is tried with them, and every downgrade.
   *
   * @example { '9c2b3f1a4e5d': `insert into users (email) values ('ada@example.com')` }
   */
  readonly rows?: RowsBefore | undefined;
  /**
   * A revision, or the beginning of one, which is never undone, with all before it: where their downgrades cannot bring
   * back what was. All are undone, where it is left out.
   */
  readonly downgradesTo?: string | undefined;
  /** The tests that are registered; all, where it is left out. */
  readonly tests?: readonly MigrationTest[] | undefined;
  /** How long each test may take, in milliseconds; 60000, where it is left out. */
  readonly timeout?: number | undefined;
  /** What groups tests; the global `describe`, where it is left out. */
  readonly describe?: Describe | undefined;
  /** What registers a test; the global `test`, where it is left out. */
  readonly test?: Test | undefined;
}

/**
 * Registers tests of all migrations of a project, with Jest, Vitest or node:test. They need no server and leave nothing
 * behind.
 *
 * @example
 * ```ts
 * import { migrationTests } from 'sluice/testing';
 *
 * migrationTests({ rows: { '9c2b3f1a4e5d': `insert into users (email) values ('ada@example.com')` } });
 * ```
 *
 * @throws TestRunnerMissing where `describe` and `test` are neither global nor given
 * @throws ServerInvalid
 */
export function migrationTests(options: MigrationTestsOptions = {}): void {
  const { describe, test } = runnerOf(options);
  if (options.server !== undefined) assertServer(options.server);
  const { tests = ALL, timeout = 60_000 } = options;
  describe('migrations', () => {
    for (const name of ALL.filter((one) => tests.includes(one))) test(name, () => TESTS[name](options), timeout);
  });
}

const TESTS: Readonly<Record<MigrationTest, (options: MigrationTestsOptions) => Promise<void>>> = {
  'there is one head': oneHead,
  'the migrations lead from base to head': upgrades,
  'each migration runs there, back and there again': eachProved,
  'the models are what the migrations make': modelsMatch,
  'each downgrade brings back what was': downgradesRestore,
};

const ALL: readonly MigrationTest[] = [
  'there is one head',
  'the migrations lead from base to head',
  'each migration runs there, back and there again',
  'the models are what the migrations make',
  'each downgrade brings back what was',
];

async function oneHead(options: MigrationTestsOptions): Promise<void> {
  const { graph } = await openTested(options);
  const found = heads(graph);
  if (found.length > 1) throw new SeveralHeads(found);
}

async function upgrades(options: MigrationTestsOptions): Promise<void> {
  await withWalk(await walkOf(options), climb);
}

async function eachProved(options: MigrationTestsOptions): Promise<void> {
  const project = await openTested(options);
  const { cwd, file, config, database, server } = options;
  const proved = await prove({
    cwd,
    file,
    config,
    database,
    scratch: server,
    revisions: undoable(project, options),
    dryRun: true,
  });
  for (const { file, proof, verdict } of proved) {
    if (!proof.proved) throw new MigrationNotTried(file, proof.reason);
    if (verdict === 'refuted') throw new MigrationRefuted(file, proof, 'Correct the migration, or its downgrade.');
  }
}

async function modelsMatch(options: MigrationTestsOptions): Promise<void> {
  await withWalk(await walkOf(options), async (walk) => {
    const { project, connection } = walk;
    const models = await readProjectModels(project);
    await climb(walk);
    const { upgrade } = await compareModels(project, connection, models, { standing: project.config, ask: askNobody });
    if (upgrade.length > 0) throw new ModelsDiffer(upgrade);
  });
}

async function downgradesRestore(options: MigrationTestsOptions): Promise<void> {
  await withWalk(await walkOf(options), async (walk) => {
    const undone = new Set(undoable(walk.project, options));
    const before: string[] = [];
    for (const step of walk.steps) {
      before.push(await walk.catalog());
      await step.up();
    }
    for (const [index, { revision, file, down }] of [...walk.steps.entries()].toReversed()) {
      if (!undone.has(revision)) return;
      await down();
      const facts = differenceOf(before[index] ?? '', await walk.catalog());
      if (facts.length > 0) throw new DowngradeDiffers(revision, file, facts);
    }
    // A database that was undone can be migrated anew.
    await climb(walk);
  });
}

async function climb({ steps }: Walk): Promise<void> {
  for (const step of steps) await step.up();
}

async function walkOf(options: MigrationTestsOptions): Promise<WalkOptions> {
  const { graph } = await openTested(options);
  const rows = Object.entries(options.rows ?? {}).map(
    ([name, rows]) => [findRevision(graph, name).revision, rows] as const,
  );
  return { ...options, rows: new Map(rows) };
}

/** The revisions whose downgrades are tried, oldest first. */
function undoable({ graph }: Project, { downgradesTo }: MigrationTestsOptions): readonly string[] {
  const all = graph.revisions.map(({ revision }) => revision);
  if (downgradesTo === undefined) return all;
  return all.slice(all.indexOf(findRevision(graph, downgradesTo).revision) + 1);
}
