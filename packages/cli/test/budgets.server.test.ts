import { beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

/**
 * The work that commands do, counted: what is opened and what is sent takes time on every machine. A budget may be lowered.
 * Who would raise one says why, in docs/performance.md.
 */
const budgets: readonly Budget[] = [
  { command: ['heads'], modules: 28, engine: false, messages: 0, reads: 1 },
  { command: ['history'], modules: 30, engine: false, messages: 0, reads: 1 },
  { command: ['branches'], modules: 28, engine: false, messages: 0, reads: 1 },
  { command: ['upgrade', '--quiet'], modules: 48, engine: true, messages: 50, each: 3, reads: 5 },
  {
    command: ['downgrade', 'base', '--quiet', '--allow-data-loss'],
    modules: 40,
    engine: true,
    messages: 32,
    each: 3,
    reads: 2,
  },
  { command: ['upgrade', '--quiet', '--verify', 'off'], modules: 40, engine: true, messages: 32, each: 3, reads: 2 },
  { command: ['current'], modules: 30, engine: false, messages: 4, reads: 1 },
  { command: ['check'], modules: 46, engine: true, messages: 21, reads: 4 },
  { command: ['check', '--all'], isKnown: true, modules: 46, engine: true, messages: 11, reads: 3 },
  { command: ['status'], modules: 46, engine: true, messages: 21, reads: 5 },
];

interface Budget {
  readonly command: readonly string[];
  /** How many modules of Sluice are loaded at most. */
  readonly modules: number;
  /** Whether the kinds are loaded. */
  readonly engine: boolean;
  /** How many messages are sent at most to the server that want an answer, whatever the size. */
  readonly messages: number;
  /** And how many more for each migration. */
  readonly each?: number;
  /** Whether it is known from before that nothing is to do. */
  readonly isKnown?: boolean;
  /** How often each migration's file is read at most, besides Node's import of it. */
  readonly reads: number;
}

/** Writes down what a process loads, sends and reads. */
const recorder = {
  'record.mjs': `
    import fs from 'node:fs';
    import { register, syncBuiltinESMExports } from 'node:module';
    import net from 'node:net';
    register('./hook.mjs', import.meta.url);
    let messages = 0;
    let reads = 0;
    const write = net.Socket.prototype.write;
    net.Socket.prototype.write = function (data, ...rest) {
      // A query, and the end of one with parameters: https://www.postgresql.org/docs/current/protocol-message-formats.html
      if (data[0] === 0x51 || data[0] === 0x53) messages += 1;
      return write.call(this, data, ...rest);
    };
    for (const [owner, name] of [[fs, 'openSync'], [fs, 'readFileSync'], [fs.promises, 'readFile']]) {
      const original = owner[name];
      owner[name] = function (file, ...rest) {
        if (/[/]migrations[/]/.test(String(file))) reads += 1;
        return original.call(this, file, ...rest);
      };
    }
    syncBuiltinESMExports();
    process.on('exit', () => fs.writeFileSync('work.json', JSON.stringify({ messages, reads })));
  `,
  'hook.mjs': `
    import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync('loaded.txt', url + '\\n');
      return next(url, context);
    }
  `,
};

const table = (n: number): string =>
  `export const t${n} = pgTable('t${n}', { id: integer().primaryKey(), name: text().notNull().default('') });`;

const migration = (n: number): string => `export const revision = 'r${n}';
export const downRevision = ${n === 0 ? 'null' : `'r${n - 1}'`};
export async function upgrade(op) {
  await op.createTable({
    name: 't${n}',
    columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'name', type: 'text', notNull: true, default: "''::text" }],
    primaryKey: { name: 't${n}_pkey', columns: ['id'] },
  });
}
export async function downgrade(op) { await op.dropTable({ name: 't${n}' }); }
`;

interface Work {
  readonly code: number | null;
  readonly err: string;
  readonly loaded: readonly string[];
  readonly messages: number;
  readonly reads: number;
}

/** A project of so many tables, each made by a migration of its own. */
function projectOf(size: number): CommandProject {
  const numbers = Array.from({ length: size }, (_, n) => n);
  return makeCommandProject({
    'sluice.config.ts': `import { defineConfig } from 'sluice';\nexport default defineConfig({ models: './models.js' });`,
    'models.js': `import { integer, pgTable, text } from 'drizzle-orm/pg-core';\n${numbers.map(table).join('\n')}`,
    ...Object.fromEntries(numbers.map((n) => [`migrations/${String(n).padStart(4, '0')}.js`, migration(n)])),
    ...recorder,
  });
}

function workOf(project: CommandProject, command: readonly string[], url: string): Work {
  project.write({ 'loaded.txt': '' });
  const { code, err } = project.sluice(command, {
    node: ['--import', './record.mjs'],
    environment: { DATABASE_URL: url },
  });
  const work: { readonly messages: number; readonly reads: number } = JSON.parse(
    readFileSync(project.file('work.json'), 'utf8'),
  );
  return { code, err, ...work, loaded: readFileSync(project.file('loaded.txt'), 'utf8').split('\n') };
}

/** What is remembered of nothing to do. */
function forget(project: CommandProject): void {
  const folder = project.file('node_modules/.cache/sluice');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('nothing-to-do-')) : [];
  for (const name of names) rmSync(`${folder}/${name}`);
}

