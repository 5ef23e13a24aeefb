import { SluiceError, type Operation, type Revision } from '@sluice/core';
import type { Direction } from '@sluice/database';

/** A step of a migration that is no directive of the schema, so that no comparison of schemas finds it. */
export interface DataStep {
  readonly revision: string;
  readonly file: string | undefined;
  readonly direction: Direction;
  readonly sql: string;
}

/** A range holds data steps, and nobody says what becomes of them. */
export class DataStepsFound extends SluiceError {
  override readonly name = 'DataStepsFound';
  readonly steps: readonly DataStep[];

  constructor(steps: readonly DataStep[]) {
    super(
      [
        'The range does what a comparison of schemas does not find, and nothing was written:',
        ...steps.map(
          ({ revision, file, direction, sql }) => `  ${direction} of ${file ?? revision}: ${shortened(sql)}`,
        ),
        '--keep-data takes these steps over, as they are and where they are; --drop-data leaves them out, for data that every database has by now.',
      ].join('\n'),
    );
    this.steps = steps;
  }
}

/** A migration works on rows in a way that leaves nothing to take over. */
export class StepsUnknown extends SluiceError {
  override readonly name = 'StepsUnknown';
  readonly revision: string;

  constructor({ revision, file }: Revision) {
    super(
      `${file ?? revision} uses op.db, and what that does is known only when it runs, so that no other migration can stand for it: end the range before ${revision}, or begin it after.`,
    );
    this.revision = revision;
  }
}

/** Whether the source of a migration hands it a connection. */
export const usesConnection = (source: string): boolean =>
  /\bop\s*\.\s*db\b|\{[^}]*\bdb\b[^}]*\}\s*(?:=\s*op\b|:\s*Op\b)/.test(source);

/** The data steps of one direction of a migration. */
export const dataStepsOf = (
  { revision, file }: Revision,
  direction: Direction,
  operations: readonly Operation[],
): readonly DataStep[] =>
  operations.flatMap((operation) =>
    operation.verb === 'execute' ? [{ revision, file, direction, sql: operation.sql }] : [],
  );

function shortened(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
