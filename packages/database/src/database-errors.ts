/** What can go wrong at the database, with the facts of it. No message holds a password. */

import { ident } from '@sluice/core/ground';
import type { Blocker } from './lock-waits.js';
import type { LeaseHolder, RunnerWait } from './turn.js';

/** The common class: `error instanceof DatabaseError` is true of all errors that this package throws on purpose. */
export abstract class DatabaseError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** A target that names no database. */
export class TargetInvalid extends DatabaseError {
  readonly target: string;

  constructor(target: string) {
    super(
      `"${target}" names no database: give a URL such as postgres://user@host:5432/name, pglite:./directory or pglite:`,
    );
    this.target = target;
  }
}

/** What an application gave for a database is of a driver that Sluice does not know. */
export class DriverUnknown extends DatabaseError {
  constructor() {
    super(
      'What was given as the database is no pool or client of pg, no PGlite, and no drizzle database over one of these: give one of them, or the URL of the database',
    );
  }
}

/** A client of pg was given before it was connected: what it is asked would wait for ever. */
export class ClientNotConnected extends DatabaseError {
  constructor() {
    super('The pg client that was given is not connected: await client.connect() first, or give a pool');
  }
}

/** Nobody answers, or not as PostgreSQL does. */
export class DatabaseUnreachable extends DatabaseError {
  readonly host: string;
  readonly port: number;
  readonly reason: string;

  constructor(facts: { host: string; port: number; reason: string; cause?: unknown }) {
    super(
      `PostgreSQL at ${facts.host}:${facts.port} cannot be reached (${facts.reason}): check host and port, and that the server runs and accepts connections from here`,
      { cause: facts.cause },
    );
    this.host = facts.host;
    this.port = facts.port;
    this.reason = facts.reason;
  }
}

/** The connection broke while it was in use. */
export class ConnectionLost extends DatabaseError {
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`The connection to the database was lost (${reason}): run the command again, what was not finished will be`, {
      cause,
    });
    this.reason = reason;
  }
}

/** The server does not let this user in. */
export class AuthenticationFailed extends DatabaseError {
  readonly user: string;
  readonly host: string;
  readonly reason: string;

  constructor(facts: { user: string; host: string; reason: string; cause?: unknown }) {
    super(
      `PostgreSQL at ${facts.host} refuses user "${facts.user}" (${facts.reason}): check the user and the password in the URL or in PGPASSWORD`,
      { cause: facts.cause },
    );
    this.user = facts.user;
    this.host = facts.host;
    this.reason = facts.reason;
  }
}

/** The server has no database of this name. */
export class DatabaseMissing extends DatabaseError {
  readonly database: string;
  readonly host: string;

  constructor(facts: { database: string; host: string; cause?: unknown }) {
    super(
      `PostgreSQL at ${facts.host} has no database "${facts.database}": create it (createdb ${facts.database}) or correct the name in the URL`,
      { cause: facts.cause },
    );
    this.database = facts.database;
    this.host = facts.host;
  }
}

/** PGlite is wanted and not installed. */
export class PgliteMissing extends DatabaseError {
  readonly package = '@electric-sql/pglite';

  constructor(cause?: unknown) {
    super('PGlite, the PostgreSQL inside this process, is not installed: add it with npm i -D @electric-sql/pglite', {
      cause,
    });
  }
}

/** Another process has the PGlite directory open; two at once lose data. */
export class DirectoryInUse extends DatabaseError {
  readonly directory: string;
  readonly pid: number;
  readonly lockFile: string;

  constructor(facts: { directory: string; pid: number; lockFile: string }) {
    const holder = facts.pid === process.pid ? `this process (${facts.pid})` : `process ${facts.pid}`;
    super(
      `The PGlite directory ${facts.directory} is open in ${holder}: wait until it is done, or delete ${facts.lockFile} if no such process has it open`,
    );
    this.directory = facts.directory;
    this.pid = facts.pid;
    this.lockFile = facts.lockFile;
  }
}

