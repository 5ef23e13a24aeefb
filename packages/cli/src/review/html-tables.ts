import type { Glance } from './glance.js';
import { html, type Markup } from './markup.js';
import { nameThen, pictureOf, type DrawnColumn, type DrawnTable } from './picture.js';
import type { Fate, ReviewedLink, ReviewedTable } from './reviewed.js';

/** The tables concerned, each before and after side by side. */
export function htmlTables(tables: readonly ReviewedTable[]): Markup | undefined {
  if (tables.length === 0) return undefined;
  return html`<section>
    <h3>Tables</h3>
    <div class="sides heads" aria-hidden="true">
      <p>Before</p>
      <p>After</p>
    </div>
    ${tables.map(
      (table) => html`<div class="sides">${sideOf(table, tables, 'before')} ${sideOf(table, tables, 'after')}</div> `,
    )}
  </section>`;
}

type Side = 'before' | 'after';

const WORDS: Readonly<Record<Side, string>> = { before: 'Before', after: 'After' };

function sideOf(table: ReviewedTable, all: readonly ReviewedTable[], side: Side): Markup {
  const [drawn] = pictureOf([table], side).tables;
  if (drawn !== undefined) return entity(drawn, all, side);
  return html`<p class="empty">
    <span class="side">${WORDS[side]}: </span>${side === 'before' ? 'not there yet' : 'not there any more'}
  </p>`;
}

function entity(table: DrawnTable, all: readonly ReviewedTable[], side: Side): Markup {
  const { name, mark, columns, more, links, fate } = table;
  const rows = columns.map((column) => row(column, links, (to) => nameThen(all, to, side)));
  return html`<div class="entity ${mark === '' ? '' : stateOf(fate)}">
    <table>
      <caption>
        <span class="side">${WORDS[side]}: </span
        >${name} ${mark === '' ? undefined : html`<span class="tag">${mark}</span>`}
      </caption>
      <tbody>
        ${rows}
        ${
          more === 0
            ? undefined
            : html`<tr>
                <td></td>
                <td colspan="2" class="type">and ${more} more, as they were</td>
              </tr>`
        }
      </tbody>
    </table>
  </div>`;
}

/** Of a table that stays, each column that is another is marked, by a colour and in words. */
function row(column: DrawnColumn, links: readonly ReviewedLink[], target: (name: string) => string): Markup {
  const { name, type, notNull, value, mark, fate, isPrimary, isForeign, isUnique } = column;
  const keys = [
    ...(isPrimary ? [key('PK', 'primary key')] : []),
    ...(isForeign ? [key('FK', 'foreign key')] : []),
    ...(isUnique && !isPrimary ? [key('UK', 'unique')] : []),
  ];
  const own = links.filter(({ columns: [first] }) => first === name);
  return html`<tr class="${mark === '' ? '' : `marked ${stateOf(fate)}`}">
    <td class="keys">${keys}</td>
    <th scope="row" class="mono">
      ${name} ${own.map(({ to }) => html`<span class="link">→ ${target(to)}</span>`)}
      ${mark === '' ? undefined : html`<span class="note">${mark}</span>`}
    </th>
    <td class="mono type">
      ${type}${notNull ? '' : ' null'} ${value === '' ? undefined : html`<span class="value">${value}</span>`}
    </td>
  </tr> `;
}

const key = (short: string, word: string): Markup => html`<abbr title="${word}">${short}</abbr> `;

const STATES: Readonly<Record<Fate, Glance['state']>> = { new: 'good', gone: 'bad', changed: 'look', same: 'unknown' };

const stateOf = (fate: Fate): Glance['state'] => STATES[fate];
