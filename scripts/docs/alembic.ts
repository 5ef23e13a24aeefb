import * as prettier from 'prettier';

import { alembicNames } from './alembic-names.ts';
import type { AlembicRow, AlembicSection } from './alembic-row.ts';

/** The text of docs/coming-from-alembic.md: what Alembic calls something, and what does the same here. */
export async function comingFromAlembic(): Promise<string> {
  const text = [introduction, ...alembicNames.map(section)].join('\n\n');
  return prettier.format(text, { parser: 'markdown', singleQuote: true, printWidth: 120 });
}

const introduction = `# Coming from Alembic

Made from a table by \`npm run docs\`; a test holds that every name of Sluice in it is there.

What you know stays: the graph with its heads, labels and merges, the forms of a target, upgrade and downgrade in one file,
\`stamp\`, offline SQL. What is other: one config and no \`env.py\`; a migration is TypeScript and imports one type;
the catalog is compared as a whole, and as PostgreSQL writes it; what no migration made is never dropped; a migration is
proved before it is written. [tutorial.md](tutorial.md) is a walk of an
hour; [adopting.md](adopting.md) takes over a database.`;

const section = ({ title, rows }: AlembicSection): string =>
  [`## ${title}\n`, '| Alembic | Sluice | in what it differs |', '| --- | --- | --- |', ...rows.map(line)].join('\n');

const line = ([theirs, ours, differs]: AlembicRow): string =>
  `| ${theirs} | ${ours.length === 0 ? '—' : ours.map(named).join(', ')} | ${differs} |`;

const named = (name: string): string => `\`${name.replace(/^target /, '').replace(/^config\./, '')}\``;