/** What PostgreSQL says of a statement that failed. */
export interface StatementFacts {
  readonly sql: string;
  /** PostgreSQL's message. */
  readonly reason: string;
  /** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Where in `sql`, in characters from 1. */
  readonly position?: number;
  /** Where in `sql`, in lines from 1. */
  readonly line?: number;
  /** The migration that ran it. */
  readonly during?: During;
  /** Who held what it waited for, where it gave up waiting. */
  readonly blockers?: readonly Blocker[];
  /** The index that rows are in the way of. */
  readonly index?: { readonly schema: string; readonly name: string };
  /** Some of these rows. */
  readonly duplicates?: Duplicates;
}

/** Values of which a unique index would have one of each. */
export interface Duplicates {
  /** How often each occurs, the most frequent first: as JSON, in the order of the index's columns. */
  readonly values: readonly { readonly values: string; readonly rows: number }[];
  /** How to find them all. */
  readonly query: string;
}

/** Where in a migration something happened. */
export interface During {
  readonly revision: string;
  readonly direction: 'upgrade' | 'downgrade';
  /** The migration's file, where it is known. */
  readonly file?: string;
  /** `createTable`; missing for what Sluice itself does around a migration. */
  readonly directive?: string;
  /** How many of the migration's statements stay done, since PostgreSQL runs some in no transaction. 0: nothing was kept. */
  readonly statementsKept?: number;
  /** It was in the middle of a batch update: what its batches have changed stays changed. */
  readonly inBatches?: boolean;
  /** The statement may have left something behind, as an index that is not valid. */
  readonly remains?: boolean;
}

/** PostgreSQL refused a statement. */
export class StatementFailed extends DatabaseError {
  readonly facts: StatementFacts;
  readonly sql: string;
  readonly reason: string;
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: number | undefined;
  readonly line: number | undefined;
  readonly during: During | undefined;

  constructor(facts: StatementFacts, cause?: unknown) {
    super(sentence(facts), { cause });
    this.facts = facts;
    this.sql = facts.sql;
    this.reason = facts.reason;
    this.code = facts.code;
    this.detail = facts.detail;
    this.hint = facts.hint;
    this.position = facts.position;
    this.line = facts.line;
    this.during = facts.during;
  }

  /** The same failure, with those who were in the way. */
  blockedBy(blockers: readonly Blocker[]): StatementFailed {
    return statementFailure({ ...this.facts, blockers }, this.cause);
  }

  /** The same failure, with rows that are in the way. */
  withDuplicates(duplicates: Duplicates): StatementFailed {
    return statementFailure({ ...this.facts, duplicates }, this.cause);
  }

  /** The same failure, said of a migration. */
  within(during: During): StatementFailed {
    return statementFailure({ ...this.facts, during }, this.cause);
  }
}

/** PostgreSQL refused a statement since the user may not run it. */
export class PermissionDenied extends StatementFailed {
  override within(during: During): PermissionDenied {
    return permissionDenial({ ...this.facts, during }, this.cause);
  }
}

// Not within the classes: a bundler gives another name to one that speaks of itself.
const statementFailure = (facts: StatementFacts, cause: unknown): StatementFailed => new StatementFailed(facts, cause);
const permissionDenial = (facts: StatementFacts, cause: unknown): PermissionDenied =>
  new PermissionDenied(facts, cause);

/** What a migration asserts is not so. */
export class AssertionFailed extends DatabaseError {
  readonly during: During;
  /** The query of the rows that must not be there. */
  readonly query: string;
  /** Some of them. */
  readonly rows: readonly unknown[];

