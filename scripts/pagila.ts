/**
 * Lets Sluice loose on a rich database of somebody else's, a dump of Pagila: `npm run pagila -- FILE [--others] [--only table]`, or
 * the file in the environment variable PAGILA. Half of its tables get models, with `--others` the other half: autogenerate must propose nothing. Then each
 * of these is left out and said to go: the upgrade and the downgrade must bring the schema back byte for byte.
 *
 * Ends with 1 where one of them does not hold.
 */
import pg from 'pg';
import fs from 'node:fs';
import { parseArgs } from 'node:util';

import { dumpStatements } from '../packages/database/src/dump-statements.ts';
import { engine } from '../test-support/engine.ts';
import { dump } from '../test-support/oracle/dump.ts';
import { startServer } from '../test-support/servers.ts';
import { textDiff } from './corpus/text-diff.ts';
import { modelsOf, readTables, type TableFacts } from './pagila/models.ts';
import { isOfExtension, standIn } from './pagila/stand-in.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    others: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const file = positionals[0] ?? process.env['PAGILA'];
if (file === undefined) throw new Error('Name the dump: npm run pagila -- FILE');
const statements = dumpStatements(fs.readFileSync(file, 'utf8')).filter(({ sql }) => !isOfExtension(sql));

const request = { history: [], renames: {}, fills: {} } as const;
const server = await startServer(18);
const admin = new pg.Client(server.url);
await admin.connect();
try {
  await admin.query('CREATE DATABASE pagila_original TEMPLATE template0');
  await inDatabase('pagila_original', async (client) => {
    for (const sql of [...standIn, ...statements.map((one) => one.sql)]) await client.query(sql);
  });
  const all = await inDatabase('pagila_original', async (client) =>
    readTables(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows),
  );
  const half: Half = {
    all,
    modelled: new Set(all.filter((_, i) => i % 2 === (values.others ? 1 : 0)).map(({ name }) => name)),
  };
  const failures = [...(await proposesNothing(half)), ...(await bringsBack(half))];
  console.log(`pagila: ${half.modelled.size} tables of ${all.length} modelled, ${failures.length} wrong`);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await admin.end();
  await server.stop();
}

/** The tables, and the names of those that a module exports as models; these refer to the others. */
interface Half {
  readonly all: readonly TableFacts[];
  readonly modelled: ReadonlySet<string>;
}

/** What the module of models exports. */
function exportsOf({ all, modelled }: Half): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(modelsOf(all)).filter(([name]) => modelled.has(name)));
}

async function proposesNothing(half: Half): Promise<readonly string[]> {
  return onCopy('pagila_quiet', async (url) => {
    const connection = await engine.connect(url);
    try {
      const { upgrade } = await engine.autogenerate({ connection, ...request, models: exportsOf(half), drops: [] });
      const calls = engine.calls(upgrade).map((call) => JSON.stringify(call));
      for (const call of calls) console.log(`proposed, and should not be: ${call}`);
      return calls;
    } finally {
      await connection.close();
    }
  });
}

async function bringsBack({ all, modelled }: Half): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const name of [...modelled].filter((one) => values.only === undefined || one === values.only)) {
    const rest: Half = { all: all.filter((table) => table.name !== name), modelled };
    const wrong = await onCopy('pagila_copy', (url) => thereAndBack(url, rest, name));
    console.log(wrong === undefined ? `back: ${name}` : `wrong: ${name}\n    ${wrong}`);
    if (wrong !== undefined) failures.push(name);
  }
  return failures;
}

/** What is wrong, or nothing. */
async function thereAndBack(url: string, rest: Half, name: string): Promise<string | undefined> {
  const before = await dump(url, { by: 'catalog' });
  const connection = await engine.connect(url);
  try {
    const { upgrade, downgrade } = await dropped(connection, rest, [name]);
    await engine.apply(connection, upgrade);
    await engine.apply(connection, downgrade);
    const after = await dump(url, { by: 'catalog' });
    return after === before
      ? undefined
      : textDiff(after, before)
          .slice(0, values.verbose ? 200 : 12)
          .join('\n    ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await connection.close();
  }
}

/** Autogenerates without a table; where a refusal names what must go too, that is said to go, as a person would. */
async function dropped(
  connection: Awaited<ReturnType<typeof engine.connect>>,
  rest: Half,
  drops: readonly string[],
): ReturnType<typeof engine.autogenerate> {
  try {
    return await engine.autogenerate({ connection, ...request, models: exportsOf(rest), drops });
  } catch (error) {
    const more = error instanceof Error ? dropsIn(error.message) : [];
    const added = more.filter((path) => !drops.includes(path));
    if (added.length === 0) throw error;
    return dropped(connection, rest, [...drops, ...added]);
  }
}

/** The answers that a message offers; what a shell would not take as one word is in quotes. */
function dropsIn(message: string): readonly string[] {
  return [...message.matchAll(/--drop (?:'([^']*)'|"([^"]*)"|([^\s,]+))/g)].map((found) => found.slice(1).join(''));
}

async function onCopy<T>(name: string, work: (url: string) => Promise<T>): Promise<T> {
  await admin.query(`CREATE DATABASE ${name} TEMPLATE pagila_original`);
  try {
    return await work(new URL(`/${name}`, server.url).href);
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function inDatabase<T>(name: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(new URL(`/${name}`, server.url).href);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
