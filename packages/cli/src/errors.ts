import type { Revision } from '@sluice/core';
import { DirectiveError, ModelError, RevisionError, SluiceError, UnknownToken } from '@sluice/core/ground';
import type { Direction } from '@sluice/database';
import { DatabaseError, StatementFailed } from '@sluice/database/ground';
import path from 'node:path';
import { ConfigError } from './config/errors.js';
import { describeLoss, type PlannedLoss } from './describe-loss.js';
import { MigrationFileError, ModelsError, ModuleError } from './load/errors.js';

/** A command needs a database, and nothing says which. */
export class DatabaseNotConfigured extends SluiceError {
  override readonly name = 'DatabaseNotConfigured';

  constructor(config: string, name?: string) {
    super(
      `No database is configured${name === undefined ? '' : ` for "${name}"`}: set \`${name === undefined ? '' : `databases.${name}.`}database\` in ${path.basename(config)}, set the environment variable DATABASE_URL, or give --database <url>.`,
    );
  }
}

/** The database that the config names could not be opened, for a reason that is not the database's. */
export class DatabaseNotOpened extends SluiceError {
  override readonly name = 'DatabaseNotOpened';

  constructor(target: string | undefined, config: string, cause: unknown) {
    super(
      target === undefined
        ? `\`database\` in ${path.basename(config)} threw: ${messageOf(cause)}; correct it and run again.`
        : `PGlite cannot open ${target}: ${messageOf(cause)}; check that it is the folder of a database, and of this version of PGlite.`,
      { cause },
    );
  }
}

/** The database has not all migrations yet, so it is not what the models were written against. */
export class DatabaseBehind extends SluiceError {
  override readonly name = 'DatabaseBehind';
  /** The revisions that are not applied, oldest first. */
  readonly revisions: readonly string[];

  constructor(revisions: readonly string[]) {
    const count = revisions.length === 1 ? '1 revision' : `${revisions.length} revisions`;
    super(`The database is behind by ${count}: run \`sluice upgrade head\`, then run this again.`);
    this.revisions = revisions;
  }
}

/** A new migration could follow any of several heads. */
export class SeveralHeads extends SluiceError {
  override readonly name = 'SeveralHeads';
  readonly heads: readonly string[];

  constructor(heads: readonly Revision[]) {
    const names = heads.map(({ revision }) => revision);
    super(
      `There are several heads, ${heads.map(named).join(' and ')}: merge them with \`sluice merge ${names.join(' ')} -m "…"\`, or say with --head which one the new migration follows.`,
    );
    this.heads = names;
  }
}

/** A new migration shall follow one that others follow already. */
export class NotAHead extends SluiceError {
  override readonly name = 'NotAHead';
  readonly revision: string;

  constructor(revision: Revision) {
    super(
      `${named(revision)} is no head, since another migration follows it: add --splice to begin a branch there, or follow a head.`,
    );
    this.revision = revision.revision;
  }
}

/** `processRevision` of the config gives no migration back where one was asked for. */
export class RevisionWithheld extends SluiceError {
  override readonly name = 'RevisionWithheld';

  constructor(message: string, config: string) {
    super(
      `No migration "${message}" was written: \`processRevision\` in ${path.basename(config)} gave null back. Have it give the draft back, or do without the migration.`,
    );
  }
}

/** A directive of a plugin shall be written, and nobody knows from where a migration imports its type. */
export class PluginNotExported extends SluiceError {
  override readonly name = 'PluginNotExported';
  readonly plugin: string;

  constructor(plugin: string) {
    super(
      `A directive of the plugin ${plugin} cannot be written into a migration, since its type would not be found: say where it is exported, definePlugin({ name: '${plugin}', exported: { as: '${plugin}', from: './src/${plugin}.js' }, … }).`,
    );
    this.plugin = plugin;
  }
}

/** The tenants of the config are asked for, and it names none. */
export class TenantsUnknown extends SluiceError {
  override readonly name = 'TenantsUnknown';

  constructor(config: string) {
    super(
      `${path.basename(config)} names no tenants: write for example tenants: { query: 'SELECT schema_name FROM tenants' }, or say which with --tenant a,b.`,
    );
  }
}

/** A script is wanted for tenants that only the database can name. */
export class TenantsAsked extends SluiceError {
  override readonly name = 'TenantsAsked';
  readonly query: string;

  constructor(query: string) {
    super(
      `No database is asked with --sql, and the tenants are what this gives, ${query}: name them with --tenant a,b, or as a list in \`tenants\` of the config.`,
    );
    this.query = query;
  }
}

/** A tenant has no schema. */
export class TenantMissing extends SluiceError {
  override readonly name = 'TenantMissing';
  readonly tenant: string;

  constructor(tenant: string) {
    super(`There is no schema "${tenant}": correct the name, or have \`sluice upgrade --create-schema\` make it.`);
    this.tenant = tenant;
  }
}

