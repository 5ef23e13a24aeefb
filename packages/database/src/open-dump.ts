import { ident, type Connection } from '@sluice/core';
import { connect, type ConnectOptions } from './connect.js';
import { DatabaseError, StatementFailed } from './database-errors.js';
import { dumpStatements, type DumpStatement } from './dump-statements.js';
import { missingRole } from './proof/rebuild.js';
import { prepareSession } from './session.js';

/** A dump, and where it is from. */
export interface DumpSource {
  /** The file's name, for messages. */
  readonly name: string;
  /** SQL as `pg_dump` writes it. */
  readonly text: string;
}

/** A statement of a dump that an embedded database does not take. */
export class DumpRejected extends DatabaseError {
  /** The line of the dump on which the statement begins, from 1. */
  readonly line: number;
  /** The extension that the statement creates and the embedded database does not have. */
  readonly extension: string | undefined;

  constructor({ name }: DumpSource, { line, sql }: DumpStatement, cause: StatementFailed) {
    const [extension] = isUnavailable(cause) ? createdExtensions(sql) : [];
    super(
      extension === undefined
        ? `${name}:${line} cannot be restored into an embedded PGlite: ${cause.reason}. ${wayOut}`
        : `${name}:${line} creates the extension "${extension}", which the embedded PGlite does not have. ${wayOut}`,
      { cause },
    );
    this.line = line;
    this.extension = extension;
  }
}

const wayOut = 'Restore it into a PostgreSQL server that takes it, and give the URL of that database instead';

const isUnavailable = ({ code }: StatementFailed): boolean => code === '0A000' || code === '58P01';

/** The extensions that a text creates, by name: PGlite must be told before it starts. */
export const createdExtensions = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(createExtension)].map((match) => match[1] ?? '')),
];

const createExtension = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?\\?"?([\w-]+)/gi;

/**
 * Opens an embedded PGlite in memory that holds the schema of a dump. Rows are left out. A role that the dump speaks of
 * and does not make is made, since `pg_dump` writes none.
 *
 * @throws DumpRejected when PGlite does not take a statement.
 */
export async function openDump(source: DumpSource, options: ConnectOptions = {}): Promise<Connection> {
  const extensions = [...(options.extensions ?? []), ...createdExtensions(source.text)];
  const connection = await connect('pglite:', { ...options, extensions });
  try {
    for (const statement of dumpStatements(source.text).filter(isOfSchema))
      await restore(connection, statement, source);
    // A dump sets what suits it, an empty search path above all.
    await connection.query('RESET ALL');
    return await prepareSession(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Rows, and where a sequence stands, are no part of the schema. */
const isOfSchema = ({ sql }: DumpStatement): boolean =>
  !/^(?:insert\s|select\s+(?:pg_catalog\.)?(?:setval|lo_\w+)\s*\()/i.test(sql);

async function restore(connection: Connection, statement: DumpStatement, source: DumpSource): Promise<void> {
  try {
    await connection.query(statement.sql);
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    const role = missingRole(error);
    if (role !== undefined) {
      await connection.query(`CREATE ROLE ${ident(role)}`);
      return restore(connection, statement, source);
    }
    if (!isNeedless(statement, error)) throw new DumpRejected(source, statement, error);
  }
}

/** A setting of another version of PostgreSQL, or the schema that every database has from its beginning. */
const isNeedless = ({ sql }: DumpStatement, { code }: StatementFailed): boolean =>
  (code === '42704' && /^set\s/i.test(sql)) || (code === '42P06' && /^create\s+schema\s+public\s*;$/i.test(sql));
