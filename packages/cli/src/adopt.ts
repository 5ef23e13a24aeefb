import { RefusedError, type Connection, type DatabaseObject, type Operation } from '@sluice/core';
import { readVersions, stamp as record } from '@sluice/database';
import { rm } from 'node:fs/promises';
import type { AlembicRecord } from './adopt/alembic.js';
import { baselineOf } from './adopt/baseline.js';
import { HistoryExists, NothingToAdopt } from './adopt/errors.js';
import { statementsOf, type KitFile } from './adopt/kit-folder.js';
import { isApplied, type KitState } from './adopt/kit-record.js';
import { findSource, type Source, type SourceName } from './adopt/source.js';
import { askNobody } from './answers.js';
import { readProjectModels, requestOf } from './compare-models.js';
import { desire, draft, type Desired, type DraftRequest } from './draft.js';
import { describeObject } from './describe.js';
import { someOf } from './output.js';
import { readMigrationHead } from './load/migration-head.js';
import { openToWrite } from './message.js';
import { textOf } from './migration-text.js';
import { identityOf, type Identity } from './place.js';
import type { Project, ProjectOptions } from './project.js';
import { withDatabase } from './session.js';
import type { Content } from './content.js';
import { writeRevision, type Written, type WriteOptions } from './write-revision.js';

/** What to take over, and how. */
export interface AdoptOptions extends ProjectOptions, Pick<WriteOptions, 'clock' | 'versionPath'> {
  /** What made the database; found out, where it is left out. */
  readonly from?: SourceName | undefined;
  /**
   * How the history of drizzle-kit is kept: as one `baseline`, which makes what the database is, or as `history`, a
   * revision for each of its files with the SQL of that. A baseline, where it is left out; of all else there is no other.
   */
  readonly as?: 'baseline' | 'history' | undefined;
  /** drizzle-kit's folder; where its config has it, or else `./drizzle`, where it is left out. */
  readonly folder?: string | undefined;
  /** What the baseline is about, in a few words; `Baseline`, where it is left out. */
  readonly message?: string | undefined;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean | undefined;
  /** How long to wait for another process that runs migrations, in seconds; 60 where it is left out. */
  readonly waitSeconds?: number | undefined;
}

/** A migration of drizzle-kit, and what the database has of it. */
export interface AdoptedFile {
  readonly name: string;
  /**
   * `edited` is applied, with another text than it has now; `skipped` is not, and drizzle-kit would never run it, since
   * it ran a later one.
   */
  readonly state: KitState;
}

/** A revision that takes the place of what was there. */
export interface AdoptedRevision extends Written {
  readonly message: string;
  /** Whether the database has it; what is not applied is for the next upgrade. */
  readonly applied: boolean;
}

/** What was found, and what was made of it. */
export interface AdoptResult {
  readonly from: SourceName;
  readonly as: 'baseline' | 'history';
  /** drizzle-kit's migrations, in its order. */
  readonly files: readonly AdoptedFile[];
  /** What drizzle-kit's table records and no file is, by name or hash. */
  readonly unknown: readonly string[];
  /** Where Alembic records the database to be. */
  readonly alembic: readonly AlembicRecord[];
  /** The revisions, oldest first. On a dry run they are not written. */
  readonly revisions: readonly AdoptedRevision[];
  /** What the database is recorded to be at; undefined where it has none of it. */
  readonly stamped: string | undefined;
  /** What the baseline makes by SQL since the models need it, though it is not theirs. */
  readonly besides: readonly DatabaseObject[];
  /**
   * In what the database differs from the models: what the next autogenerate finds. Undefined where migrations are to be
   * run first, or where a difference cannot be made; `notes` says why.
   */
  readonly differences: readonly Operation[] | undefined;
  readonly notes: readonly string[];
}

