import { DirectiveError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { Execute } from '../operation.js';
import { ident, idents, literal } from '../sql/quote.js';
import { namesOf, numberOf, readArguments, tableOf, textOf, textsOf } from './arguments.js';

/** What is changed in a table, a batch of rows at a time. */
export interface BatchUpdate {
  readonly table: string;
  /** Left out when it is `public`. */
  readonly schema?: string;
  /** What columns get, by name: SQL over the row, `{ full_name: "first || ' ' || last" }`. */
  readonly set: { readonly [column: string]: string };
  /** Which rows: SQL that is no longer true of a row once it has what `set` says, `'full_name IS NULL'`. */
  readonly where: string;
  /** The columns by which rows are gone through, best those of the primary key: together unique, and never NULL. */
  readonly key: string | readonly string[];
  /** How many rows are changed and committed at once; 1,000 by default. */
  readonly size?: number;
  /** How long to rest between two batches, in milliseconds; not at all by default. */
  readonly pause?: number;
  /**
   * How far replicas may be behind, in milliseconds: no batch begins while `replay_lag` of pg_stat_replication is more, or
   * while what was changed longer ago has not arrived. Whatever it is by default. Where there is no replica, nobody waits.
   */
  readonly maxLag?: number;
}

/** `op.batchUpdate`: each batch is committed before the next begins. */
export function readBatchUpdate(given: unknown): Execute {
  const args = readArguments('batchUpdate', given, [
    'table',
    'schema',
    'set',
    'where',
    'key',
    'size',
    'pause',
    'maxLag',
  ]);
  const key = namesOf(args, 'key');
  const set = textsOf(args, 'set');
  if (set.size === 0) throw new DirectiveError(args.directive, 'needs `set`: what columns get, as SQL.');
  const moved = key.find((name) => set.has(name));
  if (moved !== undefined)
    throw new DirectiveError(args.directive, `sets \`${moved}\`, by which it goes through the rows: give another key.`);
  const update: Update = {
    table: tableOf(args),
    key,
    set,
    where: textOf(args, 'where', 'which rows are still to be changed, as SQL'),
    size: numberOf(args, 'size', 1, 1000),
    pause: numberOf(args, 'pause', 0, 0),
    maxLag: args.fields['maxLag'] === undefined ? undefined : numberOf(args, 'maxLag', 0, 0),
  };
  return {
    verb: 'execute',
    sql: `UPDATE ${update.table} SET ${assignments(update)} WHERE ${update.where}`,
    statements: [{ sql: `DO ${literal(block(update))}`, transaction: 'outside', batches: batchesOf(update) }],
    call: { directive: 'batchUpdate', args: callOf(given) },
  };
}

interface Update {
  readonly table: string;
  readonly key: readonly string[];
  readonly set: ReadonlyMap<string, string>;
  readonly where: string;
  readonly size: number;
  readonly pause: number;
  readonly maxLag: number | undefined;
}

const assignments = ({ set }: Update): string =>
  [...set].map(([column, expression]) => `${ident(column)} = ${ended(expression)}`).join(', ');

/** A line break, where a comment would swallow what follows. */
const ended = (expression: string): string => (expression.includes('--') ? `${expression}\n` : expression);

/** The names under which the keys of a batch are known: none that a table is likely to have. */
const keyNames = (key: readonly string[]): readonly string[] => key.map((_, i) => `sluice_key_${i + 1}`);

/**
 * One batch: picks the next rows after a key and locks them, changes them, and gives how many and the last key.
 * What `set` and `where` speak of are the table's own columns; those of the batch have names of their own.
 */
function batchSql(update: Update, after: readonly string[] | undefined, cast: string): string {
  const { table, key, where, size } = update;
  const names = keyNames(key);
  const bound = after === undefined ? '' : ` AND (${idents(key)}) > (${after.join(', ')})`;
  const picked = key.map((column, i) => `${ident(column)} AS ${names[i]}`).join(', ');
  const same = key.map((column, i) => `${table}.${ident(column)} = batch.${names[i]}`).join(' AND ');
  return `WITH batch AS (
  SELECT ${picked} FROM ${table} WHERE (${ended(where)})${bound} ORDER BY ${idents(key)} LIMIT ${size} FOR NO KEY UPDATE
), changed AS (
  UPDATE ${table} SET ${assignments(update)} FROM batch WHERE ${same} RETURNING 1
)
SELECT (SELECT count(*) FROM changed) AS sluice_rows, ${names.map((name) => `${name}${cast}`).join(', ')}
FROM batch ORDER BY ${names.map((name) => `batch.${name} DESC`).join(', ')} LIMIT 1`;
}

const remainingSql = ({ table, where }: Update): string =>
  `SELECT count(*) AS sluice_rows FROM ${table} WHERE (${ended(where)})`;

const batchesOf = (update: Update) => ({
  table: update.table,
  where: update.where,
  first: batchSql(update, undefined, '::text'),
  next: batchSql(
    update,
    update.key.map((_, i) => `$${i + 1}`),
    '::text',
  ),
  keys: keyNames(update.key),
  remaining: remainingSql(update),
  pauseMilliseconds: update.pause,
  ...(update.maxLag === undefined ? {} : { maxLagMilliseconds: update.maxLag }),
});

/** What a runner does, for a script: rows that came in between behind the last key are found by another pass. */
function block(update: Update): string {
  const last = update.key.map((_, i) => `sluice_last_${i + 1}`);
  const into = `INTO sluice_rows, ${last.join(', ')}`;
  const select = (after?: readonly string[]): string =>
    batchSql(update, after, '').replace('\nFROM batch', () => `\n${into}\nFROM batch`);
  return `#variable_conflict use_column
DECLARE
  ${update.key.map((column, i) => `${last[i]} ${update.table}.${ident(column)}%TYPE;`).join('\n  ')}
  sluice_rows bigint;
  sluice_pass bigint;
BEGIN
  LOOP
    sluice_pass := 0;
    ${select()};
    WHILE sluice_rows IS NOT NULL LOOP
      sluice_pass := sluice_pass + sluice_rows;
      COMMIT;
      PERFORM pg_sleep(${update.pause / 1000});
${untilReplicated(update)}      ${select(last)};
    END LOOP;
    ${remainingSql(update).replace(' FROM ', () => ' INTO sluice_rows FROM ')};
    EXIT WHEN sluice_rows = 0;
    IF sluice_rows >= sluice_pass THEN
      RAISE EXCEPTION ${literal(`${update.table.replaceAll('%', '%%')}: % rows are still as they were, after % were changed: what is set must make the condition false, and the key must be unique and not NULL`)}, sluice_rows, sluice_pass;
    END IF;
  END LOOP;
END`;
}

/** For a script the server's own measure must do. Each look is a transaction, so that none stays open meanwhile. */
const untilReplicated = ({ maxLag }: Update): string =>
  maxLag === undefined
    ? ''
    : `      WHILE (SELECT max(replay_lag) FROM pg_stat_replication) > interval '${maxLag} milliseconds' LOOP
        COMMIT;
        PERFORM pg_sleep(0.5);
      END LOOP;
`;

/** What was given holds texts, numbers and lists of these alone. */
function callOf(given: unknown): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(given));
  return copy;
}