/** A script is wanted, and nothing says where it begins. */
export class RangeMissing extends SluiceError {
  override readonly name = 'RangeMissing';

  constructor(direction: Direction, target: string) {
    super(
      `With --sql, no database is asked where it is, and ${target} does not say it: give from:to, for example ${direction === 'upgrade' ? 'base:head' : 'head:base'}.`,
    );
  }
}

/** A new migration shall go to a folder in which migrations are not looked for. */
export class FolderUnknown extends SluiceError {
  override readonly name = 'FolderUnknown';
  readonly folder: string;

  constructor(folder: string, known: readonly string[], config: string) {
    super(
      `${folder} is no folder of migrations: ${known.length === 0 ? 'there is none yet' : `they are in ${known.join(', ')}`}. Name one of these, or add it to \`migrations\` in ${path.basename(config)}.`,
    );
    this.folder = folder;
  }
}

/** A new migration could go to any folder that a glob finds, and it finds none. */
export class FolderUnsaid extends SluiceError {
  override readonly name = 'FolderUnsaid';

  constructor(config: string) {
    super(
      `\`migrations\` in ${path.basename(config)} finds no folder yet: say with --version-path where the first migration goes.`,
    );
  }
}

/** A new migration was written, and a command of `afterWrite` failed on it. */
export class AfterWriteFailed extends SluiceError {
  override readonly name = 'AfterWriteFailed';
  /** The migration, which stays. */
  readonly file: string;
  readonly command: string;

  constructor(file: string, command: string, reason: string, cause?: unknown) {
    super(
      `${file} was written and stays, but \`${command}\` of \`afterWrite\` failed on it: ${reason}`,
      cause === undefined ? undefined : { cause },
    );
    this.file = file;
    this.command = command;
  }
}

/** A message is not as the project wants messages to be. */
export class MessageRefused extends SluiceError {
  override readonly name = 'MessageRefused';
  readonly pattern: RegExp;

  constructor(message: string, pattern: RegExp) {
    super(
      `The message "${message}" does not match ${String(pattern)}: write one that does. Nothing was read or written.`,
    );
    this.pattern = pattern;
  }
}

/** A migration could not be edited. */
export class EditorFailed extends SluiceError {
  override readonly name = 'EditorFailed';

  constructor(reason: string) {
    super(`Nothing was opened: ${reason}.`);
  }
}

/** Heads that cannot be merged as they were given. */
export class NothingToMerge extends SluiceError {
  override readonly name = 'NothingToMerge';

  constructor(revisions: readonly Revision[]) {
    super(
      revisions.length === 0
        ? 'There is nothing to merge: there are no migrations.'
        : `There is nothing to merge: ${revisions.map(named).join(', ')} is all that was named. Give two heads or more; \`sluice heads\` lists them.`,
    );
  }
}

/** Branches that do not come to the same in every order. */
export class BranchesConflict extends SluiceError {
  override readonly name = 'BranchesConflict';
  /** What differs: the keys of objects; or why one of the orders could not be run. */
  readonly conflicts: readonly string[];

  constructor(orders: readonly string[], conflicts: readonly string[]) {
    super(
      `The branches ${orders.join(' and ')} do not come to the same in both orders: ${conflicts.join('; ')}. Correct one of them, or take them as they are with --force.`,
    );
    this.conflicts = conflicts;
  }
}

/** A branch is to be moved, and a database has some of it already. */
export class BranchApplied extends SluiceError {
  override readonly name = 'BranchApplied';
  /** The revisions of the branch that the database has. */
  readonly revisions: readonly string[];

  constructor(branch: readonly Revision[], applied: readonly Revision[], onto: Revision, below: string) {
    const ids = applied.map(({ revision }) => revision);
    const head = branch.at(-1)?.revision ?? '';
    super(
      `The database has ${ids.join(', ')} already, in the order before: after a rebase it would count as having ${named(onto)} too, which it may never have run. Take the branch back with \`sluice downgrade ${below}\`, rebase and upgrade; or, where others have it too, leave the order as it is: \`sluice merge ${head} ${onto.revision}\`.`,
    );
    this.revisions = ids;
  }
}

/** The place in which a squash is tried lacks something that the migrations take. */
export class SquashNotTried extends SluiceError {
  override readonly name = 'SquashNotTried';

  constructor(reason: string, scratch: string | undefined) {
    super(
      `The migrations cannot be run ${scratch === undefined ? 'in an embedded PGlite' : 'on the server of --scratch'}: ${reason.split('\n')[0]}. Nothing was written; --scratch <url> names a server that has what they take.`,
    );
  }
}

/** The file of a migration does not say what it follows in a way that can be rewritten. */
export class HeadNotRewritten extends SluiceError {
  override readonly name = 'HeadNotRewritten';
  readonly file: string;

  constructor(file: string, wanted: string) {
    super(
      `${path.basename(file)} was left as it is, since its downRevision could not be rewritten: write ${wanted} by hand.`,
    );
    this.file = file;
  }
}