  constructor(facts: { during: During; message: string; query: string; rows: readonly unknown[]; cause?: unknown }) {
    const { during, message, query, rows } = facts;
    const shown = rows.map((row) => `  ${JSON.stringify(row)}`).join('\n');
    super(
      `The ${during.direction} of ${place(during)} stopped at op.assert: ${message}. ${stateAfter(during) ?? ''}. Rows that must not be there:\n\n${shown}\n\nfound by\n${sqlShown(query, undefined).slice(1)}`,
      { cause: facts.cause },
    );
    this.during = during;
    this.query = query;
    this.rows = rows;
  }
}

/** A batch update has gone through all rows, and there are still some that it should have changed. */
export class BatchUpdateIncomplete extends DatabaseError {
  readonly during: During;
  readonly table: string;
  /** SQL that is still true of the rows that remain. */
  readonly where: string;
  readonly changed: number;
  readonly remaining: number;

  constructor(facts: { during: During; table: string; where: string; changed: number; remaining: number }) {
    const { during, table, where, changed, remaining } = facts;
    super(
      `The ${during.direction} of ${place(during)} stopped at op.batchUpdate: of ${table} it has changed ${count(changed, 'row')}, and for ${count(remaining, 'row')} it is still true that ${where}: what \`set\` says must make that false, and \`key\` must be unique and never NULL. What was changed stays; correct the migration and run it again`,
    );
    this.during = during;
    this.table = table;
    this.where = where;
    this.changed = changed;
    this.remaining = remaining;
  }
}

/** A batch update is to go no faster than replicas follow, and the role may not see how far they are. */
export class LagHidden extends DatabaseError {
  readonly role: string;

  constructor(role: string) {
    super(
      `\`maxLag\` of op.batchUpdate needs to see how far replicas are behind, and ${role} may not: grant it (GRANT pg_read_all_stats TO ${ident(role)}), or leave out \`maxLag\``,
    );
    this.role = role;
  }
}

/** `op.db` is asked for and drizzle-orm is not installed. */
export class DrizzleNotInstalled extends DatabaseError {
  readonly package = 'drizzle-orm';

  constructor(cause?: unknown) {
    super(
      'op.db is a database of drizzle-orm, which is not installed: add it with npm i drizzle-orm, or use op.query',
      {
        cause,
      },
    );
  }
}

/** Another process is applying migrations and did not finish in time. */
export class RunnerBusy extends DatabaseError {
  readonly waitedSeconds: number;
  /** The server process that holds the lock, where it can be seen. */
  readonly pid: number | undefined;
  /** Who holds the lease, where that is how runners take turns. */
  readonly lease: LeaseHolder | undefined;

  constructor(waitedSeconds: number, pid?: number, lease?: LeaseHolder) {
    super(
      `${describeRunner({ pid, lease })} is still running migrations after ${waitedSeconds} s: wait for it and run the command again, or allow more seconds to wait`,
    );
    this.waitedSeconds = waitedSeconds;
    this.pid = pid;
    this.lease = lease;
  }
}

/** Another runner as a person looks for it. */
export function describeRunner({ pid, lease }: Pick<RunnerWait, 'pid' | 'lease'>): string {
  if (lease !== undefined)
    return `Another process (process ${lease.process} on ${lease.host}, for ${lease.heldSeconds} s)`;
  return pid === undefined ? 'Another process' : `Another process (PostgreSQL process ${pid})`;
}

/** A pooler gives each transaction another session, which takes the lock away from who holds it. */
export class PoolerFound extends DatabaseError {
  /** Whether it was found before anything was run, or by a migration that was taken back. */
  readonly found: 'before' | 'during';

  constructor(found: 'before' | 'during') {
    const state = found === 'before' ? 'Nothing was run' : 'The migration under way is not recorded';
    super(
      `The connection goes through a pooler that gives each transaction another session (transaction mode, as of pgbouncer), and no lock lasts there that lets one process at a time run migrations. ${state}: give the URL of PostgreSQL itself, or of a pooler in session mode; or have all that run migrations of this database take turns by a lease, with --lock lease or \`lock: 'lease'\` in the config`,
    );
    this.found = found;
  }
}

