import { describe, expect, test } from '@jest/globals';
import { parse, type DefaultTreeAdapterTypes, type ParserError } from 'parse5';
import type { Review, ReviewedMigration } from 'sluice';
import { reviewHtml } from '../src/review/html.ts';
import { reviewMarkdown } from '../src/review/markdown.ts';
import { mermaidTables } from '../src/review/mermaid.ts';

const hostile = `<script>alert("x")</script> 'q' \`b\` | @team https://evil.example ünï 💥 {y} \u202Egnp`;
const quoted = `"${hostile.replaceAll('"', '""')}"`;

/** A migration in which everything bears a name that means harm. */
const harmful: ReviewedMigration = {
  revision: 'aaaa',
  message: `${hostile}\n\n# More\n<img src=x onerror=alert(1)>`,
  file: `/project/migrations/${hostile.replaceAll('/', '')}.ts`,
  downRevision: null,
  changes: [
    { sign: '+', object: `table ${hostile}`, lines: [] },
    { sign: '~', object: `column ${hostile}`, lines: [`type: ${hostile} → text`, '```'] },
  ],
  rollOut: {
    order: 'before',
    advice: 'Run it before the new code.',
    reasons: [{ order: 'before', reason: hostile, object: `table ${hostile}` }],
  },
  proof: { verdict: 'refuted', text: 'PGlite 18', findings: [hostile], warnings: [hostile], inFile: undefined },
  upgrade: {
    steps: [{ title: `+ table ${hostile}`, statements: [{ sql: `CREATE TABLE ${quoted} ()`, transaction: 'inside' }] }],
    sql: `-- + table ${hostile}\nCREATE TABLE ${quoted} (\n  "</code></pre>" text DEFAULT '\`\`\`\`'\n);`,
    locks: [
      {
        step: 0,
        transaction: 0,
        table: hostile,
        lock: 'ACCESS EXCLUSIVE',
        blocks: 'reads or writes it',
        work: ['all rows are rewritten'],
        alone: false,
      },
    ],
  },
  downgrade: { steps: [], sql: '', locks: [] },
  losses: [
    {
      direction: 'upgrade',
      object: hostile,
      loses: `values ${hostile}`,
      by: 'drop',
      query: `select ${quoted}\nfrom x`,
    },
  ],
  against: {
    obstacles: [
      {
        schema: 'public',
        table: hostile,
        which: `without a value in ${hostile}`,
        since: `${hostile} becomes NOT NULL`,
        wayOut: hostile,
        rows: 5,
        samples: [hostile],
        query: `SELECT count(*) AS rows FROM ${quoted}`,
        afterSql: true,
      },
    ],
    unanswered: [{ schema: hostile, table: hostile, which: hostile, since: hostile, query: quoted, reason: hostile }],
    tables: [],
  },
  lint: [
    {
      rule: 'drop-table',
      level: 'error',
      revision: 'aaaa',
      file: '/project/migrations/a.ts',
      line: 3,
      direction: 'upgrade',
      message: hostile,
      reason: hostile,
      safeForm: hostile,
    },
  ],
  around: [{ object: `view ${hostile}`, table: hostile, relation: 'depends on it', madeAgain: true }],
  tables: [
    {
      before: undefined,
      after: hostile,
      fate: 'new',
      columns: [
        {
          fate: 'new',
          before: undefined,
          after: {
            name: hostile,
            type: hostile,
            notNull: false,
            value: `default ${hostile}`,
            isPrimary: true,
            isForeign: true,
            isUnique: true,
          },
        },
      ],
      links: [{ fate: 'new', name: hostile, to: hostile, columns: [hostile] }],
    },
  ],
  notes: [hostile],
};
const review: Review = { migrations: [harmful, { ...harmful, revision: 'bbbb', downRevision: 'aaaa' }] };

