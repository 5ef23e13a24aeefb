import { toCall, withSafeForms, type DatabaseObject, type OldName, type Operation } from '@sluice/core';
import type { Directions } from '@sluice/database';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sizeOfIn, withAgainst, type Against, type AgainstOptions, type AgainstReport } from './against.js';
import { askEach, type Answers, type Ask, type AskAlong } from './answers.js';
import type { Comparison } from './compare-models.js';
import { operationsOf, writtenCall, type Content } from './content.js';
import type { ResolvedConfig } from './config/config.js';
import { findChanges, withModels } from './find-changes.js';
import { openToWrite } from './message.js';
import { RevisionWithheld } from './errors.js';
import type { Part } from './expand-contract.js';
import { asWritten, projectOfTenant, requireTenant } from './of-tenant.js';
import { placeOf, placesAfter, type Identity, type PlaceOptions } from './place.js';
import { processContent } from './process-revision.js';
import type { Project, ProjectOptions } from './project.js';
import type { Proof } from './proof/proof.js';
import type { Change } from './proof/prove-change.js';
import { requireComplete } from './state.js';
import { writeRevision, type WriteOptions, type Written } from './write-revision.js';

/** How to write a migration that brings a database to its models. */
export interface AutogenerateOptions extends ProjectOptions, PlaceOptions, WriteOptions, AgainstOptions {
  /** What the migration is about, in a few words; they go into its comment and its file's name. */
  readonly message: string;
  /** What is a rename and not a drop and a create: `{ 'users.name': 'full_name' }`. */
  readonly renames?: Readonly<Record<string, string>> | undefined;
  /**
   * What goes and is no rename, and what goes although no migration made it: `['users.name', 'view:active_users']`.
   */
  readonly drops?: readonly string[] | undefined;
  /**
   * Answers what neither `renames` nor `drops` say: gives the candidate that something new was before, or undefined.
   * Without it, what is open is refused.
   */
  readonly ask?: Ask | undefined;
  /**
   * Whether names that followed an old name are renamed along: `users_pkey` once `users` is `members`. A function is
   * asked where there are such. By default what `renameAlong` of the config says, and without that they stay.
   */
  readonly renameAlong?: boolean | AskAlong | undefined;
  /** SQL for what the rows that exist get in a new column: `{ 'users.email': "''" }`. */
  readonly fills?: Readonly<Record<string, string>> | undefined;
  /** SQL for how values come to a new type where PostgreSQL has no cast: `{ 'users.born': 'to_date("born", \'DDMMYYYY\')' }`. */
  readonly usings?: Readonly<Record<string, string>> | undefined;
  /** The same for the way back, where PostgreSQL has no cast for that. */
  readonly usingsBack?: Readonly<Record<string, string>> | undefined;
  /**
   * Writes the plain form of each change, in one transaction. Where this is left out, `plain` of the config says it; and
   * where that does too, what is done to tables that are there already is written so that it holds up nobody for long.
   */
  readonly plain?: boolean | undefined;
  /**
   * Writes columns that are renamed or get another type as a chain of migrations, during which code that knows the old one
   * runs beside code that knows the new one: expand, backfill, switch, contract. All else is a migration before these.
   */
  readonly expandContract?: boolean | undefined;
  /** Whether the migration is proved before it is written: run there, back and there again. It is, where this is left out. */
  readonly prove?: boolean | undefined;
  /**
   * The tenant whose schema is compared with the models, in place of the default one: what is written is written for all.
   * Names in `renames`, `drops`, `fills` and `usings` bear its schema, as those of `ask` do: `acme.users.name`.
   */
  readonly tenant?: string | undefined;
  /** The server on which a database of its own is made for the proof; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
}

/** What was found, and what was made of it: one migration, or with `expandContract` several. */
export type AutogenerateResult = NewMigration | NothingChanged;

interface Found {
  /** What should be known of how the models were read. */
  readonly notes: readonly string[];
  /** Objects in the database that the models do not name and no migration made: they stay as they are. */
  readonly leftAlone: readonly DatabaseObject[];
  /** Names that followed an old name and stay, as long as nobody has said whether they are renamed along. */
  readonly oldNames: readonly OldName[];
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  /** What the upgrade does, in the plain form: a step each, however many it takes in the safe one. */
  readonly changes: readonly Operation[];
  /** What was written, in the order in which it is run; none where nothing was. */
  readonly migrations: readonly WrittenMigration[];
}

/** One file. */
export interface WrittenMigration extends Written, Directions {
  readonly message: string;
  /** Undefined where none was wanted. */
  readonly proof: Proof | undefined;
}

/** A migration was made. Of several, `file`, `revision`, `source` and `proof` are of the last, and the operations of all. */
export interface NewMigration extends Found {
  /** Absolute; with `printOnly` the file that would be. */
  readonly file: string;
  readonly revision: string;
  /** The text of the file. */
  readonly source: string;
  /** Undefined where none was wanted. */
  readonly proof: Proof | undefined;
  /** What the database of `against` says; undefined where none was named. */
  readonly against: AgainstReport | undefined;
}

/** The database is what the models say, or `processRevision` of the config leaves nothing of what was found: there is no file. */
export interface NothingChanged extends Found {
  readonly file: undefined;
  readonly revision: undefined;
  readonly source: undefined;
  readonly proof: undefined;
  readonly against: undefined;
}

/**
 * Compares the models with the database and writes the migration that leads from one to the other. Writes nothing where
 * they are the same, and changes nothing in the database.
 *
 * @example
 * ```ts
 * import { autogenerate } from 'sluice';
 *
 * const { file } = await autogenerate({ message: 'Add user_roles table' });
 * console.log(file ?? 'Nothing has changed.');
 * ```
 *
 * @throws TenantMissing where `tenant` has no schema
 * @throws DatabaseBehind where the database has not all migrations yet
 * @throws AnswersWanted where something may be a rename, and nobody says so
 * @throws RefusedError where a change cannot be made, or not be undone
 * @throws MigrationRefuted where the migration, tried, does not do what it is meant to
 */
export async function autogenerate(options: AutogenerateOptions): Promise<AutogenerateResult> {
  const { tenant } = options;
  const whole = await openToWrite(options, options.message);
  const place = placeOf(whole, options);
  const project = projectOfTenant(whole, tenant);
  const answers = answersOf(project, options);
  const compared = await withModels(project, async (connection, state, models) => {
    await requireTenant(connection, tenant);
    requireComplete(state);
    const { between, ...compared } = await findChanges(project, connection, models, answers);
    const { notes } = compared;
    if (between === undefined || compared.upgrade.length === 0)
      return { found: compared, parts: [], proofs: undefined, against: undefined, notes };
    const found = { ...compared, ...between };
    const { request } = found;
    const { scratch, signal } = options;
    const { parts, note } = await partsOf(project, request, found, options);
    return withAgainst(project, options, async (against) => {
      const met = await against?.meet(found.upgrade, found.current, found.desired);
      const change = { request, found, parts, changes: found.upgrade, scratch, cwd: project.config.root, signal };
      const proofs = options.prove === false ? undefined : await proofsOf(change);
      const tables = await tablesOf(against, proofs);
      return { found, parts, proofs, against: met && { ...met, tables }, notes: [...notes, ...note] };
    });
  });
  const { found, against, notes } = compared;
  const { leftAlone, decided } = found;
  const { parts, proofs, changes, sizeOf } = asWritten(project.config, {
    parts: compared.parts,
    proofs: compared.proofs,
    changes: found.upgrade,
    sizeOf: against && sizeOfIn(against.tables),
  });
  // Who has said that they stay need not be told.
  const oldNames = decided.renameAlong === undefined ? found.oldNames : [];
  const directions = parts.length === 0 ? found : together(parts);
  const nothing = {
    upgrade: directions.upgrade,
    downgrade: directions.downgrade,
    changes,
    notes,
    leftAlone,
    oldNames,
    migrations: [],
    file: undefined,
    revision: undefined,
    source: undefined,
    proof: undefined,
    against: undefined,
  } as const;
  if (parts.length === 0) return nothing;
  const places = placesAfter(whole, place, parts.length, options);
  const contents = await contentsOf(whole, places, parts, { message: options.message, proofs });
  if (contents === undefined) return nothing;
  const migrations = await writeAll(
    whole,
    places,
    contents.map((content) => ({ ...content, sizeOf })),
    options,
  );
  const last = migrations.at(-1);
  if (last === undefined) return nothing;
  const { file, revision, source, proof } = last;
  return { ...nothing, ...together(migrations), migrations, file, revision, source, proof, against };
}

/** What the found is written as: one migration, or where that is wanted and there is a reason to, a chain. */
async function partsOf(
  project: Project,
  request: Comparison['request'],
  found: Comparison,
  { plain = project.config.plain, expandContract = false }: AutogenerateOptions,
): Promise<{ readonly parts: readonly Part[]; readonly note: readonly string[] }> {
  const whole = { parts: [{ ...formsOf(found, plain), notes: [] }], note: [] };
  if (!expandContract) return whole;
  const { chainOf } = await import('./expand-contract.js');
  const parts = await chainOf(request, found);
  return parts === undefined ? { ...whole, note: [NO_CHAIN] } : { parts, note: [] };
}

const NO_CHAIN =
  'No column is renamed, or gets a type for which its rows are written anew: one migration does, and there is no chain.';

/** What several migrations do: all of it, in the order in which it is done. */
const together = (migrations: readonly Directions[]): Directions => ({
  upgrade: migrations.flatMap(({ upgrade }) => upgrade),
  downgrade: migrations.toReversed().flatMap(({ downgrade }) => downgrade),
});

/** What is written into each file; undefined where `processRevision` of the config leaves nothing of it. */
async function contentsOf(
  project: Project,
  places: readonly Identity[],
  parts: readonly Part[],
  { message, proofs }: { readonly message: string; readonly proofs: readonly Proof[] | undefined },
): Promise<readonly Content[] | undefined> {
  const contents: Content[] = [];
  for (const [i, part] of parts.entries()) {
    const { step, notes, upgrade, downgrade } = part;
    const given = { message: step === undefined ? message : `${message}: ${step}`, upgrade, downgrade };
    const [place] = places.slice(i);
    const content = place && (await processContent(project, place, given));
    const isEmpty = content === undefined || (content.upgrade.length === 0 && content.downgrade.length === 0);
    if (isEmpty && parts.length === 1) return undefined;
    // Without one of them the others do not run.
    if (isEmpty) throw new RevisionWithheld(given.message, project.config.file);
    const proof = proofs?.[i];
    contents.push({ ...content, notes, proof: saysTheSame(content, part) ? proof : proof && changedSince });
  }
  return contents;
}

/** Writes all files, or none. */
async function writeAll(
  project: Project,
  places: readonly Identity[],
  contents: readonly Content[],
  options: WriteOptions,
): Promise<readonly WrittenMigration[]> {
  const written: WrittenMigration[] = [];
  try {
    for (const [i, content] of contents.entries()) {
      const [place] = places.slice(i);
      if (place === undefined) break;
      const { message, proof } = content;
      const [upgrade, downgrade] = [content.upgrade.flatMap(operationsOf), content.downgrade.flatMap(operationsOf)];
      const folder = options.versionPath ?? folderOf(project, written);
      const file = await writeRevision(project, place, content, { ...options, versionPath: folder });
      written.push({ ...file, message, upgrade, downgrade, proof });
    }
    return written;
  } catch (cause) {
    if (options.printOnly !== true) for (const { file } of written) await rm(file, { force: true });
    throw cause;
  }
}

/** A chain stays together: it is where its first is. */
const folderOf = ({ config }: Project, [first]: readonly Written[]): string | undefined =>
  first && path.relative(config.root, path.dirname(first.file));

/** How large the tables are that the proofs saw the migrations work on. */
async function tablesOf(against: Against | undefined, proofs: readonly Proof[] = []): Promise<AgainstReport['tables']> {
  const hazards = proofs.flatMap((proof) =>
    proof.proved && proof.hazards ? [...proof.hazards.upgrade, ...proof.hazards.downgrade].flat() : [],
  );
  return against === undefined || hazards.length === 0 ? [] : against.sizes(hazards);
}

/** The form in which it is written. */
const formsOf = (
  { upgrade, downgrade, current, desired }: Pick<Comparison, 'upgrade' | 'downgrade' | 'current' | 'desired'>,
  plain: boolean,
): Directions => ({
  upgrade: plain ? upgrade : withSafeForms(upgrade, current, desired),
  downgrade: plain ? downgrade : withSafeForms(downgrade, desired, current),
});

/** What was tried is no longer what is written. */
const changedSince: Proof = {
  proved: false,
  reason: '`processRevision` in the config has changed what was tried: `sluice prove` tries what is written',
};

const saysTheSame = (content: Content, found: Directions): boolean =>
  (['upgrade', 'downgrade'] as const).every(
    (direction) => JSON.stringify(content[direction].map(writtenCall)) === JSON.stringify(found[direction].map(toCall)),
  );

/** Loads what proves when there is something to prove. */
async function proofsOf(change: Change): Promise<readonly Proof[]> {
  const { proveChange } = await import('./proof/prove-change.js');
  return proveChange(change);
}

/** What the config says is not asked; what is said for this once goes before it. */
function alongOf(config: ResolvedConfig, said: AutogenerateOptions['renameAlong']): Pick<Answers, 'renameAlong'> {
  const renameAlong = typeof said === 'boolean' ? said : (config.renameAlong ?? said);
  return renameAlong === undefined ? {} : { renameAlong };
}

function answersOf(
  { config }: Project,
  { renames = {}, fills = {}, drops = [], usings = {}, usingsBack = {}, ask, renameAlong }: AutogenerateOptions,
): Answers {
  return {
    renames,
    fills,
    drops,
    usings: { upgrade: usings, downgrade: usingsBack },
    standing: config,
    ...alongOf(config, renameAlong),
    ...(ask ? { ask: askEach(ask) } : {}),
  };
}
