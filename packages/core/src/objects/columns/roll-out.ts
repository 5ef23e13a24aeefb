import type { Difference } from '../../diff.js';
import type { RollOut } from '../../kind.js';
import type { DatabaseObject } from '../../object.js';
import type { Changes } from '../../operation.js';
import { foremost } from '../roll-out.js';

/** When a change of a column goes out: a row that is written without it must be one that PostgreSQL takes. */
export function columnRollOut(difference: Difference): RollOut | undefined {
  switch (difference.verb) {
    case 'create':
      return isWanted(difference.after)
        ? split('The code before writes rows without it, which NOT NULL refuses: let it be null, or give it a default.')
        : undefined;
    case 'drop':
      return isWanted(difference.before)
        ? split('The code after writes rows without it, which NOT NULL refuses until it is gone: let it be null first.')
        : undefined;
    case 'rename':
      return undefined;
    case 'alter':
      return altered(difference.changes, difference);
  }
}

/** Whether each row that is written must have a value for it. */
const isWanted = ({ attributes }: DatabaseObject): boolean =>
  attributes['notNull'] === true &&
  ['default', 'generated', 'identity', 'serial'].every((source) => attributes[source] == null);

function altered(
  changes: Changes,
  { before, after }: { readonly before: DatabaseObject; readonly after: DatabaseObject },
): RollOut | undefined {
  const found: RollOut[] = [];
  if (changes['type'] !== undefined) found.push(typeRollOut(String(changes['type'].from), String(changes['type'].to)));
  if (changes['generated'] !== undefined || changes['identity'] !== undefined)
    found.push(split('Of the code before and the code after, one writes a value that the other must not.'));
  if (changes['notNull']?.to === true)
    found.push({ order: 'after', reason: 'NOT NULL refuses rows that the code before may still write.' });
  if (changes['notNull']?.to === false)
    found.push({ order: 'before', reason: 'The code after may write rows that NOT NULL refuses.' });
  if (changes['notNull'] === undefined && isWanted(before) !== isWanted(after))
    found.push(
      isWanted(after)
        ? { order: 'after', reason: 'Without the default, rows that the code before writes without it are refused.' }
        : { order: 'before', reason: 'The code after may leave the value to the default.' },
    );
  const order = foremost(found.map((each) => each.order));
  return found.length === 0 ? undefined : { order, reason: found.map(({ reason }) => reason).join(' ') };
}

function typeRollOut(from: string, to: string): RollOut {
  if (holdsAll(from, to)) return { order: 'before', reason: `Every value of ${from} is one of ${to}.` };
  if (holdsAll(to, from))
    return { order: 'after', reason: `The code before may still write values that ${to} refuses.` };
  return split('The code before and the code after write and read other values.');
}

const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint'];

/**
 * Whether every value of a type is one of the other, and looks the same to code.
 *
 * Source: PostgreSQL's documentation, Numeric Types and Character Types.
 */
function holdsAll(from: string, to: string): boolean {
  const [one, other] = [INTEGERS.indexOf(from), INTEGERS.indexOf(to)];
  if (one >= 0 && other >= 0) return one < other;
  const [was, is] = [sizeOf(from), sizeOf(to)];
  if (was.name === 'character varying' && to === 'text') return true;
  if (was.name !== is.name || !['character varying', 'numeric'].includes(was.name) || was.length === undefined)
    return false;
  return is.length === undefined || (is.length >= was.length && is.scale === was.scale);
}

/** `numeric(10,2)` and the like; without a length all fit. */
function sizeOf(type: string): { readonly name: string; readonly length: number | undefined; readonly scale: number } {
  const {
    name = type,
    length,
    scale,
  } = /^(?<name>[^(]+)(?:\((?<length>\d+)(?:,(?<scale>\d+))?\))?$/.exec(type)?.groups ?? {};
  return { name, length: length === undefined ? undefined : Number(length), scale: Number(scale ?? 0) };
}

const split = (reason: string): RollOut => ({ order: 'split', reason });
