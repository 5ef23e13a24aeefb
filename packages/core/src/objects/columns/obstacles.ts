import { isJsonObject, isList, type Json } from '../../json.js';
import type { Obstacle, Scene } from '../../kind.js';
import type { Id } from '../../object.js';
import type { Alter, Create } from '../../operation.js';
import { ident, literal, readName } from '../../sql/quote.js';
import { onTable, rowsWhere, tableOf } from '../obstacle-questions.js';

/** Rows without a value that the column is to have, and values that do not come to its new type. */
export function columnObstacles(operation: Create | Alter, scene: Scene): readonly Obstacle[] {
  if (operation.manner?.['fill'] !== undefined && operation.verb === 'create') return [];
  if (operation.verb === 'create') return added(operation, scene);
  return [...demanded(operation, scene), ...castTo(operation, scene)];
}

/** Rows get nothing in a new column. */
function added({ object: { id, attributes } }: Create, { find }: Scene): readonly Obstacle[] {
  const { notNull, notNullConstraint, default: value = null, generated, identity, serial } = attributes;
  const hasValue = value !== null || generated != null || identity != null || serial != null;
  if (notNull !== true || hasValue || isLoose(notNullConstraint)) return [];
  return [
    {
      ...onTable(id, []),
      which: `without a value for ${id.name}`,
      since: `${id.name} is added as NOT NULL without a default`,
      wayOut: `Say what they get with --fill or a default; or add the column without NOT NULL, fill it, and set NOT NULL then.`,
      question: rowsWhere({ id, find }),
    },
  ];
}

function demanded({ id, changes, manner }: Alter, { find }: Scene): readonly Obstacle[] {
  const { notNull, notNullConstraint } = changes;
  const isSet = notNull?.to === true && !isLoose(notNullConstraint?.to);
  const isValidated = notNull === undefined && isLoose(notNullConstraint?.from) && !isLoose(notNullConstraint?.to);
  if ((!isSet && !isValidated) || manner?.['fill'] !== undefined) return [];
  return [withoutValue(id, find, `${id.name} becomes NOT NULL`)];
}

/** Rows that hold nothing in a column. */
export const withoutValue = (id: Id, find: Scene['find'], since: string): Obstacle => ({
  ...onTable(id, [id.name]),
  which: `without a value in ${id.name}`,
  since,
  wayOut: `Give them one before: with --fill, or with op.batchUpdate in an earlier migration.`,
  question: rowsWhere({ id, find }, `${ident(id.name)} IS NULL`),
});

/** NOT NULL that does not look at the rows that are there. */
const isLoose = (constraint: Json | undefined): boolean => isJsonObject(constraint) && constraint['notValid'] === true;

function castTo({ id, changes, manner }: Alter, scene: Scene): readonly Obstacle[] {
  const [from, to] = [changes['type']?.from, changes['type']?.to];
  if (typeof from !== 'string' || typeof to !== 'string' || isJsonObject(changes['generated']?.to)) return [];
  const using = manner?.['using'];
  return castObstacles(id, { from, to, using: typeof using === 'string' ? using : undefined }, scene);
}

/** How the values of a column come to another type. */
export interface ValueCast {
  readonly from: string;
  readonly to: string;
  /** As SQL; left out, as PostgreSQL assigns them. */
  readonly using: string | undefined;
}

/** Values of a column that do not come to another type: counted where PostgreSQL can say so of each, tried otherwise. */
export function castObstacles(id: Id, cast: ValueCast, scene: Scene): readonly Obstacle[] {
  const { to, using } = cast;
  const obstacle = {
    ...onTable(id, [id.name]),
    which: `whose ${id.name} is no ${to}`,
    since: `${id.name} becomes ${to}`,
    wayOut: `Mend the values before, or say with --using how they come along.`,
  };
  const refused = refusal(id.name, cast, scene);
  if (refused === 'never') return [];
  if (refused !== undefined) {
    const there = `${ident(id.name)} IS NOT NULL AND ${refused}`;
    return [{ ...obstacle, question: rowsWhere({ id, find: scene.find }, there) }];
  }
  const trial = `SELECT count(CAST(${using ?? ident(id.name)} AS ${to})) FROM ${tableOf({ id, find: scene.find })}`;
  return [{ ...obstacle, question: { trial } }];
}

/** Which values do not come along, as SQL; `never` where all do, and undefined where only a trial tells. */
function refusal(name: string, { from, to, using }: ValueCast, { after, version }: Scene): string | undefined {
  const value = ident(name);
  const isPlain = using === undefined || isCastOf(value, using, to);
  if (!isPlain) return undefined;
  const [source, target] = [readType(from), readType(to)];
  if (isText(target.name)) {
    // What is said to be cast is cut off, and what is assigned is refused.
    const [length] = target.modifiers;
    return length === undefined || using !== undefined ? 'never' : `length(rtrim(${value}::text, ' ')) > ${length}`;
  }
  if (NUMBERS.has(source.name)) return refusedNumber(value, source, target);
  const values = enumValues(to, after);
  if (isText(source.name) && values !== undefined) return `${value}::text NOT IN (${values.map(literal).join(', ')})`;
  return isText(source.name) && version >= 160_000
    ? `NOT pg_input_is_valid(${value}::text, ${literal(to)})`
    : undefined;
}

/** `"born"::date`, also by way of its text. */
const isCastOf = (value: string, using: string, to: string): boolean =>
  [`${value}::${to}`, `${value}::text::${to}`, `(${value})::${to}`, `CAST(${value} AS ${to})`].includes(using);

/** The values of an enum, as it is once all is done. */
function enumValues(type: string, find: Scene['after']): readonly string[] | undefined {
  const name = readName(type);
  const values = name && find('enum', name)[0]?.attributes['values'];
  return isList(values) && values.length > 0 ? values.map(String) : undefined;
}

interface Typed {
  readonly name: string;
  /** `numeric(12,2)` has two. */
  readonly modifiers: readonly number[];
}

function readType(type: string): Typed {
  const [, name = type, modifiers] = /^([a-z ]+?)(?:\(([\d, ]+)\))?$/.exec(type) ?? [];
  return { name, modifiers: modifiers === undefined ? [] : modifiers.split(',').map(Number) };
}

const isText = (name: string): boolean => ['text', 'character varying', 'character', 'citext'].includes(name);

/** Each range of integers: https://www.postgresql.org/docs/current/datatype-numeric.html */
const INTEGERS: ReadonlyMap<string, string> = new Map([
  ['smallint', '-32768 AND 32767'],
  ['integer', '-2147483648 AND 2147483647'],
  ['bigint', '-9223372036854775808 AND 9223372036854775807'],
]);

const NUMBERS: ReadonlySet<string> = new Set([...INTEGERS.keys(), 'numeric']);

function refusedNumber(value: string, source: Typed, target: Typed): string | undefined {
  const range = INTEGERS.get(target.name);
  const isInteger = INTEGERS.has(source.name);
  if (range !== undefined) {
    const sizes = [...INTEGERS.keys()];
    if (isInteger && sizes.indexOf(source.name) <= sizes.indexOf(target.name)) return 'never';
    return `round(${value}::numeric) NOT BETWEEN ${range}`;
  }
  if (target.name !== 'numeric') return undefined;
  const [precision, scale = 0] = target.modifiers;
  if (precision === undefined) return 'never';
  // NaN is a value of every numeric, and greater than all others.
  const number = `${value}::numeric`;
  return `${number} <> 'NaN' AND abs(round(${number}, ${scale})) >= 10::numeric ^ ${precision - scale}`;
}
