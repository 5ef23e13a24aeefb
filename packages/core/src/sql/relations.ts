import { keptName } from './names.js';

/**
 * Names in a query, found without parsing it: enough to know what must be there before it. A name too many only puts
 * things in an order; a literal or a comment is none.
 */
export interface NamesInQuery {
  /** What stands where a query reads from, as far as its clauses tell: the parts of each name, as they are kept. */
  readonly relations: readonly (readonly string[])[];
  /** Every name with its qualifiers. */
  readonly names: readonly (readonly string[])[];
  /** `*`, alone or of a relation: all columns. */
  readonly star: boolean;
}

const part = String.raw`"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*`;
const token = new RegExp(
  String.raw`[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|--[^\n]*|\/\*.*?\*\/|(?<name>(?:${part})(?:\s*\.\s*(?:${part}))*)|(?<mark>[(),*])`,
  'gsu',
);
const eachPart = new RegExp(part, 'gu');

/** Words after which a query goes on to something else than what it reads from. */
const ends = new Set(
  'select where group having window order union intersect except limit offset fetch for set returning values'.split(
    ' ',
  ),
);
const leads = new Set(['from', 'join', 'only', 'lateral', 'table', 'into', 'update', 'using']);

/** The names that a query speaks of. */
export function namesIn(query: string): NamesInQuery {
  const relations: (readonly string[])[] = [];
  const names: (readonly string[])[] = [];
  // For each open parenthesis, whether the query is at what it reads from.
  const reading = [false];
  let [star, previous] = [false, ''];
  for (const { groups = {} } of query.matchAll(token)) {
    const { name, mark } = groups;
    const isReading = reading.at(-1) === true;
    const leadsTo = leads.has(previous) || (isReading && (previous === ',' || previous === '('));
    if (name !== undefined) {
      const word = name.toLowerCase();
      const parts = [...name.matchAll(eachPart)].map(([text]) => keptName(text));
      names.push(parts);
      if (leadsTo) relations.push(parts);
      if (word === 'from' || word === 'join') reading.splice(-1, 1, true);
      else if (ends.has(word)) reading.splice(-1, 1, false);
      previous = word;
    } else if (mark !== undefined) {
      if (mark === '(') reading.push(leadsTo);
      else if (mark === ')' && reading.length > 1) reading.pop();
      else if (mark === '*') star = true;
      previous = mark;
    }
  }
  return { relations, names, star };
}

/** A query in which the relations of these names stand without this schema. */
export function withoutSchema(query: string, schema: string, names: ReadonlySet<string>): string {
  return query.replace(token, (text: string) => {
    const [first, second] = isName(text) ? [...text.matchAll(eachPart)] : [];
    const isMeant = first && second && keptName(first[0]) === schema && names.has(keptName(second[0]));
    return isMeant ? text.slice(second.index) : text;
  });
}

/** Of what the pattern finds, a name: no literal, comment or mark. */
const isName = (text: string): boolean => /^["\p{L}_]/u.test(text) && !/^[eE]'/.test(text);
