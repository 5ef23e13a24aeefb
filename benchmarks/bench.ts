/**
 * How long Sluice takes on a large schema and a long history, beside the least that it could take. `--help` says how.
 */
import { connect, introspect } from '@sluice/database';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';

import { createDatabase } from '../test-support/database.ts';
import { startServer } from '../test-support/servers.ts';
import { measureGrowth } from './growth.ts';
import { line, measure, node, readLast, type Measured } from './measure.ts';
import { modelFiles, type Shape } from './models.ts';
import { measureAlembic, measureDrizzleKit } from './others.ts';

const help = `Measures Sluice on a schema and a history that are made for it.

npm run bench [-- options]

  --tables N      how many tables (1000)
  --revisions N   how many small migrations (1000)
  --runs N        how often each is measured; the median counts (5)
  --major M       the server (15)
  --json FILE     also writes what was measured there, beside what the run before has left there
  --growth LIST   measures the parts of an autogenerate in this process instead, for these numbers of tables:
                  --growth 100,1000,5000
  --beside LIST   also measures others on the same schema: alembic (Debian's python3-alembic and python3-psycopg2),
                  drizzle-kit (minutes)
  --cpu-prof DIR  after all else runs each command once more, and keeps its profile there
  --help          this`;

const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: '1000' },
    revisions: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
    major: { type: 'string', default: '15' },
    json: { type: 'string' },
    growth: { type: 'string' },
    beside: { type: 'string', default: '' },
    'cpu-prof': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const repository = fileURLToPath(new URL('..', import.meta.url));
const bin = path.join(repository, 'packages/cli/bin/sluice.js');
const runs = Number(values.runs);
const last = readLast(values.json);
const beside: ReadonlySet<string> = new Set(values.beside.split(',').filter((name) => name !== ''));
const profiles = values['cpu-prof'] === undefined ? undefined : path.resolve(values['cpu-prof']);

if (values.help) console.log(help);
else await benchmark();

async function benchmark(): Promise<void> {
  const server = await startServer(Number(values.major));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  const all: Measured[] = [];
  const told = (measured: Measured, than?: Measured, limit?: number): Measured => {
    all.push(measured);
    console.log(
      line(
        measured,
        than,
        limit,
        last.find(({ name }) => name === measured.name),
      ),
    );
    return measured;
  };
  try {
    console.log(
      `${os.cpus().length} × ${os.cpus()[0]?.model ?? ''}, Node ${process.version}, PostgreSQL ${server.major}`,
    );
    const sizes = values.growth?.split(',').map(Number);
    console.log(
      sizes === undefined
        ? `${values.tables} tables, ${values.revisions} revisions; medians of ${runs}\n`
        : `medians of ${runs}\n`,
    );
    console.log('| what | median | ratio | wanted | before |\n| --- | --- | --- | --- | --- |');
    if (sizes === undefined) {
      await measureSchema(server.url, folder, { tables: Number(values.tables), enums: 50 }, told);
      await measureHistory(server.url, folder, Number(values.revisions), told);
    } else await measureSizes(server.url, folder, sizes, told);
    if (values.json !== undefined) fs.writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    await server.stop();
  }
}

/** Runs a command once more, for its profile. */
function profile(root: string, args: readonly string[], environment: Readonly<Record<string, string>>): void {
  if (profiles === undefined) return;
  const name = `${args.join('-').replaceAll(/[^\w-]+/g, '-')}.cpuprofile`;
  node(root, ['--cpu-prof', '--cpu-prof-dir', profiles, '--cpu-prof-name', name, bin, ...args], environment);
}

type Tell = (measured: Measured, than?: Measured, limit?: number) => Measured;

/** The parts of an autogenerate, each beside what it takes of the size before. */
async function measureSizes(server: string, folder: string, sizes: readonly number[], tell: Tell): Promise<void> {
  let before: readonly Measured[] = [];
  for (const tables of sizes) {
    const shape = { tables, enums: 50 };
    const root = makeProject(path.join(folder, `growth-${tables}`), modelFiles(shape));
    const measured = await measureGrowth(server, shape, runs, root);
    measured.forEach((one, i) => tell(one, before[i]));
    before = measured;
  }
}

/** What is done with models: nothing to change, a few changes, and all of it new. */
async function measureSchema(server: string, folder: string, shape: Shape, tell: Tell): Promise<void> {
  const root = makeProject(path.join(folder, 'schema'), modelFiles(shape));
  const database = await createDatabase(server);
  const environment = { DATABASE_URL: database.url };
  const sluice = (...args: readonly string[]): string => node(root, [bin, ...args], environment);
  try {
    const first = await measure('the first autogenerate, proof aside', 1, () =>
      sluice('autogenerate', '-m', 'First', '--no-proof', '--dry-run', '--quiet'),
    );
    sluice('autogenerate', '-m', 'First', '--no-proof', '--quiet');
    sluice('upgrade', '--quiet');
    await measureIntrospection(database.url, tell);
    const load = tell(
      await measure('Node, loading the models', runs, () =>
        node(root, ['--input-type=module', '--eval', loadAll(root)]),
      ),
    );
    const check = tell(
      await measure('sluice check, nothing remembered', runs, () => {
        fs.rmSync(path.join(root, 'node_modules/.cache'), { recursive: true, force: true });
        sluice('check');
      }),
      load,
      1.3,
    );
    tell(await measure('sluice check again', runs, () => sluice('check')), load, 1.3);
    tell(first, check, 6);
    profile(root, ['check'], environment);
    await measureBeside(root, shape, { server, url: database.url }, tell);
    write(root, modelFiles(shape, 50));
    tell(
      await measure('autogenerate of 50 changes, proof aside', runs, () =>
        sluice('autogenerate', '-m', 'More', '--no-proof', '--dry-run', '--quiet'),
      ),
      check,
      1.5,
    );
  } finally {
    await database.drop();
  }
}

