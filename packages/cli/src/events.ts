import type { Backup } from './backup.js';
import type {
  BatchEvent,
  Direction,
  IndexBuildEvent,
  LockWait,
  LocksEvent,
  Pending,
  ReplicaLag,
  RunnerWait,
  StatementEvent,
  VersionApply,
} from '@sluice/database';

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

/** Something is not to be had yet, and is tried again. */
export type Retry =
  /** A transaction did not get a lock on a table. */
  | (LockWait & { readonly of: 'lock' })
  /** Another process runs migrations. Told once. */
  | (RunnerWait & { readonly of: 'runner' })
  /** Replicas are further behind than a batch update lets them be. Told again and again while it waits. */
  | (ReplicaLag & { readonly of: 'replica' })
  /** The database does not answer, or is not there. */
  | (DatabaseWait & { readonly of: 'database' });

/** A database does not answer yet. */
export interface DatabaseWait {
  /** Why, in a few words. */
  readonly reason: string;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** The pause before the next. */
  readonly pauseSeconds: number;
  /** How long it is waited for at most. */
  readonly seconds: number;
}

/**
 * What may be told while a function works, to print or to log. What a listener throws ends the work, and the migration
 * under way is rolled back.
 */
export interface Events {
  /** How it works, where that is not what one would expect. */
  readonly onNote?: ((text: string) => void) | undefined;
  /** A backup was made, before the first migration is run. */
  readonly onBackup?: ((backup: Backup) => void) | undefined;
  /** A migration is about to be run. */
  readonly onMigrationStart?: ((migration: MigrationEvent) => void) | undefined;
  /** The migration that has just begun was interrupted before, and goes on after what is done of it. */
  readonly onResume?: ((pending: Pending) => void) | undefined;
  /** A migration has been run and recorded. */
  readonly onMigrationEnd?: ((migration: RanMigration) => void) | undefined;
  /** A statement is about to be run. */
  readonly onStatement?: ((statement: StatementEvent) => void) | undefined;
  /**
   * The record of what is applied has changed, in a transaction that is still open: what is written with its `query` is
   * committed with the record, or not at all. Awaited.
   */
  readonly onVersionApply?: ((change: VersionApply) => void | Promise<void>) | undefined;
  /** Something is not to be had yet (a lock, the database, the turn of this process), and is tried again. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /**
   * A transaction has been committed that held locks of tables which keep others from writing, or from reading: which, and
   * how long at most.
   */
  readonly onLocks?: ((event: LocksEvent) => void) | undefined;
  /** An index is built: how far it is, every second. Who listens has a second connection opened for it. */
  readonly onIndexBuild?: ((event: IndexBuildEvent) => void) | undefined;
  /** A batch of a batch update has been committed. */
  readonly onBatch?: ((batch: BatchEvent) => void) | undefined;
}

/** Tells both; the first is told first. */
export function both(first: Events, second: Events | undefined): Events {
  if (second === undefined) return first;
  return {
    ...first,
    onNote: inTurn(first.onNote, second.onNote),
    onMigrationStart: inTurn(first.onMigrationStart, second.onMigrationStart),
    onResume: inTurn(first.onResume, second.onResume),
    onMigrationEnd: inTurn(second.onMigrationEnd, first.onMigrationEnd),
    onStatement: inTurn(first.onStatement, second.onStatement),
    onIndexBuild: inTurn(first.onIndexBuild, second.onIndexBuild),
    onBatch: inTurn(first.onBatch, second.onBatch),
    onLocks: inTurn(first.onLocks, second.onLocks),
    onRetry: inTurn(first.onRetry, second.onRetry),
  };
}

function inTurn<E>(
  first: ((event: E) => void) | undefined,
  second: ((event: E) => void) | undefined,
): ((event: E) => void) | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return (event) => {
    first(event);
    second(event);
  };
}