const named = ({ revision, file }: Revision): string => (file === undefined ? revision : `${revision} (${file})`);

/** The package that writes migrations is not installed. */
export class CodegenMissing extends SluiceError {
  override readonly name = 'CodegenMissing';

  constructor(cause: unknown) {
    super('Writing a migration takes the package @sluice/codegen: add it with `npm i -D @sluice/codegen`.', { cause });
  }
}

/** `init` found a config. */
export class ConfigExists extends SluiceError {
  override readonly name = 'ConfigExists';
  readonly file: string;

  constructor(file: string) {
    super(`${path.basename(file)} is there already, and was left as it is: edit it, or delete it and run this again.`);
    this.file = file;
  }
}

/** A migration is to be written, and its file is there. */
export class MigrationExists extends SluiceError {
  override readonly name = 'MigrationExists';
  readonly file: string;

  constructor(file: string) {
    super(
      `${path.basename(file)} is there already, and was left as it is: correct \`fileTemplate\` or delete the file.`,
    );
    this.file = file;
  }
}

/** The text of a migration could not be made. */
export class MigrationUnwritten extends SluiceError {
  override readonly name = 'MigrationUnwritten';

  constructor(cause: unknown) {
    super(`Prettier could not lay out the migration: ${messageOf(cause)}; check the prettier configuration.`, {
      cause,
    });
  }
}

/** What a new file holds is not what it was written from. */
export class MigrationNotReadBack extends SluiceError {
  override readonly name = 'MigrationNotReadBack';
  /** What was written. */
  readonly text: string;

  constructor(file: string, what: string, text: string) {
    super(
      `${path.basename(file)} was not kept, since reading it back gave another ${what} than the one it was written from: this is a bug in Sluice, please report it with your models.`,
    );
    this.text = text;
  }
}

/** The code of a migration threw. */
export class MigrationThrew extends SluiceError {
  override readonly name = 'MigrationThrew';
  readonly file: string;
  readonly direction: Direction;

  constructor(file: string, direction: Direction, cause: unknown) {
    super(
      `The ${direction} of ${path.basename(file)} threw: ${messageOf(cause)}${/[.!?]$/.test(messageOf(cause)) ? '' : '.'} Correct the file; nothing of this migration was kept.`,
      { cause },
    );
    this.file = file;
    this.direction = direction;
  }
}

/** A run would lose rows or values, and nobody has said that it may. */
export class DataLossRefused extends SluiceError {
  override readonly name = 'DataLossRefused';
  /** What would be lost, and by which migration. */
  readonly losses: readonly PlannedLoss[];

  constructor(losses: readonly PlannedLoss[], state: string) {
    const list = losses.map((loss) => `\n  ${describeLoss(loss)}`).join('');
    super(
      `${state}, since data would be lost:${list}\nPut what is dropped aside with --park, or let all of this go with --allow-data-loss.`,
    );
    this.losses = losses;
  }
}

/** Somebody stopped at a question. */
export class QuestionCancelled extends SluiceError {
  override readonly name = 'QuestionCancelled';

  constructor() {
    super('Interrupted: nothing was written.');
  }
}

/** Somebody stopped the run. */
export class Interrupted extends SluiceError {
  override readonly name = 'Interrupted';
  /** The migrations that were run to their end before. */
  readonly finished: readonly string[];

  constructor(direction: Direction, finished: readonly string[], running: string | undefined, cause: unknown) {
    super(`Interrupted: ${stateText(finished, running, cause)}; run \`sluice ${direction}\` again to go on.`, {
      cause,
    });
    this.finished = finished;
  }
}

function stateText(finished: readonly string[], running: string | undefined, cause: unknown): string {
  const before = finished.length === 0 ? '' : `, and ${plural(finished.length, 'migration')} before it stayed`;
  if (running === undefined)
    return finished.length === 0
      ? 'nothing was changed'
      : `${plural(finished.length, 'migration')} stayed, and no other was begun`;
  const during = cause instanceof StatementFailed ? cause.during : undefined;
  const kept = (during?.statementsKept ?? 0) > 0 || during?.remains === true;
  return kept
    ? `${running} is half done, since a part of it runs in no transaction${before}`
    : `${running} was rolled back${before}`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Whether Sluice threw this on purpose, with a sentence for the user. Anything else is a bug. */
export function isExpected(error: unknown): error is Error {
  return EXPECTED.some((known) => error instanceof known);
}

/** Whether the code of a migration is at fault, and not what PostgreSQL made of it. */
export const isOfMigration = (error: unknown): boolean => error instanceof DirectiveError || !isExpected(error);

const EXPECTED: readonly (abstract new (...args: never) => Error)[] = [
  SluiceError,
  RevisionError,
  DatabaseError,
  ConfigError,
  ModelsError,
  ModuleError,
  ModelError,
  MigrationFileError,
  UnknownToken,
];

/** An error's message, or whatever else was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
