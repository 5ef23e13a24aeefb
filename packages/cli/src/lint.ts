import { ancestors, distance, type Op, type Revision } from '@sluice/core';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chooseRevisions, type RevisionChoice } from './choose-revisions.js';
import type { ResolvedConfig } from './config/config.js';
import { ConfigError } from './config/errors.js';
import { findModels } from './load/load-models.js';
import { loadMigration } from './load/load-migration.js';
import type { LintLevels, LintResult } from './lint/finding.js';
import { RecordedHistory } from './lint/recorded-history.js';
import { ruleNames } from './lint/rules.js';
import { lintSubject } from './lint/lint-subject.js';
import { loadParser } from './lint/parse-sql.js';
import { readSubject, type ToRead } from './lint/read-subject.js';
import { operationsOf, recordCalls } from './lint/record-calls.js';
import { withPlugins } from './plugin.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { headOf } from './head-of.js';

/** Which migrations to look at, and how. */
export interface LintOptions extends ProjectOptions, RevisionChoice {
  /** The levels of rules where they are not the usual ones, over those of the config. */
  readonly levels?: LintLevels | undefined;
  /** What day it is, for waivers that end; by default the computer's, in UTC. */
  readonly clock?: (() => Date) | undefined;
}

/**
 * Looks for hazards in migrations, generated or written by hand: what they call for is recorded without a database, and
 * every SQL statement of it is parsed by PostgreSQL's own parser.
 *
 * @throws ParserMissing where the package libpg-query is not installed
 * @throws SinceUnknown where git does not say what has changed
 *
 * @example
 * ```ts
 * import { lint } from 'sluice';
 *
 * const { findings } = await lint({ since: 'main' });
 * for (const { file, line, rule, message } of findings) console.log(`${file}:${line} ${rule}: ${message}`);
 * ```
 */
export async function lint(options: LintOptions = {}): Promise<LintResult> {
  const project = await openProject(options);
  return lintRevisions(project, await chooseRevisions(project, options), options);
}

/** The same of a project that is read, and of these. */
export async function lintRevisions(
  project: Project,
  chosen: readonly Revision[],
  options: Pick<LintOptions, 'levels' | 'clock'>,
): Promise<LintResult> {
  if (chosen.length === 0) return { migrations: 0, findings: [], waived: 0 };
  const parser = await loadParser();
  const models = await modelFiles(project);
  const how = {
    levels: knownLevels({ ...project.config.lint.rules, ...options.levels }, project.config),
    today: (options.clock?.() ?? new Date()).toJSON().slice(0, 10),
  };
  const results = [];
  for (const { migration, revision } of await read(project, chosen)) {
    const subject = await readSubject({ ...migration, models }, parser);
    results.push(lintSubject(subject, revision, how));
  }
  return {
    migrations: chosen.length,
    findings: results.flatMap(({ findings }) => findings),
    waived: results.reduce((sum, { waived }) => sum + waived, 0),
  };
}

/** A rule that is misspelt would be taken for one that is set. */
function knownLevels(levels: LintLevels, { file }: ResolvedConfig): LintLevels {
  const unknown = Object.keys(levels).find((name) => !ruleNames.includes(name));
  if (unknown === undefined) return levels;
  const near = ruleNames.find((name) => distance(name, unknown) <= 3);
  throw new ConfigError(
    `\`lint.rules\` in ${path.basename(file)} has ${unknown}, and there is no such rule: ${near === undefined ? 'docs/lint.md lists them' : `did you mean ${near}`}${near === undefined ? '.' : '?'}`,
    { file, key: `lint.rules.${unknown}` },
  );
}

interface Chosen {
  readonly revision: Revision;
  readonly migration: Omit<ToRead, 'models'>;
}

/** The chosen ones, with what the migrations before each have made. */
async function read(project: Project, chosen: readonly Revision[]): Promise<readonly Chosen[]> {
  const { graph, config } = project;
  const wanted = new Set(chosen);
  const needed = ancestors(graph, chosen);
  const history = new RecordedHistory(graph);
  const result: Chosen[] = [];
  for (const revision of graph.revisions.filter((one) => needed.has(one.revision))) {
    const { file } = headOf(project, revision.revision);
    const loaded = await loadMigration<Op>(file);
    const migration = {
      file,
      upgrade: (op: Op) => loaded.upgrade(withPlugins(op, config.plugins)),
      downgrade: (op: Op) => loaded.downgrade(withPlugins(op, config.plugins)),
      before: history.before(revision),
    };
    // What one of them throws is said when it is looked at itself.
    const { calls } = await recordCalls(migration.upgrade, migration.before);
    history.add(revision, operationsOf(calls));
    if (wanted.has(revision))
      result.push({ revision, migration: { ...migration, source: await readFile(file, 'utf8') } });
  }
  return result;
}

/** Where the config names none, or none are there, no migration can import them. */
async function modelFiles({ config }: Project): Promise<readonly string[]> {
  return config.models.length === 0 ? [] : findModels(config).catch(() => []);
}