/** What others take to find that there is nothing to change in the same database. */
async function measureBeside(
  root: string,
  shape: Shape,
  { server, url }: { readonly server: string; readonly url: string },
  tell: Tell,
): Promise<void> {
  if (beside.has('alembic')) {
    const alembic = await measureAlembic(path.join(root, 'alembic'), { shape, url, runs });
    if (alembic === undefined) console.log('| the check of Alembic | not installed | | | |');
    else tell(alembic);
  }
  if (beside.has('drizzle-kit')) {
    const kit = path.join(repository, 'node_modules/drizzle-kit/bin.cjs');
    tell(await measureDrizzleKit(root, { shape, server, kit }));
  }
}

/** In process, beside the query that it sends. */
async function measureIntrospection(url: string, tell: Tell): Promise<void> {
  const connection = await connect(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // As Sluice has it.
  await client.query('set jit to off');
  try {
    const sent: string[] = [];
    const options = { defaultSchema: 'public', without: [{ schema: 'public', name: 'sluice_version' }] };
    const watched = new Proxy(connection, {
      get: (target, name, receiver) =>
        name === 'query'
          ? (sql: string, parameters?: readonly unknown[]) => {
              sent.push(sql);
              return target.query(sql, parameters);
            }
          : Reflect.get(target, name, receiver),
    });
    await introspect(watched, options);
    const query = sent.toSorted((a, b) => b.length - a.length)[0] ?? '';
    const asText = { text: query, types: { getTypeParser: () => String } };
    const bare = tell(await measure('the catalog query alone', runs, () => client.query(asText)));
    tell(await measure('introspect', runs, () => introspect(connection, options)), bare, 1.5);
    console.log(`| statements sent by introspect | ${sent.length} | | at most 20 |`);
  } finally {
    await connection.close();
    await client.end();
  }
}

/** What is done with migrations alone. */
async function measureHistory(server: string, folder: string, count: number, tell: Tell): Promise<void> {
  const statements = Array.from({ length: count }, (_, n) => `create table h${n} (id integer)`);
  const files = statements.map((sql, n) => [`migrations/${String(n).padStart(6, '0')}.js`, migration(n, sql)] as const);
  const root = makeProject(path.join(folder, 'history'), {
    'models/none.js': `import { integer, pgTable } from 'drizzle-orm/pg-core';\nexport const t = pgTable('t', { id: integer() });\n`,
    ...Object.fromEntries(files),
  });
  const database = await createDatabase(server);
  const environment = { DATABASE_URL: database.url };
  // What was written just now is not kept, and nobody lists a history in the moment in which it was written.
  await sleep(2_500);
  try {
    const nothing = tell(await measure('Node, doing nothing', runs, () => node(root, ['--eval', '0'])));
    for (const command of ['heads', 'history', 'current']) {
      tell(await measure(`sluice ${command}`, runs, () => node(root, [bin, command], environment)), nothing, 3);
      profile(root, [command], environment);
    }
    const plain = tell(await measureOnce('the same SQL, a transaction each', () => runPlain(server, statements)));
    tell(await measureOnce('sluice upgrade', () => node(root, [bin, 'upgrade', '--quiet'], environment)), plain, 1.3);
    if (profiles !== undefined) {
      node(root, [bin, 'downgrade', 'base', '--quiet', '--allow-data-loss'], environment);
      profile(root, ['upgrade', '--quiet'], environment);
    }
  } finally {
    await database.drop();
  }
}

/** What can be done once only. */
async function measureOnce(name: string, work: () => unknown): Promise<Measured> {
  const start = performance.now();
  await work();
  const median = performance.now() - start;
  return { name, median, runs: [median] };
}

async function runPlain(server: string, statements: readonly string[]): Promise<void> {
  const database = await createDatabase(server);
  const client = new pg.Client(database.url);
  await client.connect();
  for (const sql of statements) await client.query(`begin; ${sql}; commit`);
  await client.end();
  await database.drop();
}

function migration(n: number, sql: string): string {
  return `/** Number ${n} */
export const revision = 'r${n}';
export const downRevision = ${n === 0 ? 'null' : `'r${n - 1}'`};
export async function upgrade(op) { await op.execute(${JSON.stringify(sql)}); }
export async function downgrade(op) { await op.execute('drop table h${n}'); }
`;
}

/** A program that imports the models and does nothing with them. */
function loadAll(root: string): string {
  const names = JSON.stringify(fs.readdirSync(path.join(root, 'models')));
  return `await Promise.all(${names}.map((name) => import(${JSON.stringify(`${root}/models/`)} + name)));`;
}

/** A project in which Sluice is installed. */
function makeProject(root: string, files: Readonly<Record<string, string>>): string {
  write(root, {
    'package.json': '{"type":"module"}',
    'sluice.config.js': `export default { models: './models/*.js' };\n`,
    ...files,
  });
  for (const name of ['drizzle-orm', 'pg']) {
    fs.mkdirSync(path.join(root, 'node_modules'), { recursive: true });
    fs.symlinkSync(path.join(repository, 'node_modules', name), path.join(root, 'node_modules', name));
  }
  return root;
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
}
