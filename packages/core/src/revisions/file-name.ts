import { wallTime } from './time.js';

/** A new revision id: 12 hexadecimal digits out of at least 6 random bytes. */
export function newRevisionId(random: Uint8Array): string {
  if (random.length < 6)
    throw new RangeError(`A revision id takes 6 random bytes, not ${random.length}; give at least 6.`);
  return Array.from(random.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A file name's template where the user gives none. */
export const defaultFileTemplate = '{date}_{time}_{revision}_{slug}';

/** What a file name is made of. */
export interface FileNameParts {
  readonly revision: string;
  readonly slug: string;
  readonly date: Date;
  /** The time zone of `date` in the name; UTC by default. */
  readonly timeZone?: string | undefined;
}

/**
 * A migration's file name, without its extension, from a template with tokens in braces: `revision`, `slug`, `date`
 * (YYYYMMDD), `time` (HHMM), `year`, `month`, `day`, `hour`, `minute`, `second`, `epoch`.
 *
 * @throws UnknownToken for any other
 */
export function fileName(template: string, { revision, slug, date, timeZone }: FileNameParts): string {
  const { year, month, day, hour, minute, second } = wallTime(date, timeZone);
  const tokens = new Map([
    ['revision', revision],
    ['slug', slug],
    ['date', year + month + day],
    ['time', hour + minute],
    ['year', year],
    ['month', month],
    ['day', day],
    ['hour', hour],
    ['minute', minute],
    ['second', second],
    ['epoch', String(Math.floor(date.getTime() / 1000))],
  ]);
  return template.replace(/\{([^{}]*)\}/g, (_, token: string) => {
    const value = tokens.get(token);
    if (value === undefined) throw new UnknownToken(token, [...tokens.keys()]);
    return value;
  });
}

/** A token in a file name's template that has no meaning. */
export class UnknownToken extends Error {
  readonly token: string;
  readonly known: readonly string[];
  constructor(token: string, known: readonly string[]) {
    super(
      `The file name's template holds {${token}}, which has no meaning; use ${known.map((name) => `{${name}}`).join(', ')}.`,
    );
    this.name = new.target.name;
    this.token = token;
    this.known = known;
  }
}

const longestSlug = 40;

/** A message as part of a file name: lower case ASCII words joined by `_`, at most 40 characters, whole words where possible. */
export function slug(message: string): string {
  const words = message
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return shorten(words) || 'migration';
}

function shorten(words: string): string {
  if (words.length <= longestSlug) return words;
  const end = words.lastIndexOf('_', longestSlug);
  return words.slice(0, end > 0 ? end : longestSlug);
}
