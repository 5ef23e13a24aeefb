import { isOwnType } from './own-types.js';
import { isKeyword } from './keywords.js';
import { keptName } from './names.js';
import { ident, literal, readLiteral } from './quote.js';

/**
 * A stored expression as text that PostgreSQL stores as that same expression. Two things would come out otherwise: a
 * list of varchar compared with a varchar is printed with a cast that a second parse moves into the list, and a comment
 * to the end of the line would swallow what follows.
 */
export function runnable(expression: string): string {
  const uncast = expression.replace(varcharList, (_, list: string) => `ARRAY[${list}]`);
  return uncast.includes('--') ? `${uncast}\n` : uncast;
}

/** Whether PostgreSQL would print an expression otherwise once it has parsed what it printed. */
export const isUnstable = (expression: string): boolean => expression.search(varcharList) >= 0;

const varcharList = /\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]/g;

const token = /E?'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** An expression in which a name stands for another. Literals stay as they are. */
export function renameIn(expression: string, from: string, to: string): string {
  return expression.replace(token, (word) => (isName(word, from) ? written(to) : word));
}

/** The same of a type: under a name that PostgreSQL has itself, its schema stands before it. */
export function renameTypeIn(expression: string, from: string, { schema = 'public', to }: RenamedType): string {
  if (!isOwnType(to)) return renameIn(expression, from, to);
  const whole = `${written(schema)}.${written(to)}`;
  return expression.replace(token, (word: string, at: number) => {
    if (!isName(word, from)) return word;
    return expression[at - 1] === '.' ? written(to) : whole;
  });
}

/** The new name of a type, and where it is. */
interface RenamedType {
  readonly schema?: string | undefined;
  readonly to: string;
}

/**
 * The same where a column bears the name too: only what stands before a dot or where a query reads from is the relation,
 * since PostgreSQL takes a name alone for the column.
 */
export function renameRelationIn(expression: string, from: string, to: string): string {
  return expression.replace(token, (word: string, at: number) => {
    const isRelation = readsFrom.test(expression.slice(0, at)) || /^\s*\./.test(expression.slice(at + word.length));
    return isRelation && isName(word, from) ? written(to) : word;
  });
}

/** The same of a schema, whose name always stands before a dot and never after one: a column may bear it too. */
export function renameSchemaIn(expression: string, from: string, to: string): string {
  return expression.replace(token, (word: string, at: number) => {
    const isSchema = expression[at - 1] !== '.' && expression[at + word.length] === '.';
    return isSchema && isName(word, from) ? written(to) : word;
  });
}

const readsFrom = /\b(?:from|join|only)\s+(?:(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\.)?$/iu;

const typed =
  /"(?:[^"]|"")*"|(E?'(?:[^'\\]|''|\\.)*')::((?:(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\.)?)("(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)((?:\[\])*)|E?'(?:[^'\\]|''|\\.)*'/gu;

/** An expression in which one value of a type stands for another: by itself, or in a list. What else has its text stays. */
export function renameValueIn(expression: string, type: string, from: string, to: string): string {
  return expression.replace(typed, (whole, value?: string, schema = '', name = '', list = '') => {
    if (value === undefined || !isName(name, type)) return whole;
    const text = readLiteral(value);
    const renamed = list === '' ? (text === from ? to : text) : renameElement(text, from, to);
    return renamed === text ? whole : `${literal(renamed)}::${schema}${name}${list}`;
  });
}

/** An array as PostgreSQL writes it: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const renameElement = (list: string, from: string, to: string): string =>
  list.replace(/"((?:[^"\\]|\\.)*)"|[^{},"]+/gs, (element, quoted?: string) =>
    (quoted?.replaceAll(/\\(.)/gs, '$1') ?? (isNull(element) ? undefined : element)) === from
      ? writtenElement(to)
      : element,
  );

const isNull = (text: string): boolean => text.toUpperCase() === 'NULL';

const writtenElement = (text: string): string =>
  text === '' || /[{},"\\\s]/.test(text) || isNull(text) ? `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"` : text;

const isName = (word: string, name: string): boolean => word === name || word === ident(name);

/** A name as PostgreSQL writes it, in quotes only where it must. */
export const written = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !isKeyword(name) ? name : ident(name);

/** The names in a text after which a bracket opens. */
export const callsOf = (text: string): readonly string[] =>
  [...text.matchAll(/("(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\s*\(/gu)].map(([, name = '']) => keptName(name));

/** The names in a text, as PostgreSQL reads them: what may be one, keywords too. */
export const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(token)].flatMap(([word]) => (word.endsWith("'") ? [] : [keptName(word)]));

/** An expression in which other SQL stands for a word that is no quoted name: `VALUE`. */
export function substitute(expression: string, word: string, by: string): string {
  return expression.replace(token, (each) => (each.toUpperCase() === word ? by : each));
}
