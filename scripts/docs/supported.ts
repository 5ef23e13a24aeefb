import { directives, kindNames, kindOf, type Attribute, type JsonObject, type KindName } from '@sluice/core';
import * as prettier from 'prettier';

import { said, type Said } from './said.ts';

/** The text of docs/supported.md: what the kinds say of themselves. */
export async function supported(): Promise<string> {
  const models = said();
  const text = [introduction, overview(), legend, ...kindNames.map((kind) => section(kind, models.get(kind)))].join(
    '\n\n',
  );
  return prettier.format(text, { parser: 'markdown', singleQuote: true, printWidth: 120 });
}

const introduction = `# What is supported

Made from the kinds by \`npm run docs\`; a test holds that it is up to date.

A kind is a sort of object that Sluice manages. Each has four directives; \`autogenerate\` writes them, and a migration by
hand may use them all. The laws of [design.md](design.md) are tested on changes of every kind, on PGlite and on real
servers.

Of statistics, rules, publications and what a partition says otherwise of a column nothing is read from models, and of
exclusion constraints only what is declared with \`exclude()\` from \`sluice/models\`: they stay as they are while their table stays, step aside where PostgreSQL wants it, and come back with their table when its drop is taken
back. Where a column or table that they speak of goes, exclusion constraints and statistics go too; rules stop the
change. So it is with a policy or a trigger that no model has and this history did not make.

Functions, procedures and triggers are declared beside the models, with \`sqlFunction()\` and \`trigger()\` from
\`sluice/models\`: what is declared is managed, what was made by hand is left alone. A function is known by its name and
the types of its arguments. What changes in it is changed in place where PostgreSQL allows it; where not, it is made again
with all that uses it, and a column's default is taken off meanwhile. PostgreSQL follows names in a body of SQL
(\`standardBody\`); a body that is a text is the author's to keep right. An aggregate is read and carried whole.

A table is made partitioned where \`partitioned()\` from \`sluice/models\` says by what, and its partitions are those that this
names; others that the database has stay, and so does what stands on any partition. A table that is there already cannot
become partitioned, nor be partitioned in another way. The indexes that partitions have of an index of the whole bear names
of PostgreSQL's choice, also where that index comes back.

\`\`\`ts
import { bigint, date, pgTable } from 'drizzle-orm/pg-core';
import { partitioned } from 'sluice/models';

export const events = pgTable('events', { id: bigint({ mode: 'number' }), day: date().notNull() });
export const eventsPartitions = partitioned(events, {
  by: 'range',
  key: [events.day],
  partitions: {
    events_2026: { from: ['2026-01-01'], to: ['2027-01-01'] },
    events_rest: 'default',
  },
});
\`\`\`

Any policy of the models turns row-level security on, as \`.enableRLS()\` does. It is turned off where the models say it no
more and this history turned it on; what somebody else turned on stays, and so does FORCE. A policy that is linked to a
table of somebody else is managed, and that table left alone.

Roles are shared by all databases of a cluster. Only those are read that the models name or this history made. A role that
is there already is not made again: of it, what the models say is made so, and all else stays. A role is dropped only
where this history made it and the models name it no more; PostgreSQL refuses while anything depends on it, in any
database. Passwords are never read.

Privileges of roles that \`grant()\` names for an object are exactly as declared; those of others stay. Default privileges
stay whoever set them, and are part of the difference of two databases.

What is not in these tables is left alone: never dropped, never changed. Where it hangs on an object that
would have to be dropped or altered, \`autogenerate\` refuses and says what is in the way.`;

