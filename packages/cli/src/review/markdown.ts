import { downRevisionsOf } from '@sluice/core';
import path from 'node:path';
import { relativeTo } from '../project.js';
import { obstacleText, unansweredLines } from '../against-text.js';
import { glancesAt, type Glance } from './glance.js';
import { lockRows, reasonGroups, ruleFindings } from './rows.js';
import { block, code, plain } from './markdown-text.js';
import { mermaidTables } from './mermaid.js';
import type { Review, ReviewedDirection, ReviewedMigration } from './reviewed.js';

/**
 * A review for a pull request, as GitHub and GitLab show Markdown.
 *
 * @param root - the folder from which files are named
 */
export function reviewMarkdown({ migrations }: Review, root: string): string {
  const parts =
    migrations.length === 0 ? ['There is no migration to review.'] : migrations.flatMap((one) => pageOf(one, root));
  return `${parts.join('\n').trimEnd()}\n`;
}

type Lines = readonly string[];

const pageOf = (migration: ReviewedMigration, root: string): Lines => [
  ...title(migration, root),
  ...table(
    ['', '', ''],
    glancesAt(migration).map(({ label, state, text }) => [SIGNS[state], `**${label}**`, plain(text)]),
  ),
  ...changes(migration),
  ...pictures(migration),
  ...findings(migration),
  ...rollOut(migration),
  ...locks(migration),
  ...losses(migration),
  ...obstacles(migration),
  ...lint(migration, root),
  ...around(migration),
  ...notes(migration),
  ...sql('Upgrade', migration.upgrade),
  ...sql('Downgrade', migration.downgrade),
];

const SIGNS: Readonly<Record<Glance['state'], string>> = { good: '✅', look: '⚠️', bad: '🛑', unknown: '❔' };

function title(migration: ReviewedMigration, root: string): Lines {
  const { message, revision, file } = migration;
  const [first = '', ...rest] = message.split('\n');
  const before = downRevisionsOf(migration);
  const follows = before.length === 0 ? 'the first' : `follows ${before.map(code).join(', ')}`;
  return [
    `## ${plain(first === '' ? revision : first)}`,
    '',
    `${code(revision)}, ${follows}, in ${code(fileName(root, file))}`,
    '',
    ...(rest.some((line) => line.trim() !== '') ? [...rest.map(plain), ''] : []),
  ];
}

const fileName = (root: string, file: string): string => relativeTo(root, file).split(path.sep).join('/');

function changes({ changes: list }: ReviewedMigration): Lines {
  if (list.length === 0) return [...heading('What changes'), 'Nothing in the catalog.', ''];
  const lines = list.flatMap(({ sign, object, lines: more }) => {
    const mark = sign === '~' ? '!' : sign;
    return [`${mark} ${oneLine(object)}`, ...more.map((line) => `${mark}   ${oneLine(line)}`)];
  });
  return [...heading('What changes'), ...block('diff', lines.join('\n')), ''];
}

function pictures({ tables }: ReviewedMigration): Lines {
  const [before, after] = [mermaidTables(tables, 'before'), mermaidTables(tables, 'after')];
  if (before === undefined && after === undefined) return [];
  const drawn = (name: string, text: string | undefined): Lines =>
    text === undefined ? [] : [`**${name}**`, '', ...block('mermaid', text), ''];
  return [...heading('Tables'), ...drawn('Before', before), ...drawn('After', after)];
}

function findings({ proof }: ReviewedMigration): Lines {
  if (proof.findings.length === 0) return [];
  return [...heading('Why it is refuted'), ...block('text', proof.findings.join('\n')), ''];
}

function rollOut({ rollOut: { reasons } }: ReviewedMigration): Lines {
  if (reasons.length === 0) return [];
  const rows = reasonGroups(reasons).map(({ when, objects, reason }) => [
    when,
    objects.map(code).join(', '),
    plain(reason),
  ]);
  return [...heading('Order of roll-out'), ...table(['When', 'What', 'Why'], rows)];
}