/**
 * Takes over a database that another tool made, or a hand: writes the migrations that make what is there, and records
 * that the database has them. Changes nothing else in the database, and no file that is there.
 *
 * @example
 * ```ts
 * import { adopt } from 'sluice';
 *
 * const { from, revisions } = await adopt({ dryRun: true });
 * console.log(`Made by ${from}; ${revisions.length} to write.`);
 * ```
 *
 * @throws MessageRefused where the message of the baseline is not as the config wants it
 * @throws HistoryExists where there are migrations of Sluice already
 * @throws NothingToAdopt where the database has nothing of the models, or not what was named
 * @throws SourceUnclear where two tools may have made it
 * @throws KitFolderUnreadable where drizzle-kit's folder is not as drizzle-kit writes it
 */
export async function adopt(options: AdoptOptions = {}): Promise<AdoptResult> {
  const project = await openToWrite(options, options.as === 'history' ? undefined : messageOf(options));
  const { config, graph } = project;
  if (graph.revisions.length > 0)
    throw new HistoryExists(
      graph.revisions.map(({ revision }) => revision),
      { folders: config.migrations },
    );
  const models = await readProjectModels(project);
  const { waitSeconds = 60 } = options;
  return withDatabase(project, waitSeconds, async (connection) => {
    refuseRecorded(project, (await readVersions(connection, config.versionTable)).revisions);
    const source = await findSource(project, connection, options);
    const request = await requestOf(project, connection, models, { standing: config, ask: askNobody });
    const adoption = await planAdoption(request, source, options);
    const revisions = await writeAll(project, adoption.contents, options);
    const stamped = revisions.findLast(({ applied }) => applied)?.revision;
    if (options.dryRun !== true && stamped !== undefined)
      await undoing(revisions, async () => recordAt(project, connection, revisions, stamped, waitSeconds));
    return { ...told(source), ...adoption.result, revisions, stamped };
  });
}

function refuseRecorded({ config }: Project, revisions: readonly string[]): void {
  const { schema, name } = config.versionTable;
  if (revisions.length > 0) throw new HistoryExists(revisions, { table: `${schema}.${name}` });
}

/** What is known of the source. */
const told = (source: Source): Pick<AdoptResult, 'from' | 'files' | 'unknown' | 'alembic'> => ({
  from: source.is,
  files: source.is === 'drizzle-kit' ? source.files.map(({ name, state }) => ({ name, state })) : [],
  unknown: source.is === 'drizzle-kit' ? source.unknown : [],
  alembic: source.is === 'alembic' ? source.records : [],
});

/** A revision to be. */
interface Planned extends Content {
  readonly upgrade: readonly Operation[];
  readonly applied: boolean;
  /** When it was made, where that is known. */
  readonly at?: number;
}

/** What is to be written, and what is said of it. */
interface Adoption {
  readonly contents: readonly Planned[];
  readonly result: Pick<AdoptResult, 'as' | 'besides' | 'differences' | 'notes'>;
}

async function planAdoption(request: DraftRequest, source: Source, options: AdoptOptions): Promise<Adoption> {
  const as = options.as ?? 'baseline';
  if (as === 'history' && source.is !== 'drizzle-kit')
    throw new NothingToAdopt(
      'only the files of drizzle-kit can be kept as a history, and there are none',
      'Leave out --as history, or name their folder with --folder.',
    );
  const desired = await desire(request);
  const files = source.is === 'drizzle-kit' ? source.files : [];
  const [applied, pending] = [files.filter(isApplied), files.filter((file) => !isApplied(file))];
  const later = pending.map((file) => contentOf(file, false));
  if (as === 'history') {
    const contents = [...applied.map((file) => contentOf(file, true)), ...later];
    return { contents, result: { as, besides: [], ...(await whatDiffers(request, contents)) } };
  }
  const baseline = await baselineOf(request.connection, { ...desired, ...request });
  if (baseline.count === 0) throw emptyDatabase(desired, files.length > 0);
  const { upgrade, downgrade, besides, withoutRights } = baseline;
  const message = messageOf(options);
  const contents = [{ message, upgrade, downgrade, warning: WARNING, applied: true }, ...later];
  const { differences, notes } = await whatDiffers(request, contents);
  return {
    contents,
    result: {
      as,
      besides,
      differences,
      notes: [...(source.is === 'database' ? source.notes : []), ...rightsNote(withoutRights), ...notes],
    },
  };
}

