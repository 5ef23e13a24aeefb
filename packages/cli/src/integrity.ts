import { SluiceError, type Connection } from '@sluice/core';
import { readApplied, readVersions, type AppliedText, type MigrationText } from '@sluice/database';
import { textOf } from './migration-text.js';
import type { Project } from './project.js';
import type { Sources } from './sources.js';
import { headOf } from './head-of.js';

/** A migration that a database has, and that is not what it was when it was applied. */
export interface AlteredMigration {
  readonly revision: string;
  /** The name of its file when it was applied. */
  readonly file: string | undefined;
  /** `edited`: its file does something else; `moved`: it follows another revision; `removed`: it has no file any more. */
  readonly how: 'edited' | 'moved' | 'removed';
  /** When it was applied, ISO 8601. */
  readonly appliedAt: string;
  /** What it was and what it is: checksums, or the revisions that it follows. */
  readonly from: string;
  readonly to: string | undefined;
}

/** What the database has is not what the files say. */
export class AppliedAltered extends SluiceError {
  override readonly name = 'AppliedAltered';
  readonly altered: readonly AlteredMigration[];

  constructor(altered: readonly AlteredMigration[], heads: readonly string[]) {
    super(
      [
        `The database has ${altered.length === 1 ? 'a migration' : `${altered.length} migrations`} that changed since, and nothing was run:`,
        ...altered.map((one) => `  ${alteredText(one)}`),
        `Put the files back as they were. Or take them as they are: for this run with --allow-edited, or for good with \`sluice stamp ${heads.join(' ')}\`.`,
      ].join('\n'),
    );
    this.altered = altered;
  }
}

/** In what a migration is not what it was, as a sentence without its end. */
export function alteredText({ revision, file, how, appliedAt, from, to }: AlteredMigration): string {
  const name = `${revision}${file === undefined ? '' : ` (${file})`}`;
  const when = `applied ${appliedAt.slice(0, 16).replace('T', ' ')}`;
  switch (how) {
    case 'edited':
      return `${name}, ${when}, was edited: its checksum was ${from}, and is ${to}`;
    case 'moved':
      return `${name}, ${when}, followed ${from || 'nothing'} then, and follows ${to || 'nothing'} now`;
    case 'removed':
      return `${name}, ${when}, has no file any more`;
  }
}

/**
 * The migrations that a database has, as its ledger knows them, and whose files are not what they were. Comments and layout
 * do not count; nor does a migration of which the ledger knows nothing, or knows what it was compiled from.
 *
 * @param sources - the texts of the files, where they were read already
 */
export async function findAltered(
  project: Project,
  connection: Connection,
  sources: Sources = new Map(),
): Promise<readonly AlteredMigration[]> {
  const applied = await readApplied(connection, project.config.versionTable);
  const found: AlteredMigration[] = [];
  for (const then of applied) {
    const isThere = project.migrations.has(then.revision);
    if (!isThere && isReplaced(project, then.revision)) continue;
    const altered = compare(
      then,
      isThere ? await textOf(headOf(project, then.revision), sources.get(then.revision)) : undefined,
    );
    if (altered !== undefined) found.push(altered);
  }
  return found;
}

/** Refuses to go on from what is not what it was. */
export async function refuseAltered(project: Project, connection: Connection): Promise<void> {
  const altered = await findAltered(project, connection);
  if (altered.length === 0) return;
  const { revisions } = await readVersions(connection, project.config.versionTable);
  throw new AppliedAltered(altered, revisions);
}

/** A squash stands for it. */
const isReplaced = ({ graph }: Project, revision: string): boolean =>
  graph.replacements.has(revision) || graph.aliases.has(revision);

function compare(then: AppliedText, now: MigrationText | undefined): AlteredMigration | undefined {
  const { revision, file, startedAt: appliedAt, checksum } = then;
  const altered = { revision, file, appliedAt };
  if (now === undefined) return { ...altered, how: 'removed', from: checksum ?? '', to: undefined };
  const [from, to] = [then.follows.toSorted().join(', '), now.follows.toSorted().join(', ')];
  if (from !== to) return { ...altered, how: 'moved', from, to };
  if (checksum === undefined || checksum === now.checksum || isTypeScript(file) !== isTypeScript(now.file))
    return undefined;
  return { ...altered, how: 'edited', from: checksum, to: now.checksum };
}

/** What TypeScript is compiled to has another checksum. */
const isTypeScript = (file = ''): boolean => /\.[cm]?ts$/.test(file);