function locks(migration: ReviewedMigration): Lines {
  const rows = [...lockRows('upgrade', migration.upgrade), ...lockRows('downgrade', migration.downgrade)].map(
    ({ direction, step, tables, lock, blocks, work }) => [
      direction,
      code(step),
      tables.map(code).join(', '),
      lock,
      plain(blocks),
      plain(work),
    ],
  );
  if (rows.length === 0) return [];
  return [
    ...heading('Locks'),
    'Measured in the scratch database. A lock is held until its transaction ends.',
    '',
    ...table(['', 'Step', 'Table', 'Lock', 'Others', 'Takes as long as there are rows'], rows),
  ];
}

function losses({ losses: list }: ReviewedMigration): Lines {
  if (list.length === 0) return [];
  return [
    ...heading('Data at risk'),
    'Each query counts what would be lost, before it is run.',
    '',
    ...list.flatMap(({ direction, object, loses, by, query }) => [
      `- ${direction}: ${code(object)}, ${plain(loses)}${by === 'change' ? ' that do not come through as they were' : ''}`,
      '',
      ...block('sql', `${query};`).flatMap((text) => text.split('\n').map((line) => `  ${line}`)),
      '',
    ]),
  ];
}

function obstacles({ against }: ReviewedMigration): Lines {
  if (against === undefined || against.obstacles.length + against.unanswered.length === 0) return [];
  return [
    ...heading('In the way'),
    'Counted in the database that was asked. The upgrade fails as long as they are there.',
    '',
    ...against.obstacles.flatMap((obstacle) => [
      `- ${plain(obstacleText(obstacle))}`,
      ...(obstacle.samples.length === 0 ? [] : [`  - Such as ${obstacle.samples.map(code).join(', ')}`]),
      `  - ${plain(obstacle.wayOut)}`,
      '',
      ...block('sql', `${obstacle.query};`).flatMap((text) => text.split('\n').map((line) => `  ${line}`)),
      '',
    ]),
    ...unansweredLines(against).map((line) => `- ${plain(line)}`),
    '',
  ];
}

function lint({ lint: list }: ReviewedMigration, root: string): Lines {
  if (list === undefined || list.length === 0) return [];
  return [
    ...heading('Lint'),
    ...ruleFindings(list).flatMap(({ level, rule, reason, safeForm, places }) => [
      `- ${level === 'error' ? '🛑' : '⚠️'} **${plain(rule)}**: ${plain(reason)}`,
      ...places.map(
        ({ message, direction, file, line }) =>
          `  - ${direction === undefined ? '' : `${direction}: `}${plain(message)} (${code(`${fileName(root, file)}:${line}`)})`,
      ),
      `  - Instead: ${plain(safeForm)}`,
    ]),
    '',
  ];
}

function around({ around: list }: ReviewedMigration): Lines {
  if (list.length === 0) return [];
  return [
    ...details(
      `Around it: ${list.length}`,
      list.map(
        ({ object, table: name, relation, madeAgain }) =>
          `- ${code(object)} ${relation === 'stands on it' ? 'stands on' : 'depends on'} ${code(name)}${madeAgain ? ', and is **made again**' : ''}`,
      ),
    ),
  ];
}

const notes = ({ notes: list }: ReviewedMigration): Lines => list.flatMap((note) => [`> ${plain(note)}`, '']);

const sql = (name: string, { sql: text }: ReviewedDirection): Lines =>
  details(`${name} SQL`, text === '' ? ['Nothing.'] : block('sql', text));

const details = (summary: string, lines: Lines): Lines => [
  '<details>',
  `<summary>${summary}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
  '',
];

const heading = (text: string): Lines => [`### ${text}`, ''];

const table = (head: Lines, rows: readonly Lines[]): Lines => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
  '',
];

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
