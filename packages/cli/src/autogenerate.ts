import { toCall, withSafeForms, type DatabaseObject, type OldName, type Operation } from '@sluice/core';
import type { Directions } from '@sluice/database';
import { sizeOfIn, withAgainst, type Against, type AgainstOptions, type AgainstReport } from './against.js';
import { askEach, type Answers, type Ask, type AskAlong } from './answers.js';
import type { Comparison } from './compare-models.js';
import { operationsOf, writtenCall, type Content } from './content.js';
import type { ResolvedConfig } from './config/config.js';
import { findChanges, withModels } from './find-changes.js';
import { openToWrite } from './message.js';
import { asWritten, projectOfTenant, requireTenant } from './of-tenant.js';
import { placeOf, type PlaceOptions } from './place.js';
import { processContent } from './process-revision.js';
import type { Project, ProjectOptions } from './project.js';
import type { Proof } from './proof/proof.js';
import type { Change } from './proof/prove-change.js';
import { requireComplete } from './state.js';
import { writeRevision, type WriteOptions } from './write-revision.js';

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

/** What was found, and the migration that was made of it. */
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
}

/** A migration was made. */
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
  const {
    found,
    proof: proved,
    against,
  } = await withModels(project, async (connection, state, models) => {
    await requireTenant(connection, tenant);
    requireComplete(state);
    const { between, ...compared } = await findChanges(project, connection, models, answers);
    const isPlain = options.plain ?? project.config.plain;
    if (between === undefined || compared.upgrade.length === 0)
      return { found: { ...compared, changes: compared.upgrade }, proof: undefined, against: undefined };
    const found = { ...compared, ...between, ...formsOf({ ...compared, ...between }, isPlain) };
    const { request, changes } = found;
    const { scratch, signal } = options;
    return withAgainst(project, options, async (against) => {
      const met = await against?.meet(changes, found.current, found.desired);
      const proof =
        options.prove === false
          ? undefined
          : await proofOf({ request, found, changes, scratch, cwd: project.config.root, signal });
      return { found, proof, against: met && { ...met, tables: await tablesOf(against, proof) } };
    });
  });
  const sizes = against && sizeOfIn(against.tables);
  const toWrite = asWritten(project.config, { ...found, proof: proved, sizeOf: sizes });
  const { upgrade, downgrade, changes, notes, leftAlone, decided, proof, sizeOf } = toWrite;
  // Who has said that they stay need not be told.
  const oldNames = decided.renameAlong === undefined ? found.oldNames : [];
  const result: Found = { upgrade, downgrade, changes, notes, leftAlone, oldNames };
  const nothing = {
    ...result,
    file: undefined,
    revision: undefined,
    source: undefined,
    proof: undefined,
    against: undefined,
  } as const;
  if (upgrade.length === 0) return nothing;
  const content = await processContent(whole, place, { message: options.message, upgrade, downgrade });
  if (content === undefined || (content.upgrade.length === 0 && content.downgrade.length === 0)) return nothing;
  const kept = saysTheSame(content, toWrite) ? proof : proof && changedSince;
  const written = await writeRevision(whole, place, { ...content, proof: kept, sizeOf }, options);
  return {
    ...result,
    upgrade: content.upgrade.flatMap(operationsOf),
    downgrade: content.downgrade.flatMap(operationsOf),
    ...written,
    proof: kept,
    against,
  };
}

/** How large the tables are that the proof saw a migration work on. */
async function tablesOf(against: Against | undefined, proof: Proof | undefined): Promise<AgainstReport['tables']> {
  if (against === undefined || proof?.proved !== true || proof.hazards === undefined) return [];
  return against.sizes([...proof.hazards.upgrade, ...proof.hazards.downgrade].flat());
}

/** What is written, and what it comes to. */
const formsOf = (
  { upgrade, downgrade, current, desired }: Pick<Comparison, 'upgrade' | 'downgrade' | 'current' | 'desired'>,
  plain: boolean,
): Directions & Pick<Found, 'changes'> => ({
  upgrade: plain ? upgrade : withSafeForms(upgrade, current, desired),
  downgrade: plain ? downgrade : withSafeForms(downgrade, desired, current),
  changes: upgrade,
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
async function proofOf(change: Change): Promise<Proof> {
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
