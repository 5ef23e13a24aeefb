import { SluiceError } from '@sluice/core';
import path from 'node:path';

/** A project is to be taken over, and Sluice has it already. */
export class HistoryExists extends SluiceError {
  override readonly name = 'HistoryExists';
  /** The migrations that are there, or what the database records. */
  readonly revisions: readonly string[];

  constructor(
    revisions: readonly string[],
    where: { readonly folders: readonly string[] } | { readonly table: string },
  ) {
    const count = revisions.length === 1 ? '1 revision' : `${revisions.length} revisions`;
    super(
      'folders' in where
        ? `${where.folders.map((folder) => path.basename(folder)).join(', ')} holds ${count} already, and nothing was changed: this project is taken over. To record that another of its databases has them, run \`sluice stamp head\` there, or name the revision that it has.`
        : `The database records ${revisions.join(', ')} in ${where.table} already, and no migration is here: get the migrations that made it, or forget the record with \`sluice stamp base --purge\` and run this again.`,
    );
    this.revisions = revisions;
  }
}

/** There is nothing to take over, or not what was named. */
export class NothingToAdopt extends SluiceError {
  override readonly name = 'NothingToAdopt';

  constructor(what: string, wayOut: string) {
    super(`There is nothing to take over: ${what}. ${wayOut}`);
  }
}

/** More than one tool has made the database. */
export class SourceUnclear extends SluiceError {
  override readonly name = 'SourceUnclear';
  /** What was found. */
  readonly found: readonly string[];

  constructor(found: readonly string[], wayOut: string) {
    super(`It is not clear what to take over: there is ${found.join(', and there is ')}. ${wayOut}`);
    this.found = found;
  }
}

/** drizzle-kit's folder is not what drizzle-kit writes. */
export class KitFolderUnreadable extends SluiceError {
  override readonly name = 'KitFolderUnreadable';
  readonly folder: string;

  constructor(folder: string, reason: string, cause?: unknown) {
    super(
      `The migrations of drizzle-kit in ${folder} cannot be read: ${reason}. Correct it, or take over the database alone with --from database.`,
      { cause },
    );
    this.folder = folder;
  }
}
