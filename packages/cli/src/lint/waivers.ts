/** A comment that lets a finding pass. */
export interface Waiver {
  readonly rules: readonly string[];
  /** The last day on which it counts: `2027-01-31`. */
  readonly until: string | undefined;
  /** Empty where it says none. */
  readonly reason: string;
  /** The line of the comment, from 1. */
  readonly line: number;
  /** The line of what it is about: the next that is no comment. */
  readonly target: number;
}

const WORD = 'sluice-lint-ignore';
const PATTERN =
  /^\s*\/\/\s*sluice-lint-ignore\b\s*(?<rules>[\w-]+(?:\s*,\s*[\w-]+)*)?(?:\s+until\s+(?<until>[^\s:]+))?\s*(?::\s*(?<reason>.*))?$/;

/**
 * The waivers of a file.
 *
 * @example
 * ```ts
 * // sluice-lint-ignore index-not-concurrently until 2027-01-31: the table is small
 * ```
 */
export function readWaivers(source: string): readonly Waiver[] {
  const lines = source.split(/\r?\n/);
  return lines.flatMap((text, i) => {
    if (!text.trimStart().startsWith('//') || !text.includes(WORD)) return [];
    const { rules = '', until, reason = '' } = PATTERN.exec(text)?.groups ?? {};
    const next = lines.findIndex((line, at) => at > i && line.trim() !== '' && !line.trimStart().startsWith('//'));
    const names = rules.split(',').flatMap((rule) => (rule.trim() === '' ? [] : [rule.trim()]));
    return [{ rules: names, until, reason: reason.trim(), line: i + 1, target: (next < 0 ? lines.length : next) + 1 }];
  });
}

/** What keeps a waiver from being one, whatever there is to waive. */
export function flawOf({ rules, until, reason }: Waiver, known: ReadonlySet<string>): string | undefined {
  if (rules.length === 0) return 'it names no rule';
  const unknown = rules.find((rule) => !known.has(rule));
  if (unknown !== undefined) return `there is no rule ${unknown}`;
  if (until !== undefined && !isDay(until)) return `"${until}" is no day`;
  return reason === '' ? 'it gives no reason' : undefined;
}

/** `2027-02-30` is none. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toJSON().startsWith(text);
}
