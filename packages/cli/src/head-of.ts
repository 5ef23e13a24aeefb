import { MigrationFileError } from './load/errors.js';
import type { MigrationHead } from './load/migration-head.js';
import type { Project } from './project.js';

/** What a migration's file says of itself. */
export function headOf({ config, migrations }: Project, revision: string): MigrationHead {
  const head = migrations.get(revision);
  if (head !== undefined) return head;
  throw new MigrationFileError(
    'unreadable',
    { file: config.migrations[0] ?? config.root },
    `there is no migration ${revision} any more: run again.`,
  );
}
