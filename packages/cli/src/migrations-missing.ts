import { SluiceError } from '@sluice/core';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from './config/config.js';
import { findFolders } from './migration-folders.js';

/** An application that runs has no folder of migrations: they were not deployed with it, or the path is wrong. */
export class MigrationsMissing extends SluiceError {
  override readonly name = 'MigrationsMissing';
  /** Absolute. */
  readonly folder: string;

  constructor(folder: string, config: string) {
    super(
      `There is no folder ${folder}, so nobody knows which migrations the database should have: deploy it with the application, or correct \`migrations\` in ${path.basename(config)}.`,
    );
    this.folder = folder;
  }
}

/**
 * The folders of the migrations. In production, no migrations at all are a mistake and not a beginning.
 *
 * @throws MigrationsMissing where a folder is not there, or a glob finds none
 */
export async function requireMigrations({ migrations, file }: ResolvedConfig): Promise<readonly string[]> {
  const folders = await findFolders(migrations);
  const isThere = (folder: string): boolean => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const missing = folders.length === 0 ? migrations[0] : folders.find((folder) => !isThere(folder));
  if (missing !== undefined) throw new MigrationsMissing(missing, file);
  return folders;
}