/** Nothing was heard of this process for so long that another one has taken its turn. */
export class LeaseLost extends DatabaseError {
  /** For how long a lease lasts that is not renewed. */
  readonly seconds: number;

  constructor(seconds: number) {
    super(
      `Another process runs migrations by now, since this one was not heard of for more than ${seconds} s. What it was at is not recorded: run the command again, and see that the process and its network are not held up`,
    );
    this.seconds = seconds;
  }
}

/** A lease is renewed while a statement runs, and there is one connection. */
export class LeaseNeedsAnother extends DatabaseError {
  constructor() {
    super(
      'A lease is renewed on a second connection, and there is none: give the URL of the database, or a pool that has another client to give',
    );
  }
}

/** A statement runs in no transaction, and what is set for a session does not hold for it. */
export class SearchPathUnsettled extends DatabaseError {
  readonly sql: string;
  /** The schemas that the migration means, and those that names mean there, in their order. */
  readonly wanted: readonly string[];
  readonly found: readonly string[];

  constructor(facts: { sql: string; wanted: readonly string[]; found: readonly string[] }) {
    super(
      `A statement that runs in no transaction would be run with another search path: ${list(facts.found)} and not ${list(facts.wanted)}, since the connection goes through a pooler. Give the URL of PostgreSQL itself, or set the search path of the role for good, with ALTER ROLE … SET search_path TO …${sqlShown(facts.sql, undefined)}`,
    );
    this.sql = facts.sql;
    this.wanted = facts.wanted;
    this.found = facts.found;
  }
}

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** The connection was given in the middle of a transaction, which running migrations would end. */
export class TransactionOpen extends DatabaseError {
  constructor() {
    super(
      'The connection given is in a transaction, and migrations need their own: commit it first or give another connection',
    );
  }
}

/** A migration was interrupted half-way, and what is to run now does not finish it. */
export class MigrationInterrupted extends DatabaseError {
  readonly revision: string;
  readonly direction: 'upgrade' | 'downgrade';
  readonly statementsDone: number;

  constructor(facts: { revision: string; direction: 'upgrade' | 'downgrade'; statementsDone: number }) {
    super(
      `The ${facts.direction} of ${facts.revision} was interrupted after ${count(facts.statementsDone, 'statement')}: finish it first by running the ${facts.direction} again, or finish it by hand and stamp`,
    );
    this.revision = facts.revision;
    this.direction = facts.direction;
    this.statementsDone = facts.statementsDone;
  }
}

/** The part of an interrupted migration that is already done is not what its file says now. */
export class MigrationEdited extends DatabaseError {
  readonly revision: string;
  readonly file: string | undefined;
  readonly statementsDone: number;

  constructor(facts: { revision: string; file?: string; statementsDone: number }) {
    super(
      `What an interrupted run has done of ${place(facts)}, ${count(facts.statementsDone, 'statement')}, was changed in it since: put it back as it was, or finish by hand and stamp`,
    );
    this.revision = facts.revision;
    this.file = facts.file;
    this.statementsDone = facts.statementsDone;
  }
}

/** A migration returned before its directives were done. */
export class DirectiveNotAwaited extends DatabaseError {
  readonly during: During;
  readonly directives: readonly string[];

  constructor(during: During, directives: readonly string[]) {
    super(
      `The ${during.direction} of ${place(during)} ended before op.${directives.join(', op.')} had run: write await in front of every directive`,
    );
    this.during = during;
    this.directives = directives;
  }
}

/** A directive was called when its migration had already ended. */
export class DirectiveTooLate extends DatabaseError {
  readonly during: During;
  readonly directive: string;

  constructor(during: During, directive: string) {
    super(
      `op.${directive} was called after the ${during.direction} of ${during.revision} had ended, and did nothing: call it, and await it, before the function returns`,
    );
    this.during = during;
    this.directive = directive;
  }
}

