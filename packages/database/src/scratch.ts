import {
  ident,
  kindNames,
  kindOf,
  statements,
  type Connection,
  type ContextColumn,
  type DatabaseObject,
  type JsonObject,
  type Operation,
  type Question,
} from '@sluice/core';
import { connect } from './connect.js';
import { StatementFailed } from './database-errors.js';
import { readKind, setSearchPath } from './introspect.js';

/** PostgreSQL's answer to a question: the attributes it wrote down, or why it would not. */
export type Answer = { readonly attributes: JsonObject } | { readonly error: string };

/** Where questions are asked: a transaction that is rolled back, in which nothing of the database is touched. */
export interface Scratch {
  /** Runs SQL whose end nobody sees; whether it went well. */
  try(sql: string): Promise<string | undefined>;
  /** Asks each distinct question once. */
  ask(questions: readonly Question[]): Promise<(question: Question) => Answer>;
}

/** What a scratch is opened for. */
export interface ScratchOptions {
  /** What texts may speak of, and what the database has of it. */
  readonly speakOf: readonly { readonly object: DatabaseObject; readonly current: DatabaseObject | undefined }[];
  readonly defaultSchema: string;
  /** Renames that are answered and not made yet. */
  readonly renames?: readonly Operation[];
}

/** Tables are not renamed in a scratch: no text speaks of one, and it would be locked. */
const isSpokenOf = (operation: Operation): boolean =>
  (operation.verb === 'rename' || operation.verb === 'alter') && kindOf(operation.kind).spokenOf !== undefined;

const temporary = 'n.oid = pg_my_temp_schema()';
const asked = 'sluice_question_';
const askedName = new RegExp(`^${asked}\\d+`);

/**
 * Opens a scratch and closes it, whatever happens. It is a transaction on the connection that is rolled back: tables
 * are temporary, what texts speak of and the database lacks is made for the time. Where the connection may make no
 * temporary table (a replica, a role without TEMPORARY), an embedded PGlite takes its place.
 */
export async function inScratch<T>(
  connection: Connection,
  options: ScratchOptions,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  if (await mayMakeTables(connection)) return inTransaction(connection, options, work);
  const embedded = await connect('pglite:');
  try {
    const speakOf = options.speakOf.map(({ object }) => ({ object, current: undefined }));
    return await inTransaction(embedded, { ...options, speakOf, renames: [] }, work);
  } finally {
    await embedded.close();
  }
}

async function mayMakeTables(connection: Connection): Promise<boolean> {
  const [row] = await connection.query(`
    SELECT has_database_privilege(current_database(), 'TEMPORARY') AND NOT pg_is_in_recovery()
      AND current_setting('transaction_read_only') = 'off' AS may`);
  return row?.['may'] === true;
}

async function inTransaction<T>(
  connection: Connection,
  { speakOf, defaultSchema, renames = [] }: ScratchOptions,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  await connection.query('BEGIN');
  try {
    const own = String((await connection.query(`SELECT current_setting('search_path') AS path`))[0]?.['path']);
    const inOrder = speakOf.toSorted((a, b) => kindNames.indexOf(a.object.kind) - kindNames.indexOf(b.object.kind));
    const prelude = inOrder.flatMap(({ object, current }) => kindOf(object.kind).spokenOf?.(object, current) ?? []);
    for (const operation of renames.filter(isSpokenOf))
      for (const { sql } of statements(operation)) await connection.query(sql);
    const scratch = scratchOn(connection, own, defaultSchema);
    // A name that something else still holds is no harm unless a text speaks of it, and then the question says so.
    for (const { sql } of prelude) await scratch.try(sql);
    return await work(scratch);
  } finally {
    await connection.query('ROLLBACK');
  }
}

function scratchOn(connection: Connection, ownPath: string, defaultSchema: string): Scratch {
  let count = 0;
  const attempt = async (sql: string): Promise<string | undefined> => {
    await connection.query('SAVEPOINT question');
    try {
      await connection.query(sql);
      return undefined;
    } catch (error) {
      await connection.query('ROLLBACK TO SAVEPOINT question');
      if (error instanceof StatementFailed) return error.reason;
      return error instanceof Error ? error.message : String(error);
    }
  };
  return {
    try: attempt,
    ask: async (questions) => {
      const distinct = [...new Map(questions.map((question) => [JSON.stringify(question), question])).entries()];
      const numbered = distinct.map(([text, question]) => ({ text, question, table: `${asked}${count++}` }));
      await connection.query('SELECT set_config($1, $2, true)', ['search_path', ownPath]);
      const errors = new Map<string, string>();
      // All at once; only when one of them is wrong, one by one, to know which.
      const together = numbered.map(({ question, table }) => makeSql(question, table)).join(';\n');
      if (numbered.length > 0 && (await attempt(together)) !== undefined) {
        for (const { question, table } of numbered) {
          const error = await attempt(makeSql(question, table));
          if (error !== undefined) errors.set(table, error);
        }
      }
      const answers = await read(
        connection,
        numbered.map(({ question }) => question),
        defaultSchema,
      );
      const byText = new Map(
        numbered.map(({ text, table, question }) => [
          text,
          answerOf(answers.get(answerKey(question.kind, table)), errors.get(table)),
        ]),
      );
      return (question) => byText.get(JSON.stringify(question)) ?? { error: 'it was not asked' };
    },
  };
}

function answerOf(object: DatabaseObject | undefined, error: string | undefined): Answer {
  if (error !== undefined) return { error };
  return object ? { attributes: object.attributes } : { error: 'PostgreSQL wrote nothing down' };
}

/** The statements that make what is asked about. */
function makeSql({ columns, clause, statement }: Question, name: string): string {
  const named = statement?.join(ident('pg_temp', name));
  return [...(columns ? [tableSql(columns, clause, name)] : []), ...(named === undefined ? [] : [named])].join(';\n');
}

function tableSql(columns: readonly ContextColumn[], clause: string | undefined, table: string): string {
  const createTable = { kind: 'table' as const, id: { schema: 'pg_temp', name: table }, attributes: {} };
  const parts = columns.map(({ name, type }, position) => ({
    kind: 'column' as const,
    id: { schema: 'pg_temp', table, name },
    attributes: { type, position },
  }));
  const [create] = statements({ verb: 'create', object: createTable, parts });
  const sql = create?.sql ?? '';
  if (clause === undefined) return sql;
  return parts.length === 0
    ? sql.replace(/\(\)$/, () => `(${clause})`)
    : sql.replace(/\n\)$/, () => `,\n  ${clause}\n)`);
}

const answerKey = (kind: string, table: string): string => `${kind} ${table}`;

/** What was written down, by the name it was asked under; the last of a kind, since a question's own thing comes last. */
async function read(
  connection: Connection,
  questions: readonly Question[],
  defaultSchema: string,
): Promise<ReadonlyMap<string, DatabaseObject>> {
  await setSearchPath(connection, defaultSchema);
  const found = new Map<string, DatabaseObject>();
  for (const kind of new Set(questions.map((question) => question.kind))) {
    const place = (object: DatabaseObject): number => kindOf(kind).place?.(object) ?? 0;
    const objects = (await readKind(connection, kind, temporary)).toSorted((a, b) => place(a) - place(b));
    for (const object of objects) {
      const [name] = askedName.exec(object.id.table ?? object.id.name) ?? [];
      if (name !== undefined) found.set(answerKey(kind, name), object);
    }
  }
  return found;
}