describe('the page', () => {
  type Element = DefaultTreeAdapterTypes.Element;
  const errors: ParserError[] = [];
  const page = parse(reviewHtml(review, '/project'), { onParseError: (error) => errors.push(error) });
  const elements: Element[] = [];
  const texts: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (node.nodeName === '#text' && 'value' in node) texts.push(node.value);
    if ('tagName' in node) elements.push(node);
    if ('childNodes' in node && node.nodeName !== 'style') node.childNodes.forEach(visit);
  };
  visit(page);
  const named = (name: string): readonly Element[] => elements.filter(({ tagName }) => tagName === name);
  const valuesOf = (name: string): readonly string[] =>
    elements.flatMap(({ attrs }) => attrs.filter((each) => each.name === name).map(({ value }) => value));
  const styleOf = (): string =>
    named('style')
      .flatMap(({ childNodes }) => childNodes.map((node) => ('value' in node ? node.value : '')))
      .join('');

  test('is HTML without an error', () => expect(errors).toEqual([]));

  test('has no element but its own, and no code', () => {
    const own =
      `a abbr article body caption code dd details div dl dt footer h1 h2 h3 head header html li main meta nav ol p pre
      section span strong style summary table tbody td th thead title tr ul`.split(/\s+/);
    expect([...new Set(elements.map(({ tagName }) => tagName))].toSorted()).toEqual(own);
    const attributes = new Set(elements.flatMap(({ attrs }) => attrs.map(({ name }) => name)));
    expect([...attributes].filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
  });

  test('asks for nothing from elsewhere', () => {
    expect(valuesOf('src')).toEqual([]);
    expect(valuesOf('href').filter((to) => !to.startsWith('#'))).toEqual([]);
    expect(styleOf()).not.toMatch(/url\(|@import|https?:/);
    expect(valuesOf('content')).toContain(`default-src 'none'; style-src 'unsafe-inline'`);
  });

  test('shows what means harm as it is written, and what turns the direction as what it is', () => {
    const shown = texts.join('').replaceAll(/\s+/g, ' ');
    expect(shown).toContain(hostile.replace('\u202E', '\\u202e'));
    expect(shown).not.toContain('\u202E');
    expect(shown).toContain(`"</code></pre>" text DEFAULT '\`\`\`\`'`);
  });

  test('is for those who cannot see it, too', () => {
    const ids = valuesOf('id');
    expect(new Set(ids).size).toBe(ids.length);
    expect(valuesOf('href').filter((to) => !ids.includes(to.slice(1)))).toEqual([]);
    expect(valuesOf('aria-labelledby').filter((id) => !ids.includes(id))).toEqual([]);
    expect([named('main').length, named('h1').length, named('article').length]).toEqual([1, 1, 2]);
    expect(named('html')[0]?.attrs).toContainEqual({ name: 'lang', value: 'en' });
    // What scrolls can be reached by the keyboard.
    expect(named('pre').every(({ attrs }) => attrs.some(({ name }) => name === 'tabindex'))).toBe(true);
    // What is said by a sign alone has a name.
    const signs = elements.filter(({ attrs }) => attrs.some(({ value }) => value.startsWith('sign ')));
    expect(signs.filter(({ attrs }) => !attrs.some(({ name }) => name === 'aria-label'))).toEqual([]);
  });

  test('is dark where that is wanted, with contrast enough either way', () => {
    const [light = '', dark = ''] = styleOf().split('prefers-color-scheme: dark');
    const poor = [light, dark].flatMap((text) => poorPairs(Object.fromEntries(colors(text))));
    expect(poor).toEqual([]);
  });
});

const colors = (text: string): readonly (readonly [string, string])[] =>
  Array.from(text.matchAll(/--([a-z-]+): (#[\da-f]{6})/g), ([, name = '', value = '']) => [name, value] as const);

/**
 * The pairs of a text and its ground that stand out too little.
 *
 * Source: WCAG 2.2, 1.4.3 Contrast (Minimum): 4.5 to 1.
 */
function poorPairs(palette: Readonly<Record<string, string>>): readonly string[] {
  const states = ['good', 'look', 'bad', 'unknown'];
  const pairs = [
    ...['page', 'card', 'code'].flatMap((ground) => ['ink', 'soft', 'accent'].map((text) => [text, ground] as const)),
    ...states.flatMap((state) => [
      [state, `${state}-bg`] as const,
      [state, 'card'] as const,
      ['ink', `${state}-bg`] as const,
    ]),
    ...states.map((state) => ['soft', `${state}-bg`] as const),
    ...states.map((state) => ['accent', `${state}-bg`] as const),
  ];
  return pairs.flatMap(([text, ground]) => {
    const [one, other] = [luminance(palette[text] ?? ''), luminance(palette[ground] ?? '')];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast >= 4.5 ? [] : [`${text} on ${ground}: ${contrast.toFixed(2)}`];
  });
}

function luminance(color: string): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the Markdown', () => {
  const text = reviewMarkdown(review, '/project');
  const { outside, inside } = split(text);

  test('has no HTML but what folds, and mentions and links to nobody', () => {
    const plain = outside.map((line) => line.replaceAll(/(`+).*?[^`]\1(?!`)/g, ''));
    const tags = plain.flatMap((line) => line.match(/<[^>]*>/g) ?? []);
    expect([...new Set(tags)].toSorted()).toEqual(['</details>', '</summary>', '<details>', '<summary>']);
    expect(plain.filter((line) => /@\w|:\/\/|(?<!\\)\]\(/.test(line))).toEqual([]);
  });

  test('has tables of as many cells in every row', () => {
    const rows = outside.filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/).length - 2);
    const heads = outside.flatMap((line, i) => (line.startsWith('| ---') ? [i] : []));
    expect(heads.length).toBeGreaterThan(4);
    expect(rows.filter((cells) => ![3, 6].includes(cells))).toEqual([]);
  });

  test('has the SQL as it is', () => {
    expect(inside.join('\n')).toContain(harmful.upgrade.sql);
    expect(inside.join('\n')).toContain('+ table <script>');
  });
});

/** Lines within blocks of code, and outside. */
function split(text: string): { readonly inside: readonly string[]; readonly outside: readonly string[] } {
  const [inside, outside]: [string[], string[]] = [[], []];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const mark = /^ *(`{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && line.trim() === fence) fence = undefined;
    else (fence === undefined ? outside : inside).push(line);
  }
  expect(fence).toBeUndefined();
  return { inside, outside };
}

describe('the diagram', () => {
  test('takes any name', () => {
    const lines = mermaidTables(harmful.tables, 'after')?.split('\n') ?? [];
    expect(mermaidTables(harmful.tables, 'before')).toBeUndefined();
    // What stands in quotes has nothing that ends them; what does not is a word.
    const grammar =
      /^(?:erDiagram| {2}t\d+\["[^"<>`]*"\](?: \{)?| {4}[A-Za-z_][\w()[\]-]* [A-Za-z_][\w()[\]-]*(?: (?:PK|FK|UK)(?:, (?:FK|UK))*)?(?: "[^"<>`]*")?| {2}\}| {2}t\d+ \}o--\|\| t\d+ : "[^"<>`]*")$/u;
    expect(lines.filter((line) => !grammar.test(line))).toEqual([]);
    expect(lines.length).toBe(5);
  });

  test('shows of a wide table what is another, its keys, and how many more there are', () => {
    const facts = { type: 'text', notNull: true, value: '', isPrimary: false, isForeign: false, isUnique: false };
    const columns = Array.from({ length: 40 }, (_, i) => {
      const same = { ...facts, name: `c${i}`, isPrimary: i === 0 };
      return i === 7
        ? { fate: 'changed' as const, before: same, after: { ...same, type: 'integer' } }
        : { fate: 'same' as const, before: same, after: same };
    });
    const wide = [{ before: 'wide', after: 'wide', fate: 'changed' as const, columns, links: [] }];
    expect(mermaidTables(wide, 'after')).toBe(
      [
        'erDiagram',
        '  t0["wide"] {',
        '    text c0 PK',
        '    integer c7 "▸ was text"',
        '    etc and_38_more',
        '  }',
      ].join('\n'),
    );
  });
});
