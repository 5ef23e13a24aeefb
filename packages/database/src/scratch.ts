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
  type Statement,
} from '@sluice/core';
import { connect } from './connect.js';
import { StatementFailed } from './database-errors.js';
import { tryRenames } from './try-renames.js';
import { readKind, setSearchPath } from './introspect.js';

/** PostgreSQL's answer to a question: the attributes it wrote down, or why it would not. */
export type Answer = { readonly name: string; readonly attributes: JsonObject } | { readonly error: string };

/** Where questions are asked: a transaction that is rolled back, in which nothing of the database is touched. */
export interface Scratch {
  /** It is not the database itself but an embedded one, which holds only what models say. */
  readonly isElsewhere: boolean;
  /** Makes what questions may read from, all at once; gives those whose SQL failed. Names are as in the default schema. */
  make(statements: readonly Statement[]): Promise<ReadonlySet<Statement>>;
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
  /** Whether texts read from what is renamed, so that all renames are made: tables are locked for a moment. */
  readonly locks?: boolean;
}

/** Tables are renamed in a scratch only for what reads from them: they are locked. */
const isSpokenOf = (operation: Operation): boolean =>
  (operation.verb === 'rename' || operation.verb === 'alter') && kindOf(operation.kind).spokenOf !== undefined;

const temporary = 'n.oid = pg_my_temp_schema()';
const temporarySchema = 'pg_temp';
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
    return await inTransaction(embedded, { ...options, speakOf, renames: [] }, work, true);
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
  { speakOf, defaultSchema, renames = [], locks = false }: ScratchOptions,
  work: (scratch: Scratch) => Promise<T>,
  isElsewhere = false,
): Promise<T> {
  await connection.query('BEGIN');
  try {
    const own = await searchPathFor(connection, defaultSchema);
    const inOrder = speakOf.toSorted((a, b) => kindNames.indexOf(a.object.kind) - kindNames.indexOf(b.object.kind));
    const prelude = inOrder.map(({ object, current }) => kindOf(object.kind).spokenOf?.(object, current) ?? []);
    await tryRenames(connection, locks ? renames : renames.filter(isSpokenOf));
    const scratch = scratchOn(connection, own, defaultSchema, isElsewhere);
    const texts = prelude.filter((list) => list.length > 0).map((list) => list.map(({ sql }) => sql).join(';\n'));
    await prepare(scratch, texts);
    return await work(scratch);
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** The connection's own, before which a tenant's schema comes: a name that says none is meant there first. */
async function searchPathFor(connection: Connection, defaultSchema: string): Promise<string> {
  const own = String((await connection.query(`SELECT current_setting('search_path') AS path`))[0]?.['path']);
  return defaultSchema === 'public' ? own : `${ident(defaultSchema)}, ${own}`;
}

/**
 * Makes each; what needs one that comes later is tried again. A name that something else still holds is no harm unless
 * a text speaks of it, and then the question says so.
 */
async function prepare(scratch: Scratch, texts: readonly string[]): Promise<void> {
  let open = texts;
  for (let size = -1; size !== open.length;) {
    size = open.length;
    const failed: string[] = [];
    for (const sql of open) if ((await scratch.try(sql)) !== undefined) failed.push(sql);
    open = failed;
  }
}

function scratchOn(connection: Connection, ownPath: string, defaultSchema: string, isElsewhere: boolean): Scratch {
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
    isElsewhere,
    try: attempt,
    make: async (list) => {
      await setSearchPath(connection, defaultSchema);
      const together = list.map(({ sql }) => sql).join(';\n');
      const failed = new Set<Statement>();
      if (list.length === 0 || (await attempt(together)) === undefined) return failed;
      for (const statement of list) if ((await attempt(statement.sql)) !== undefined) failed.add(statement);
      return failed;
    },
    ask: async (questions) => {
      const distinct = [...new Map(questions.map((question) => [JSON.stringify(question), question])).entries()];
      const numbered = distinct.map(([text, question]): Asked => ({ text, question, name: `${asked}${count++}` }));
      const answers = new Map<string, Answer>();
      const note = async (round: readonly Asked[], error?: string): Promise<void> => {
        const questions = round.map(({ question }) => question);
        const found = error === undefined ? await read(connection, questions, defaultSchema) : new Map<string, never>();
        for (const { text, name, question } of round)
          answers.set(text, answerOf(found.get(answerKey(question.kind, name)), error, { name, question }));
      };
      for (const { names, round } of rounds(numbered)) {
        await connection.query('SELECT set_config($1, $2, true)', ['search_path', ownPath]);
        if (names) await connection.query('SAVEPOINT round');
        // All at once; only when one of them is wrong, one by one, to know which.
        if ((await attempt(makeAll(round))) === undefined) await note(round);
        else for (const each of round) await note([each], await attempt(makeAll([each])));
        if (names) await connection.query('ROLLBACK TO SAVEPOINT round');
      }
      return (question) => answers.get(JSON.stringify(question)) ?? { error: 'it was not asked' };
    },
  };
}

/** A question and the name of what is asked. */
interface Asked {
  readonly text: string;
  readonly question: Question;
  readonly name: string;
}

/** Questions that can be asked together: of those whose table bears its own name, no two name two tables alike. */
function rounds(all: readonly Asked[]): readonly { readonly names: boolean; readonly round: readonly Asked[] }[] {
  const plain = all.filter(({ question }) => question.table === undefined);
  const named: { readonly tables: Map<string, string>; readonly round: Asked[] }[] = [];
  for (const each of all) {
    const { table, columns, partitionBy } = each.question;
    if (table === undefined) continue;
    const type = JSON.stringify([columns, partitionBy]);
    const fits = named.find(({ tables }) => (tables.get(table) ?? type) === type);
    if (fits) fits.round.push(each);
    else named.push({ tables: new Map([[table, type]]), round: [each] });
    fits?.tables.set(table, type);
  }
  return [
    ...(plain.length > 0 ? [{ names: false, round: plain }] : []),
    ...named.map(({ round }) => ({ names: true, round })),
  ];
}

/** The statements that make what a round asks: each table that bears its own name once. */
function makeAll(round: readonly Asked[]): string {
  const tables = new Map(
    round.flatMap((each) => (each.question.table === undefined ? [] : [[each.question.table, each]])),
  );
  return [
    ...[...tables].map(([table, each]) => standInSql(table, each)),
    ...round.map(({ question, name }) => makeSql(question, name)),
  ].join(';\n');
}

/** Whatever a scratch has under the name steps aside, a view as well. */
function standInSql(table: string, { name, question: { columns = [], ...rest } }: Asked): string {
  const id = { schema: temporarySchema, name: table };
  const aside = `ALTER TABLE IF EXISTS ${ident(id.schema, id.name)} RENAME TO ${ident(`${name} aside`)}`;
  return `${aside};\n${tableSql(columns, rest, id)}`;
}

function answerOf(
  object: DatabaseObject | undefined,
  error: string | undefined,
  { name, question }: Pick<Asked, 'name' | 'question'>,
): Answer {
  if (error !== undefined) return { error };
  return object
    ? { name: object.id.name, attributes: spokenAs(object.attributes, name, question.self) }
    : { error: 'PostgreSQL wrote nothing down' };
}

/** An answer in which what was asked speaks of itself by its own name. */
const spokenAs = (attributes: JsonObject, name: string, self: string = name): JsonObject =>
  JSON.parse(JSON.stringify(attributes).replaceAll(`${name}.`, () => JSON.stringify(`${self}.`).slice(1, -1)));

/** The statements that make what is asked about. */
function makeSql({ columns, clause, partitionBy, table, statement }: Question, name: string): string {
  const named = statement?.join(table === undefined ? ident(temporarySchema, name) : ident(name));
  const id = { schema: temporarySchema, name };
  const own = columns && table === undefined ? [tableSql(columns, { clause, partitionBy }, id)] : [];
  return [...own, ...(named === undefined ? [] : [named])].join(';\n');
}

function tableSql(
  columns: readonly ContextColumn[],
  { clause, partitionBy }: { readonly clause?: string | undefined; readonly partitionBy?: string | undefined },
  { schema, name: table }: { readonly schema: string; readonly name: string },
): string {
  const attributes = partitionBy === undefined ? {} : { partitionBy };
  const createTable = { kind: 'table' as const, id: { schema, name: table }, attributes };
  const parts = columns.map(({ name, type }, position) => ({
    kind: 'column' as const,
    id: { schema, table, name },
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
      const [name] = askedName.exec(object.id.name) ?? askedName.exec(object.id.table ?? '') ?? [];
      if (name !== undefined) found.set(answerKey(kind, name), object);
    }
  }
  return found;
}
