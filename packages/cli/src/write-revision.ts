import { equal, fileName, losses, remarks, slug, wallTime, type Json, type WrittenCall } from '@sluice/core';
import type { MigrationFile, Step } from '@sluice/codegen';
import type { Hazard } from '@sluice/database';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runAfterWrite } from './after-write.js';
import { operationsOf, pluginsOf, writtenCall, type Content, type ContentStep } from './content.js';
import type { ResolvedConfig } from './config/config.js';
import {
  AfterWriteFailed,
  CodegenMissing,
  isExpected,
  messageOf,
  MigrationExists,
  MigrationNotReadBack,
  MigrationUnwritten,
  PluginNotExported,
} from './errors.js';
import { loadMigration } from './load/load-migration.js';
import { readMigrationHead } from './load/migration-head.js';
import type { MessageOptions } from './message.js';
import { writeNew } from './migration-files.js';
import { folderFor } from './migration-folders.js';
import type { Identity } from './place.js';
import type { Project } from './project.js';
import type { Proof } from './proof/proof.js';
import { recordCalls } from './record.js';

/** How a migration is written. */
export interface WriteOptions extends MessageOptions {
  /** The time it bears; the present, where it is left out. */
  readonly clock?: (() => Date) | undefined;
  /**
   * The folder it goes to, from the folder of the project: one that `migrations` of the config names. Where it is left
   * out, that of the revision it follows, or else the first.
   */
  readonly versionPath?: string | undefined;
  /** Makes the text and writes no file. */
  readonly printOnly?: boolean | undefined;
}

/** A migration that was written. */
export interface Written {
  /** Absolute. */
  readonly file: string;
  readonly revision: string;
  readonly source: string;
}

/** Writes a migration. Only a file that, read back, says what was meant is kept. */
export async function writeRevision(
  project: Project,
  identity: Identity,
  content: Content,
  options: WriteOptions,
): Promise<Written> {
  const { config } = project;
  const { clock = () => new Date() } = options;
  const { message } = content;
  const { revision } = identity;
  const date = clock();
  const warnings = content.warning === undefined ? [] : [content.warning];
  const hazards = await hazardsOf(content);
  const { timezone: timeZone } = config;
  const name = fileName(config.fileTemplate, { revision, slug: slug(message), date, timeZone });
  const file = path.join(await folderFor(project, identity, options.versionPath), `${name}.ts`);
  const migration: MigrationFile = {
    ...identity,
    message: [message, ...(content.notes ?? [])].join('\n\n'),
    createDate: wallTime(date, timeZone).iso,
    upgrade: content.upgrade.map((step, i) =>
      withComments(stepOf(step), [...operationsOf(step).flatMap(losses), ...(hazards.upgrade[i] ?? [])]),
    ),
    downgrade: content.downgrade.map((step, i) =>
      withComments(stepOf(step), [...(i === 0 ? warnings : []), ...(hazards.downgrade[i] ?? [])]),
    ),
    ...importsOf(content, config.root, path.dirname(file)),
    ...(content.irreversible === undefined ? {} : { irreversible: content.irreversible }),
  };
  const source = await provedText(await textOf(migration, file, config.template), content.proof);
  if (options.printOnly !== true) {
    // Asked before the work is done twice; the file system has the last word.
    if (existsSync(file)) throw new MigrationExists(file);
    await writeNew(file, source, (draft) => verify(config, draft, file, migration, source));
    await runAfterWrite(project, file);
    await requireIdentity(project, file, identity);
  }
  return { file, revision, source };
}

async function provedText(text: string, proof: Proof | undefined): Promise<string> {
  if (proof === undefined) return text;
  const { withProofLine } = await import('./proof/proof-line.js');
  const { textOf: proofText } = await import('./proof/proof.js');
  return withProofLine(text, proofText(proof));
}