const messageOf = ({ message = 'Baseline' }: AdoptOptions): string => message;

const rightsNote = (objects: readonly DatabaseObject[]): readonly string[] =>
  objects.length === 0
    ? []
    : [
        `The baseline does not say who owns ${someOf(objects.map(describeObject))} and what others may do with it, since the models do not say it. Here it stays as it is.`,
      ];

const WARNING =
  'Careful: this drops everything that was there before Sluice came, with all rows. It is for databases that this file made.';

/** A file of drizzle-kit as a revision. It has no way back, since drizzle-kit writes none. */
const contentOf = (file: KitFile, applied: boolean): Planned => ({
  message: file.name,
  upgrade: statementsOf(file).map((sql) => ({ verb: 'execute', sql })),
  downgrade: [],
  irreversible: `${file.name} comes from drizzle-kit, which writes no way back: write here what undoes it.`,
  applied,
  at: file.at,
});

function emptyDatabase({ found }: Desired, hasFiles: boolean): NothingToAdopt {
  const others = found.objects.filter(({ kind }) => kind === 'table').length;
  const what = `the database has nothing of what the models name${others === 0 ? '' : ', though it has other tables'}`;
  return new NothingToAdopt(
    what,
    hasFiles
      ? 'Name a database that has it with --database, or keep the files of drizzle-kit with --as history.'
      : 'Name a database that has it with --database, or begin with `sluice autogenerate -m "…"`.',
  );
}

/** What the next autogenerate will find. */
async function whatDiffers(
  request: DraftRequest,
  contents: readonly Planned[],
): Promise<Pick<AdoptResult, 'differences' | 'notes'>> {
  if (contents.some(({ applied }) => !applied)) return { differences: undefined, notes: [] };
  try {
    const { upgrade } = await draft({ ...request, history: contents.map((content) => content.upgrade) });
    return { differences: upgrade, notes: [] };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { differences: undefined, notes: [`The database differs from the models: ${error.message}`] };
  }
}

/** Writes one after the other, or none of them. */
async function writeAll(
  project: Project,
  contents: readonly Planned[],
  { dryRun, versionPath, clock = () => new Date() }: AdoptOptions,
): Promise<readonly AdoptedRevision[]> {
  const written: AdoptedRevision[] = [];
  await undoing(written, async () => {
    for (const content of contents) {
      const identity: Identity = { ...identityOf(project, [], {}), downRevision: written.at(-1)?.revision ?? null };
      const { at, applied, message } = content;
      const date = at === undefined ? clock() : new Date(at);
      const options = { clock: () => date, printOnly: dryRun, versionPath };
      written.push({ ...(await writeRevision(project, identity, content, options)), message, applied });
    }
  });
  return written;
}

/** Does something, and takes away files that would be left of it if it fails. */
async function undoing(written: readonly AdoptedRevision[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const { file } of written) await rm(file, { force: true });
    throw error;
  }
}

async function recordAt(
  project: Project,
  connection: Connection,
  revisions: readonly AdoptedRevision[],
  revision: string,
  waitSeconds: number,
): Promise<void> {
  const { config, events } = project;
  await record(
    connection,
    (recorded) => {
      refuseRecorded(project, recorded);
      return [revision];
    },
    {
      versionTable: config.versionTable,
      waitSeconds,
      textsOf: async () =>
        Promise.all(
          revisions.filter(({ applied }) => applied).map(async ({ file }) => textOf(await readMigrationHead(file))),
        ),
      onRunnerWait: (wait) => events.onRetry?.({ of: 'runner', ...wait }),
      onVersionApply: events.onVersionApply,
    },
  );
}
