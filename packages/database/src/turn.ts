import type { VersionTable } from './own-tables.js';

/** Another process runs migrations, and is waited for. */
export interface RunnerWait {
  /** The server process that holds the lock, where it can be seen. */
  readonly pid: number | undefined;
  /** Who holds the lease, where that is how runners take turns. */
  readonly lease?: LeaseHolder | undefined;
  /** How long it is waited for at most. */
  readonly seconds: number;
}

/** Who holds a lease. */
export interface LeaseHolder {
  /** The process that runs migrations, on its computer. */
  readonly process: number;
  readonly host: string;
  /** How long it has the lease. */
  readonly heldSeconds: number;
}

/**
 * What lets one runner at a time migrate:
 * - `advisory`, an advisory lock of the session, which PostgreSQL frees when that ends;
 * - `lease`, a row beside the version table, which is renewed while the runner lives: for a pooler that gives each
 *   transaction another session.
 */
export type LockManner = 'advisory' | 'lease';

/** How long to wait for another process, and whom to tell. */
export interface RunnerPatience {
  /** How runners take turns: the same for all of one database; `advisory` by default. */
  readonly lock?: LockManner;
  /** 60 by default. */
  readonly waitSeconds?: number;
  /** Called once, when another process runs migrations and is waited for. */
  readonly onRunnerWait?: (wait: RunnerWait) => void;
}

/** The turn of this process to run migrations. */
export interface Turn {
  /** Whether the next transaction may be in another session: then what is set for a session reaches others, and not us. */
  readonly isShared: boolean;
  /** Whether it must be confirmed: a lock of a session that is ours holds by itself. */
  readonly isDisputed: boolean;
  /** The server process of the session, where it stays the same and can be seen from another one. */
  readonly pid: number | undefined;
  /**
   * Makes sure, in the transaction that is open, that it is still the turn of this process, and will be to the end of that
   * transaction. What is recorded is recorded after this.
   *
   * @throws LeaseLost, or PoolerFound
   */
  confirm(): Promise<void>;
  /** Records something where no transaction is open, if it is still the turn of this process. */
  recordAlone<T>(record: () => Promise<T>): Promise<T>;
}

/** Where nobody else can have the turn. */
export const undisputed: Turn = {
  isShared: false,
  isDisputed: false,
  pid: undefined,
  confirm: async () => undefined,
  recordAlone: async (record) => record(),
};

/** For whom the turn is, and where. */
export interface Taking {
  readonly table: VersionTable;
  /** The server process of the session. */
  readonly pid: number;
  readonly patience: RunnerPatience;
}