/** A migration ended the transaction that Sluice had begun for it. */
export class TransactionEnded extends DatabaseError {
  readonly during: During;

  constructor(during: During) {
    super(
      `The ${during.direction} of ${place(during)} ended its own transaction with a COMMIT or ROLLBACK, so it is not recorded: take that out, look at what it left, and run it again`,
    );
    this.during = during;
  }
}

function sentence({ sql, reason, code, line, during, blockers = [], duplicates, ...facts }: StatementFacts): string {
  const what = during
    ? `The ${during.direction} of ${place(during)} failed${during.directive ? ` in op.${during.directive}` : ''}`
    : 'A statement failed';
  const cause = [`${reason}${code ? ` (${code})` : ''}`, facts.detail, facts.hint]
    .filter((text) => text !== undefined)
    // PostgreSQL ends details and hints with a full stop; the sentence has its own.
    .map((text) => text.replace(/\.$/, ''));
  return `${what}: ${cause.join('; ')}${wayOut(code, during)}${blockersText(blockers)}${duplicatesText(duplicates)}${sqlShown(sql, line)}`;
}

function wayOut(code: string | undefined, during: During | undefined): string {
  return [stateAfter(during), code === undefined ? undefined : adviceFor[code]]
    .filter((text) => text !== undefined)
    .map((text) => `. ${text}`)
    .join('');
}

function stateAfter({ statementsKept: kept, remains, inBatches }: Partial<During> = {}): string | undefined {
  if (kept === undefined) return undefined;
  if (inBatches) return 'What its batches have changed stays, and the next run goes on after that';
  if (remains) return 'The next run clears away what it left and tries it again';
  return kept === 0
    ? 'Nothing of it was kept'
    : `${kept === 1 ? 'Its first statement stays' : `Its first ${count(kept, 'statement')} stay`} done, and the next run goes on after`;
}

/** What helps against a failure whose message does not say so. */
const adviceFor: { readonly [code: string]: string } = {
  '25001':
    'To build an index CONCURRENTLY use op.createIndex({ …, concurrently: true }), which runs outside a transaction',
  '25006':
    'The database only reads: give the URL of the primary where this is a replica, and look at default_transaction_read_only where it is none',
  '42501': 'Grant the privilege, or run as the owner',
  '53100': 'The disk of the server is full: make room there and run it again',
  '55P03':
    'Another session held the table longer than the lock timeout: try again when it is less busy, or set a longer lock timeout',
};

function duplicatesText(duplicates: Duplicates | undefined): string {
  if (duplicates === undefined || duplicates.values.length === 0) return '';
  const some = duplicates.values.map(({ values, rows }) => `${values} in ${count(rows, 'row')}`);
  return `. In the way, the most frequent first: ${some.join('; ')}. All of them: ${duplicates.query}`;
}

const blockersText = (blockers: readonly Blocker[]): string =>
  blockers.length === 0 ? '' : `. In the way: ${blockers.map(describeBlocker).join('; ')}`;

/** A session as a person looks for it: `process 4711 (psql, user app, idle in transaction for 40 s): select …`. */
export function describeBlocker({ pid, application, user, state, seconds, query }: Blocker): string {
  const facts = [application, `user ${user}`, `${state} for ${seconds} s`].filter((text) => text !== '');
  return `process ${pid} (${facts.join(', ')}): ${query.replaceAll(/\s+/g, ' ').trim()}`;
}

const sqlShown = (sql: string, line: number | undefined): string =>
  `\n\n${sql
    .trimEnd()
    .split('\n')
    .map((text, i) => `${i + 1 === line ? '>' : ' '} ${text}`)
    .join('\n')}`;

const place = ({ revision, file }: { readonly revision: string; readonly file?: string }): string =>
  file === undefined ? `migration ${revision}` : `migration ${revision} (${file})`;

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
