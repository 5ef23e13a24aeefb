import type { Backup } from './backup.js';
import type { Direction, LockWait, StatementEvent } from '@sluice/database';

/** A migration that is run, and which way. */
export interface MigrationEvent {
  readonly revision: string;
  readonly message: string;
  /** Absolute. */
  readonly file: string;
  readonly direction: Direction;
}

/** A migration that has been run. */
export interface RanMigration extends MigrationEvent {
  /** How long it took. */
  readonly milliseconds: number;
}

/** What may be told while a function works, to print or to log. */
export interface Events {
  /** How it works, where that is not what one would expect. */
  readonly onNote?: ((text: string) => void) | undefined;
  /** A backup was made, before the first migration is run. */
  readonly onBackup?: ((backup: Backup) => void) | undefined;
  /** A migration is about to be run. */
  readonly onMigrationStart?: ((migration: MigrationEvent) => void) | undefined;
  /** A migration has been run and recorded. */
  readonly onMigrationEnd?: ((migration: RanMigration) => void) | undefined;
  /** A statement is about to be run. */
  readonly onStatement?: ((statement: StatementEvent) => void) | undefined;
  /** A transaction did not get a lock, and is tried again after a pause. */
  readonly onLockWait?: ((wait: LockWait) => void) | undefined;
}
