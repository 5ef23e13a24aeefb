import { createHash } from 'node:crypto';
import type { Statement } from '@sluice/core';

/** Of the texts of the statements of a migration, one after the other: an interrupted run is told by it from an edited one. */
export function createFingerprint() {
  const hash = createHash('sha256');
  let counted = 0;
  return {
    add({ sql, parameters = [] }: Pick<Statement, 'sql' | 'parameters'>): void {
      hash.update(sql).update('\0');
      if (parameters.length > 0) hash.update(JSON.stringify(parameters)).update('\0');
      counted += 1;
    },
    /** Of how many statements. */
    counted: (): number => counted,
    digest: (): string => hash.copy().digest('hex'),
  };
}
