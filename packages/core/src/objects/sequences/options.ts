import type { CatalogRow } from '../../kind.js';
import { literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { flag, needText } from '../read.js';
import type { SequenceOptions } from './sequence.js';

const limits: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  smallint: [-32768n, 32767n],
  integer: [-2147483648n, 2147483647n],
  bigint: [-9223372036854775808n, 9223372036854775807n],
};

/** The columns of pg_sequence that {@link readOptions} reads; `s` is the row. */
export const optionColumns = `format_type(s.seqtypid, NULL) AS seq_type, s.seqstart::text AS seq_start, s.seqincrement::text AS seq_increment,
      s.seqmin::text AS seq_min, s.seqmax::text AS seq_max, s.seqcache::text AS seq_cache, s.seqcycle AS seq_cycle`;

/** A sequence's options, those left out that PostgreSQL would choose: https://www.postgresql.org/docs/current/sql-createsequence.html */
export function readOptions(row: CatalogRow): SequenceOptions {
  const increment = needText(row, 'seq_increment');
  const [lowest, highest] = limits[needText(row, 'seq_type')] ?? [0n, 0n];
  const ascending = !increment.startsWith('-');
  const min = unless(needText(row, 'seq_min'), ascending ? 1n : lowest);
  const max = unless(needText(row, 'seq_max'), ascending ? highest : -1n);
  const first = ascending ? (min ?? '1') : (max ?? '-1');
  return {
    start: unless(needText(row, 'seq_start'), BigInt(first)),
    increment,
    min,
    max,
    cache: needText(row, 'seq_cache'),
    cycle: flag(row, 'seq_cycle'),
  };
}

const unless = (value: string, usual: bigint): string | null => (BigInt(value) === usual ? null : value);

/** The options that differ from what PostgreSQL chooses. */
export function unusual(options: SequenceOptions): SequenceOptions {
  return {
    ...(options.start == null ? {} : { start: options.start }),
    ...(options.increment === undefined || options.increment === '1' ? {} : { increment: options.increment }),
    ...(options.min == null ? {} : { min: options.min }),
    ...(options.max == null ? {} : { max: options.max }),
    ...(options.cache === undefined || options.cache === '1' ? {} : { cache: options.cache }),
    ...(options.cycle ? { cycle: true } : {}),
  };
}

/**
 * Options as a model may write them, defaults spelled out, brought to the form of {@link readOptions}: a start of 1 on
 * an ascending sequence is the same as none.
 */
export function usualOptions(options: SequenceOptions, type: string): SequenceOptions {
  const [lowest, highest] = limits[type] ?? limits['bigint'] ?? [0n, 0n];
  const increment = options.increment ?? '1';
  const ascending = !increment.startsWith('-');
  const min = options.min ?? String(ascending ? 1n : lowest);
  const max = options.max ?? String(ascending ? highest : -1n);
  return readOptions({
    seq_type: type,
    seq_start: options.start ?? (ascending ? min : max),
    seq_increment: increment,
    seq_min: min,
    seq_max: max,
    seq_cache: options.cache ?? '1',
    seq_cycle: options.cycle ?? false,
  });
}

/** Options as SQL, only those that are not PostgreSQL's choice: `['START WITH 5', 'INCREMENT BY 2']`. */
export function optionClauses(options: SequenceOptions): readonly string[] {
  return clauses({}, unusual(options), false);
}

/**
 * The options that differ, each as SQL. A sequence that turns round starts anew: PostgreSQL would keep the bounds of
 * the other direction.
 */
export const changedOptions = (from: SequenceOptions, to: SequenceOptions): readonly string[] =>
  clauses(from, to, isDescending(from) !== isDescending(to));

function clauses(from: SequenceOptions, to: SequenceOptions, turns: boolean): readonly string[] {
  const changed = (name: keyof SequenceOptions): boolean => (from[name] ?? null) !== (to[name] ?? null);
  return [
    ...(changed('increment') ? [`INCREMENT BY ${to.increment ?? '1'}`] : []),
    ...(changed('min') || turns ? [to.min == null ? 'NO MINVALUE' : `MINVALUE ${to.min}`] : []),
    ...(changed('max') || turns ? [to.max == null ? 'NO MAXVALUE' : `MAXVALUE ${to.max}`] : []),
    ...(changed('start') || startOf(from) !== startOf(to) ? [`START WITH ${startOf(to)}`] : []),
    ...(turns ? ['RESTART'] : []),
    ...(changed('cache') ? [`CACHE ${to.cache ?? '1'}`] : []),
    ...((from.cycle ?? false) !== (to.cycle ?? false) ? [to.cycle ? 'CYCLE' : 'NO CYCLE'] : []),
  ];
}

const isDescending = ({ increment = '1' }: SequenceOptions): boolean => increment.startsWith('-');

/**
 * A sequence that stands outside its new bounds is moved to the nearer one: PostgreSQL refuses the bounds otherwise.
 */
export function withinBounds(sequence: string, from: SequenceOptions, to: SequenceOptions): readonly Statement[] {
  const low = (to.min ?? null) === (from.min ?? null) ? undefined : (to.min ?? (isDescending(to) ? undefined : '1'));
  const high = (to.max ?? null) === (from.max ?? null) ? undefined : (to.max ?? (isDescending(to) ? '-1' : undefined));
  if ((low === undefined && high === undefined) || isDescending(from) !== isDescending(to)) return [];
  const nearest =
    low === undefined
      ? `least(last_value, ${high})`
      : high === undefined
        ? `greatest(last_value, ${low})`
        : `least(greatest(last_value, ${low}), ${high})`;
  return [
    inside(
      `SELECT setval(${literal(sequence)}, ${nearest}, is_called) FROM ${sequence} WHERE last_value <> ${nearest}`,
    ),
  ];
}

/** PostgreSQL keeps a start once given; the usual one must be said. */
function startOf(options: SequenceOptions): string {
  if (options.start != null) return options.start;
  return options.increment?.startsWith('-') ? (options.max ?? '-1') : (options.min ?? '1');
}
