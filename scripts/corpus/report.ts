import type { Verdict } from './judge.ts';

/** A pair that was judged, on one server. */
export interface Judged {
  readonly id: string;
  readonly verdict: Verdict;
}

/** What is wrong and how, the laws and the refusals by how often, and the count as the last line. */
export function report(judged: readonly Judged[], verbose: boolean): string {
  const wrong = judged.flatMap(({ id, verdict }) => (verdict.is === 'wrong' ? [{ id, verdict }] : []));
  const refused = judged.flatMap(({ id, verdict }) => (verdict.is === 'refused' ? [{ id, verdict }] : []));
  return [
    ...wrong.flatMap(({ id, verdict }) => wrongLines(id, verdict, verbose)),
    ...(verbose ? refused.map(({ id, verdict }) => `refused: ${id}\n    ${verdict.message}`) : []),
    ...counted(
      'wrong, by law',
      wrong.map(({ verdict }) => verdict.law),
    ),
    ...counted(
      'refused, by reason',
      refused.map(({ verdict }) => verdict.reason),
    ),
    `corpus: ${judged.length} pairs, ${judged.length - wrong.length - refused.length} exact, ${refused.length} refused with a reason, ${wrong.length} wrong`,
  ].join('\n');
}

type Wrong = Extract<Verdict, { readonly is: 'wrong' }>;

function wrongLines(id: string, { law, lines, upgrade, downgrade }: Wrong, verbose: boolean): readonly string[] {
  const shown = lines
    .slice(0, verbose ? 60 : 4)
    .map((line) => (verbose || line.length < 200 ? line : `${line.slice(0, 200)}…`));
  const scripts = verbose ? [...script('upgrade', upgrade), ...script('downgrade', downgrade)] : [];
  return [`wrong: ${id}`, `  law: ${law}`, ...[...shown, ...scripts].map((line) => `    ${line}`)];
}

const script = (title: string, statements: readonly string[] = []): readonly string[] =>
  statements.length === 0
    ? []
    : [`${title}:`, ...statements.flatMap((sql) => `${sql};`.split('\n')).map((line) => `  ${line}`)];

/** How often each item is there, the most frequent first, under a title. */
export function counted(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [`${title}:`, ...sorted.map(([item, count]) => `${String(count).padStart(6)}  ${item}`)];
}
