import { SluiceError } from '@sluice/core';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from './config/config.js';

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

/** In production, no migrations at all are a mistake and not a beginning. */
export function requireMigrations({ migrations, file }: ResolvedConfig): void {
  if (statSync(migrations, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new MigrationsMissing(migrations, file);
}
