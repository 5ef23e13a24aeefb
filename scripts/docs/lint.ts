import * as prettier from 'prettier';

import type { RuleFacts } from '../../packages/cli/src/lint/rule.ts';
import { rules, waiverRules } from '../../packages/cli/src/lint/rules.ts';

/** The text of docs/lint.md: what the rules say of themselves. */
export async function lintPage(): Promise<string> {
  const text = [introduction, overview(), ...rules.map(section), waivers, ...Object.values(waiverRules).map(section)];
  return prettier.format(text.join('\n\n'), { parser: 'markdown', singleQuote: true, printWidth: 120 });
}

const introduction = `# Lint

Made from the rules by \`npm run docs\`; a test holds that it is up to date.

\`sluice lint\` looks for hazards in migrations, whether \`autogenerate\` wrote them or somebody by hand. It asks no database:
what \`upgrade\` and \`downgrade\` call for is recorded, and every statement, that of \`op.createIndex\` as well as that in
\`op.execute\`, is parsed by PostgreSQL's own parser. That is the package \`libpg-query\`, which only lint loads:

\`\`\`sh
npm i -D libpg-query
\`\`\`

\`\`\`sh
npx sluice lint                       # the heads
npx sluice lint 9c2b                  # a revision, or several
npx sluice lint --since origin/main   # what has changed since the branch was left: committed, or not yet
npx sluice lint --all --strict        # every migration; warnings fail too
\`\`\`

What a migration makes itself is in nobody's way: an index on a table that it has just created need not be built
CONCURRENTLY. What the migrations before have made is known as far as they say it with directives: the type a column
had, whether a table has partitions, which checks are valid.

| found                        | exit code |
| ---------------------------- | --------- |
| nothing, or warnings         | \`0\`       |
| an error                     | \`6\`       |
| a warning, with \`--strict\`   | \`6\`       |

An error is what stops traffic, or fails, where another form would not. A warning is what may well be meant: somebody
should look. A rule whose level is off is looked at only where the config turns it on.

\`--format github\` prints annotations for GitHub Actions, \`--format sarif\` what code scanning reads, and \`--json\` a
[\`Lint\`](json.md). As a library: \`lint()\`.

## Levels

\`\`\`ts
import { defineConfig } from 'sluice';

export default defineConfig({
  models: './src/models.ts',
  lint: { rules: { 'drop-column': 'error', 'int-primary-key': 'off' } },
});
\`\`\`

## Waivers

A comment on a line of its own, above the call that it is about, lets a finding pass. Above \`upgrade\` or \`downgrade\`, it
is about all that the function does. It gives a reason, and may have a last day:

\`\`\`ts
import type { Op } from 'sluice';

export async function upgrade(op: Op): Promise<void> {
  // sluice-lint-ignore index-not-concurrently until 2027-01-31: the table has forty rows
  await op.createIndex({ table: 'countries', name: 'ix_countries_code', columns: [{ column: 'code' }] });
}
\`\`\`

Several rules are parted by commas. A waiver that is over, that waives nothing, or that gives no reason is told.

## Rules`;

function overview(): string {
  const rows = [...rules, ...Object.values(waiverRules)].map(
    ({ name, level, title }: RuleFacts) => `| [\`${name}\`](#${name}) | ${level} | ${cell(title)} |`,
  );
  return ['| rule | level | what it tells |', '| --- | --- | --- |', ...rows].join('\n');
}

const section = ({ name, title, reason, safeForm, source }: RuleFacts): string =>
  `### ${name}\n\n${title.charAt(0).toUpperCase()}${escaped(title.slice(1))}. ${escaped(reason)}\n\nInstead: ${escaped(safeForm)}\n\nSource: ${sourceText(source)}.`;

const sourceText = (source: string): string =>
  /^[A-Z]/.test(source)
    ? `PostgreSQL's documentation, ${source}`
    : source.endsWith('.md')
      ? `[${source}](${source})`
      : `\`${source}\``;

const waivers = `## Of waivers`;

const escaped = (text: string): string => text.replaceAll(/[<*_]/g, String.raw`\$&`);

const cell = (text: string): string => escaped(text).replaceAll('|', String.raw`\|`);
