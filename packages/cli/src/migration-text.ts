import { downRevisionsOf } from '@sluice/core';
import type { MigrationText } from '@sluice/database';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checksumOf } from './load/checksum.js';
import type { MigrationHead } from './load/migration-head.js';

/** What the ledger of a database keeps of a migration's file; its source is read where it is left out. */
export async function textOf(head: MigrationHead, source?: string): Promise<MigrationText> {
  return {
    revision: head.revision,
    follows: downRevisionsOf(head),
    checksum: checksumOf(source ?? (await readFile(head.file, 'utf8'))),
    file: path.basename(head.file),
  };
}