/** What the proof saw each step do, a line each. */
async function hazardsOf({
  proof,
  sizeOf,
}: Pick<Content, 'proof' | 'sizeOf'>): Promise<
  Readonly<Record<'upgrade' | 'downgrade', readonly (readonly string[])[]>>
> {
  if (proof?.proved !== true || proof.hazards === undefined) return { upgrade: [], downgrade: [] };
  const { hazardLines } = await import('./proof/hazard-text.js');
  const linesOf = (hazards: readonly Hazard[]): readonly string[] => hazardLines(hazards, sizeOf);
  return { upgrade: proof.hazards.upgrade.map(linesOf), downgrade: proof.hazards.downgrade.map(linesOf) };
}

const stepOf = (step: ContentStep): Step => ({
  ...writtenCall(step),
  comments: operationsOf(step).flatMap(remarks),
});

/** The types of the plugins that a migration calls, as its file imports them. */
function importsOf(content: Content, root: string, folder: string): Pick<MigrationFile, 'plugins'> {
  const plugins = pluginsOf(content).map(({ name, exported }) => {
    if (exported === undefined) throw new PluginNotExported(name);
    const { as, from } = exported;
    return { name: as, from: from.startsWith('.') ? relativeImport(folder, path.resolve(root, from)) : from };
  });
  return plugins.length === 0 ? {} : { plugins };
}

/** The path of a module as a file in a folder imports it. */
function relativeImport(folder: string, file: string): string {
  const relative = path.relative(folder, file).split(path.sep).join('/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

const withComments = (step: Step, comments: readonly string[]): Step => ({
  ...step,
  comments: [...comments, ...(step.comments ?? [])],
});

async function textOf(migration: MigrationFile, file: string, template: ResolvedConfig['template']): Promise<string> {
  const { writeMigration } = await importCodegen();
  try {
    return await writeMigration(migration, { prettier: file, ...template });
  } catch (cause) {
    throw isExpected(cause) ? cause : new MigrationUnwritten(cause);
  }
}

async function importCodegen(): Promise<typeof import('@sluice/codegen')> {
  try {
    return await import('@sluice/codegen');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    throw isMissing ? new CodegenMissing(cause) : cause;
  }
}

/** Reads a file back and compares what it says with what it was written from. */
async function verify(
  { plugins }: ResolvedConfig,
  draft: string,
  file: string,
  migration: MigrationFile,
  text: string,
): Promise<void> {
  const read = await loadMigration(draft);
  if (!equal(identityOf(read), identityOf(migration))) throw new MigrationNotReadBack(file, 'identity', text);
  const directions =
    migration.irreversible === undefined ? (['upgrade', 'downgrade'] as const) : (['upgrade'] as const);
  for (const direction of directions) {
    const calls = await recordCalls((op) => read[direction](op), plugins);
    if (!equal(asJson(calls), asJson(migration[direction].map(callOf)))) {
      throw new MigrationNotReadBack(file, direction, text);
    }
  }
}

/** What a command has made of the file must still be this migration. */
async function requireIdentity({ config }: Project, file: string, identity: Identity): Promise<void> {
  if (config.afterWrite.length === 0) return;
  const name = path.relative(config.root, file);
  const failed = (reason: string, cause?: unknown): AfterWriteFailed =>
    new AfterWriteFailed(name, config.afterWrite.map((words) => words.join(' ')).join(', '), reason, cause);
  const head = await readMigrationHead(file).catch((cause: unknown) => {
    throw failed(messageOf(cause), cause);
  });
  if (!equal(identityOf(head), identityOf(identity))) throw failed('it says another revision or place than before.');
}

const identityOf = ({ revision, downRevision, branchLabels, dependsOn, replaces = [] }: Identity): Json => ({
  revision,
  downRevision,
  branchLabels,
  dependsOn,
  replaces,
});

const callOf = ({ directive, args, more }: Step): WrittenCall => ({
  directive,
  ...(args === undefined ? {} : { args }),
  ...(more === undefined ? {} : { more }),
});

/** Without the fields that have no value, which no file holds. */
function asJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}