/** What a model is written with. */
const words: Readonly<Record<KindName, string>> = {
  role: '`pgRole()`; `.existing()` is left alone',
  schema: '`pgSchema()`, and any that a table, enum or sequence stands in',
  extension: '`extension()` of `sluice/models`',
  enum: '`pgEnum()`',
  domain: '`domain()` of `sluice/models`',
  composite_type: '`compositeType()` of `sluice/models`',
  range_type: '`rangeType()` of `sluice/models`',
  sequence: '`pgSequence()`',
  function: '`sqlFunction()`',
  aggregate: '—',
  table: '`pgTable()`, `schema.table()`, `.enableRLS()`; `partitioned()` of `sluice/models`',
  column: 'every column type, `customType()`, `.array()`, defaults, `.generatedAlwaysAs()`, identity, serial',
  column_override: '—',
  primary_key: '`.primaryKey()`, `primaryKey()`',
  unique: '`.unique()`, `unique()`',
  check: '`check()`',
  exclusion: '`exclude()` of `sluice/models`',
  index: '`index()`, `uniqueIndex()`',
  statistics: '—',
  foreign_key: '`.references()`, `foreignKey()`; `foreignKeyOptions()` of `sluice/models`',
  view: '`pgView()`, `schema.view()`; one that is `.existing()` is left alone',
  materialized_view: '`pgMaterializedView()`, `schema.materializedView()`',
  publication_table: '—',
  policy: '`pgPolicy()`, also with `.link(table)`',
  rule: '—',
  trigger: '`trigger()`',
  default_privileges: '—',
};

const legend = `## What the tables below say

- **A model says it**: Drizzle has a word for the attribute, and a difference becomes an operation. Where Drizzle has
  none, the attribute is **preserved**: it stays as the database has it, it is in the snapshot, and an object that must be
  dropped and made again gets it back. A downgrade restores it too. Where it says what *is meant*, any other value is
  drift: an index that a failed build left invalid is built again.
- **A change**: *in place* is an \`ALTER\`; *made again* is a drop and a create (an index is built anew); *refused* is what
  PostgreSQL cannot do; *never compared* is a detail of how an object is made. An attribute that is changed in place may
  still be made again where PostgreSQL has no \`ALTER\` for it.`;

function overview(): string {
  const rows = kindNames.map((kind) => [kind.replace('_', ' '), ...directivesOf(kind), words[kind]]);
  return table(['kind', 'make', 'alter', 'drop', 'rename', 'in a model'], rows);
}

/** In the order make, alter, drop, rename. */
function directivesOf(kind: KindName): readonly string[] {
  return (['create', 'alter', 'drop', 'rename'] as const).map((verb) => {
    const [name] = [...directives].find(([, found]) => found.kind === kind && found.verb === verb) ?? ['—'];
    return `\`${name}\``;
  });
}

function section(kind: KindName, { names, sample }: Said = { names: new Set(), sample: {} }): string {
  const rows = Object.entries(kindOf(kind).attributes).map(([name, attribute]) => [
    `\`${name}\``,
    'default' in attribute ? `\`${JSON.stringify(attribute.default)}\`` : 'must be said',
    names.has(name) ? 'yes' : unsaid(kind, sample, name, attribute),
    changeOf(attribute),
  ]);
  return `## ${kind.replace('_', ' ')}\n\n${table(['attribute', 'default', 'a model says it', 'a change'], rows)}`;
}

/** Some kinds know of an attribute without a word for it what it should be: a constraint is to be valid. */
function unsaid(
  kind: KindName,
  sample: JsonObject,
  name: string,
  { default: usual }: Attribute<JsonObject, string>,
): string {
  if (typeof usual !== 'boolean') return 'preserved';
  const there = { ...sample, [name]: !usual };
  const adopted = kindOf(kind).adopt?.(there, there, { version: 0, user: '', sessionUser: '' }) ?? there;
  return adopted[name] === usual ? `\`${usual}\` is meant` : 'preserved';
}

function changeOf({ alter, compared }: Attribute<JsonObject, string>): string {
  if (compared !== undefined) return 'never compared';
  if (alter === 'replace') return 'made again';
  return alter === 'refuse' ? 'refused' : 'in place';
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
