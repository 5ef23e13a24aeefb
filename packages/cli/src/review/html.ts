import { downRevisionsOf } from '@sluice/core';
import path from 'node:path';
import { count } from '../output.js';
import { relativeTo } from '../project.js';
import { htmlTables } from './html-tables.js';
import { obstacleText, unansweredLines } from '../against-text.js';
import { glancesAt, type Glance } from './glance.js';
import { html, type Markup } from './markup.js';
import type { Review, ReviewedChange, ReviewedDirection, ReviewedMigration } from './reviewed.js';
import { lockRows, reasonGroups, ruleFindings } from './rows.js';
import { style } from './style.js';

/**
 * A review as a page of its own: one file that asks for nothing from elsewhere.
 *
 * @param root - the folder from which files are named
 */
export function reviewHtml({ migrations }: Review, root: string): string {
  const [only, ...others] = migrations;
  const title = only !== undefined && others.length === 0 ? firstLine(only) : count(migrations.length, 'migration');
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Review: ${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <a class="skip" href="#review">To the review</a>
        <header class="top">
          <h1>Migration review</h1>
          ${migrations.length === 0 ? html`<p>There is no migration to review.</p>` : migrations.length > 1 ? contents(migrations) : undefined}
        </header>
        <main id="review">${migrations.map((one) => articleOf(one, root))}</main>
        <footer>Written by <code>sluice review</code>. Locks and changes are those that a scratch database saw.</footer>
      </body>
    </html> `;
  return markup;
}

const firstLine = ({ message, revision }: ReviewedMigration): string => message.split('\n')[0]?.trim() || revision;

const contents = (migrations: readonly ReviewedMigration[]): Markup =>
  html`<nav aria-label="Migrations">
    <ol>
      ${migrations.map((one) => html`<li>${sign(worstOf(one))} <a href="#r-${one.revision}">${firstLine(one)}</a></li> `)}
    </ol>
  </nav>`;

const STATES: readonly Glance['state'][] = ['bad', 'look', 'unknown', 'good'];

const worstOf = (migration: ReviewedMigration): Glance['state'] =>
  STATES.find((state) => glancesAt(migration).some((glance) => glance.state === state)) ?? 'good';

const SIGNS: Readonly<Record<Glance['state'], readonly [sign: string, word: string]>> = {
  good: ['✓', 'good'],
  look: ['!', 'worth a look'],
  bad: ['✕', 'beware'],
  unknown: ['?', 'not known'],
};

const sign = (state: Glance['state']): Markup =>
  html`<span class="sign ${state}" role="img" aria-label="${SIGNS[state][1]}">${SIGNS[state][0]}</span>`;

function articleOf(migration: ReviewedMigration, root: string): Markup {
  const id = `r-${migration.revision}`;
  const before = downRevisionsOf(migration);
  const rest = migration.message.split('\n').slice(1).join('\n').trim();
  return html`<article id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${firstLine(migration)}</h2>
    <p class="meta">
      <code>${migration.revision}</code> ${
        before.length === 0
          ? 'the first migration'
          : html`follows ${before.map((one, i) => html`${i === 0 ? '' : ', '}<code>${one}</code>`)}`
      }
      · ${fileName(root, migration.file)}
    </p>
    ${rest === '' ? undefined : html`<p class="more">${rest}</p>`}
    <dl class="glance">
      ${glancesAt(migration).map(
        ({ label, state, text }) =>
          html`<div class="${state}">
            <dt>${sign(state)} ${label}</dt>
            <dd>${text}</dd>
          </div> `,
      )}
    </dl>
    ${changes(migration)} ${htmlTables(migration.tables)} ${findings(migration)} ${rollOut(migration)}
    ${locks(migration)} ${losses(migration)} ${obstacles(migration)} ${lint(migration, root)} ${around(migration)}
    ${notes(migration)} ${sql('Upgrade', migration.upgrade)} ${sql('Downgrade', migration.downgrade)}
  </article> `;
}

const fileName = (root: string, file: string): string => relativeTo(root, file).split(path.sep).join('/');

const section = (title: string, ...parts: readonly (Markup | undefined | readonly Markup[])[]): Markup =>
  html`<section>
    <h3>${title}</h3>
    ${parts}
  </section>`;

const CHANGE_STATES: Readonly<Record<ReviewedChange['sign'], Glance['state']>> = {
  '+': 'good',
  '-': 'bad',
  '~': 'look',
  '!': 'unknown',
};

const CHANGE_WORDS: Readonly<Record<ReviewedChange['sign'], string>> = {
  '+': 'new',
  '-': 'goes',
  '~': 'changes',
  '!': 'runs',
};

function changes({ changes: list }: ReviewedMigration): Markup {
  if (list.length === 0) return section('What changes', html`<p class="quiet">Nothing in the catalog.</p>`);
  return section(
    'What changes',
    html`<ul class="plain">
      ${list.map(
        (change) =>
          html`<li>
            <span class="sign ${CHANGE_STATES[change.sign]}" role="img" aria-label="${CHANGE_WORDS[change.sign]}"
              >${change.sign}</span
            >
            <span>${change.object}${change.lines.map((line) => html`<span class="lines mono">${line}</span>`)}</span>
          </li> `,
      )}
    </ul>`,
  );
}

function findings({ proof }: ReviewedMigration): Markup | undefined {
  if (proof.findings.length === 0) return undefined;
  return section('Why it is refuted', code(proof.findings.join('\n')));
}

function rollOut({ rollOut: { reasons } }: ReviewedMigration): Markup | undefined {
  if (reasons.length === 0) return undefined;
  return section(
    'Order of roll-out',
    list(
      'When what goes out',
      ['When', 'What', 'Why'],
      reasonGroups(reasons).map(({ when, objects, reason }) => [
        html`<strong>${when}</strong>`,
        html`${objects.map((object) => html`<span class="line">${object}</span>`)}`,
        html`${reason}`,
      ]),
    ),
  );
}

function locks(migration: ReviewedMigration): Markup | undefined {
  const rows = [...lockRows('upgrade', migration.upgrade), ...lockRows('downgrade', migration.downgrade)];
  if (rows.length === 0) return undefined;
  return section(
    'Locks',
    html`<p class="quiet">Measured in the scratch database. A lock is held until its transaction ends.</p>`,
    list(
      'Locks',
      ['Direction', 'Table', 'Lock', 'Others', 'Work', 'Step'],
      rows.map(({ direction, step, tables, lock, blocks, work }) => [
        html`${direction}`,
        html`${tables.map((table) => html`<code>${table}</code> `)}`,
        html`${lock}`,
        html`<span class="tag ${blocks === 'go on' ? 'good' : work === '' ? 'look' : 'bad'}">${blocks}</span>`,
        html`${work === '' ? 'none' : work}`,
        html`${step}`,
      ]),
    ),
  );
}

function losses({ losses: all }: ReviewedMigration): Markup | undefined {
  if (all.length === 0) return undefined;
  return section(
    'Data at risk',
    html`<p class="quiet">Each query counts what would be lost, before it is run.</p>`,
    all.map(
      ({ direction, object, loses, by, query }) =>
        html`<div class="finding">
          <p>
            <span class="tag ${direction === 'upgrade' ? 'bad' : 'unknown'}">${direction}</span>
            <code>${object}</code> ${loses}${by === 'change' ? ' that do not come through as they were' : ''}
          </p>
          ${code(`${query};`, 'query')}
        </div> `,
    ),
  );
}

function obstacles({ against }: ReviewedMigration): Markup | undefined {
  if (against === undefined || against.obstacles.length + against.unanswered.length === 0) return undefined;
  return section(
    'In the way',
    html`<p class="quiet">Counted in the database that was asked. The upgrade fails as long as they are there.</p>`,
    against.obstacles.map(
      (obstacle) =>
        html`<div class="finding">
          <p><span class="tag ${obstacle.afterSql ? 'look' : 'bad'}">fails</span> ${obstacleText(obstacle)}</p>
          ${obstacle.samples.length === 0 ? undefined : html`<p>Such as ${obstacle.samples.map((sample) => html`<code>${sample}</code> `)}</p>`}
          <p>${obstacle.wayOut}</p>
          ${code(`${obstacle.query};`, 'query')}
        </div> `,
    ),
    unansweredLines(against).map((line) => html`<p class="quiet">${line}</p>`),
  );
}

function lint({ lint: all }: ReviewedMigration, root: string): Markup | undefined {
  if (all === undefined || all.length === 0) return undefined;
  return section(
    'Lint',
    ruleFindings(all).map(
      ({ level, rule, reason, safeForm, places }) =>
        html`<div class="finding">
          <p><span class="tag ${level === 'error' ? 'bad' : 'look'}">${level}</span> <strong>${rule}</strong></p>
          <ul>
            ${places.map(
              ({ message, direction, file, line }) =>
                html`<li>
                  ${direction === undefined ? '' : `${direction}: `}${message}
                  <span class="place">${fileName(root, file)}:${line}</span>
                </li> `,
            )}
          </ul>
          <dl>
            <dt>Why</dt>
            <dd>${reason}</dd>
            <dt>Instead</dt>
            <dd>${safeForm}</dd>
          </dl>
        </div> `,
    ),
  );
}

function around({ around: all }: ReviewedMigration): Markup | undefined {
  if (all.length === 0) return undefined;
  return section(
    'Around it',
    html`<p class="quiet">What stands on these tables, or depends on them.</p>`,
    list(
      'Around it',
      ['Object', 'How', 'Table', 'Then'],
      all.map(({ object, relation, table, madeAgain }) => [
        html`${object}`,
        html`${relation === 'stands on it' ? 'stands on' : 'depends on'}`,
        html`<code>${table}</code>`,
        madeAgain ? html`<span class="tag look">made again</span>` : html`stays`,
      ]),
    ),
  );
}

function notes({ notes: all }: ReviewedMigration): Markup | undefined {
  if (all.length === 0) return undefined;
  return section(
    'Notes',
    html`<ul>
      ${all.map((note) => html`<li>${note}</li>`)}
    </ul>`,
  );
}

function sql(name: string, { sql: text, steps }: ReviewedDirection): Markup {
  return html`<details${name === 'Upgrade' ? html` open` : ''}>
<summary>${name} SQL <span class="quiet">${count(steps.length, 'step')}</span></summary>
${text === '' ? html`<p class="quiet">Nothing.</p>` : code(text)}
</details>`;
}

/** A block of code, which the keyboard can scroll; remarks stand back. */
function code(text: string, name = 'script'): Markup {
  const lines = text.split('\n').map((line, i) => {
    const end = i === 0 ? '' : '\n';
    return line.startsWith('-- ') ? html`${end}<span class="remark">${line}</span>` : html`${end}${line}`;
  });
  return html`<pre class="${name}" tabindex="0"><code>${lines}</code></pre>`;
}

/** A table that becomes a list of its rows where the screen is narrow. */
const list = (name: string, head: readonly string[], rows: readonly (readonly Markup[])[]): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
    <table class="list stacked">
      <thead>
        <tr>
          ${head.map((each) => html`<th scope="col">${each}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) => html`<td data-name="${head[i]}"><span>${cell}</span></td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
