import type { Connection, Obstacle, Row } from '@sluice/core';
import { StatementFailed } from './database-errors.js';
import { ANSWER_SECONDS, reading } from './reading.js';

/** Rows that a database has, on which an operation would fail. */
export interface MetObstacle {
  readonly schema: string;
  readonly table: string;
  /** Which rows, in words that follow `3 rows`: `without a value in email`. */
  readonly which: string;
  /** What they are in the way of, in words: `email becomes NOT NULL`. */
  readonly since: string;
  /** What to do about them, a sentence. */
  readonly wayOut: string;
  /** How many; undefined where PostgreSQL tells only that there is one. */
  readonly rows: number | undefined;
  /** The keys of a few of them, each as JSON; or what PostgreSQL says of one. */
  readonly samples: readonly string[];
  /** What was asked. */
  readonly query: string;
}

/** A question that a database did not answer. */
export interface Unanswered extends Pick<MetObstacle, 'schema' | 'table' | 'which' | 'since' | 'query'> {
  /** Why, a clause: `the role may not read all of it`. */
  readonly reason: string;
}

/** What a database has in the way of operations. */
export interface ObstacleAnswers {
  readonly obstacles: readonly MetObstacle[];
  readonly unanswered: readonly Unanswered[];
}

/**
 * Asks a database which rows are in the way of what is to be run. It is only read, each question in a transaction of its own,
 * and what it has not, or does not say, is told.
 */
export async function askObstacles(
  connection: Connection,
  obstacles: readonly Obstacle[],
  defaultSchema = 'public',
): Promise<ObstacleAnswers> {
  const met: MetObstacle[] = [];
  const unanswered: Unanswered[] = [];
  for (const obstacle of inOrder(obstacles)) {
    const answer = await ask(connection, obstacle, defaultSchema);
    const { schema, table, which, since, wayOut } = obstacle;
    const query = queryOf(obstacle);
    if ('reason' in answer) unanswered.push({ schema, table, which, since, query, reason: answer.reason });
    else if (answer.rows !== 0) met.push({ schema, table, which, since, wayOut, ...answer, query });
  }
  return { obstacles: met, unanswered };
}

/** The same is asked once. */
const inOrder = (obstacles: readonly Obstacle[]): readonly Obstacle[] => [
  ...new Map(obstacles.map((obstacle) => [queryOf(obstacle), obstacle])).values(),
];

const queryOf = ({ question }: Obstacle): string => ('trial' in question ? question.trial : question.count);

type Answer = Pick<MetObstacle, 'rows' | 'samples'> | Pick<Unanswered, 'reason'>;

async function ask(connection: Connection, { question }: Obstacle, defaultSchema: string): Promise<Answer> {
  const query = (sql: string): Promise<readonly Row[]> =>
    reading(connection, defaultSchema, () => connection.query(sql));
  try {
    if ('trial' in question) {
      await query(question.trial);
      return { rows: 0, samples: [] };
    }
    const [row] = await query(question.count);
    const rows = Number(row?.['rows']);
    return { rows, samples: rows === 0 ? [] : await samplesOf(() => query(question.samples)) };
  } catch (error) {
    if (!(error instanceof StatementFailed) || error.code === undefined) throw error;
    return failed(error.code, error.reason);
  }
}

/** A few of the rows; none where the way to them is not there: a table without the key that it should have. */
async function samplesOf(ask: () => Promise<readonly Row[]>): Promise<readonly string[]> {
  try {
    return (await ask()).map(({ sample }) => String(sample));
  } catch (error) {
    if (error instanceof StatementFailed && error.code !== undefined) return [];
    throw error;
  }
}

/** What a failure says: a value that cannot be read as what it is to become fails the migration too. */
function failed(code: string, reason: string): Answer {
  if (/^2[23]/.test(code)) return { rows: undefined, samples: [reason] };
  return { reason: REASONS.get(code) ?? reason };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['42501', 'the role may not read all of it'],
  ['55P03', 'somebody has locked it'],
  ['57014', `it took longer than ${ANSWER_SECONDS} seconds`],
]);