const ofSluice = (url: string): boolean => /packages\/[a-z]+\/(dist|bin)\//.test(url);
const ofEngine = (url: string): boolean => /packages\/core\/dist\/index\.js/.test(url);

beforeAll(build);

describe.each(withServers())('what is done on PostgreSQL $major', ({ url }) => {
  const sizes = [4, 40] as const;
  const done = new Map<string, readonly Work[]>();

  beforeAll(async () => {
    const databases: TestDatabase[] = [];
    const projects = sizes.map(projectOf);
    try {
      for (const project of projects) {
        const database = await createDatabase(url);
        databases.push(database);
        for (const { command, isKnown = false } of budgets) {
          if (!isKnown) forget(project);
          const name = command.join(' ');
          done.set(name, [...(done.get(name) ?? []), workOf(project, command, database.url)]);
        }
      }
    } finally {
      for (const project of projects) project.remove();
      for (const database of databases) await database.drop();
    }
  }, 120_000);

  test.each(budgets)('sluice $command', ({ command, modules, engine, messages, each = 0, reads }) => {
    const works = done.get(command.join(' ')) ?? [];
    const counted = works.map((work) => ({
      code: work.code,
      err: work.err,
      modules: work.loaded.filter(ofSluice).length,
      engine: work.loaded.some(ofEngine),
      messages: work.messages,
      reads: work.reads,
    }));
    const [few, many] = counted;
    expect(counted).toEqual(
      sizes.map(() => ({
        code: 0,
        err: '',
        modules: expect.any(Number),
        engine,
        messages: expect.any(Number),
        reads: expect.any(Number),
      })),
    );
    expect(few?.modules).toBeLessThanOrEqual(modules);
    expect(many?.modules).toBe(few?.modules);
    expect(few?.messages).toBeLessThanOrEqual(messages + each * sizes[0]);
    expect((many?.messages ?? 0) - (few?.messages ?? 0)).toBe(each * (sizes[1] - sizes[0]));
    expect(many?.reads).toBeLessThanOrEqual(reads * sizes[1]);
  });
});

describe('what a config takes of sluice', () => {
  test.each([
    [`import { defineConfig } from 'sluice';`, false],
    [
      `import { defineConfig as define, type Config } from "sluice"; const defineConfig = (config: Config) => define(config);`,
      false,
    ],
    [`import type { Config } from 'sluice';\nconst defineConfig = (config: Config) => config;`, false],
    [
      `import { defineConfig, SluiceError } from 'sluice';\nif (!(new SluiceError('') instanceof Error)) throw 0;`,
      true,
    ],
    [`import * as sluice from 'sluice';\nconst { defineConfig } = sluice;`, true],
    [
      `import { defineConfig } from 'sluice';\nconst { heads } = await import('sluice');\nif (heads === undefined) throw 0;`,
      true,
    ],
  ])('%s', (head, engine) => {
    const project = projectOf(1);
    try {
      project.write({ 'sluice.config.ts': `${head}\nexport default defineConfig({ models: './models.js' });` });
      const { code, err, loaded } = workOf(project, ['heads'], '');
      expect({ code, err, engine: loaded.some(ofEngine) }).toEqual({ code: 0, err: '', engine });
    } finally {
      project.remove();
    }
  });
});
