import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { format, type Options } from 'prettier';
import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget } from 'ts-morph';
import type { Json } from '@sluice/core';
import { writeMigration, type MigrationFile, type Step } from '../src/index.ts';

const house: Options = { singleQuote: true, printWidth: 120 };

const migration: MigrationFile = {
  revision: '9c2b3f1a4e5d',
  downRevision: '8f1a2b3c4d5e',
  branchLabels: [],
  dependsOn: [],
  message: 'Add user_roles table',
  createDate: new Date('2026-11-20T14:30:00Z'),
  upgrade: [],
  downgrade: [],
};

const write = (parts: Partial<MigrationFile>, prettier: Options = house) =>
  writeMigration({ ...migration, ...parts }, { prettier });

/** What a written migration calls, found by running it. */
async function run(text: string): Promise<{ readonly upgrade: readonly Step[]; readonly downgrade: readonly Step[] }> {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { target: ScriptTarget.ES2022, module: ModuleKind.ESNext },
  });
  const [output] = project.createSourceFile('migration.ts', text).getEmitOutput().getOutputFiles();
  const loaded: Record<'upgrade' | 'downgrade', (op: object) => Promise<void>> = await import(
    `data:text/javascript,${encodeURIComponent(output?.getText() ?? '')}`
  );
  const record = async (direction: 'upgrade' | 'downgrade') => {
    const steps: Step[] = [];
    const op = new Proxy(
      {},
      {
        get: (_, directive) => async (args?: Json) =>
          void steps.push({ directive: String(directive), ...(args === undefined ? {} : { args }) }),
      },
    );
    await loaded[direction](op);
    return steps;
  };
  return { upgrade: await record('upgrade'), downgrade: await record('downgrade') };
}

/** A project at the compiler's strictest, in which a migration finds what it imports. */
const strictest = new Project({
  useInMemoryFileSystem: true,
  compilerOptions: {
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    target: ScriptTarget.ES2022,
    module: ModuleKind.NodeNext,
    moduleResolution: ModuleResolutionKind.NodeNext,
    types: [],
  },
});
strictest.createSourceFile('/package.json', '{"type":"module"}');
strictest.createSourceFile(
  '/node_modules/sluice/index.d.ts',
  `type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
   type Directive = (args: { readonly [key: string]: Json }) => Promise<void>;
   export interface Op { createTable: Directive; dropTable: Directive; alterColumn: Directive; execute(sql: string): Promise<void> }
   export type OpWith<P> = Op & P;`,
);
strictest.createSourceFile(
  '/src/audit.ts',
  `export declare const audit: { auditTable(args: { readonly table: string }): Promise<void> };
   export declare const notice: { noticeAll(): Promise<void> };`,
);

/** The compiler's complaints about a written migration. */
function complaints(text: string): readonly string[] {
  const file = strictest.createSourceFile('/migration.ts', text, { overwrite: true });
  return file.getPreEmitDiagnostics().map((each) => JSON.stringify(each.getMessageText()));
}

test('a long direction is written in parts, of which a function each is', async () => {
  const steps: readonly Step[] = Array.from({ length: 250 }, (_, n) => ({
    directive: 'dropTable',
    args: { name: `t${n}` },
  }));
  const text = await write({ upgrade: steps, downgrade: steps.slice(0, 100) });
  expect(text).toContain(`export async function upgrade(op: Op): Promise<void> {
  await upgrade1(op);
  await upgrade2(op);
  await upgrade3(op);
}

async function upgrade1(op: Op): Promise<void> {
  await op.dropTable({ name: 't0' });
`);
  expect(text).not.toContain('downgrade1');
  expect(complaints(text)).toEqual([]);
  expect(await run(text)).toEqual({ upgrade: steps, downgrade: steps.slice(0, 100) });
});

test('the directives of plugins are called of an op that has them', async () => {
  const steps: readonly Step[] = [
    { directive: 'auditTable', args: { table: 'users' } },
    { directive: 'noticeAll' },
    { directive: 'dropTable', args: { name: 'users' } },
  ];
  const from = './src/audit.js';
  const text = await write({
    upgrade: steps,
    plugins: [
      { name: 'audit', from },
      { name: 'notice', from },
    ],
  });
  expect(text).toContain(`import type { OpWith } from 'sluice';
import type { audit } from './src/audit.js';
import type { notice } from './src/audit.js';
`);
  expect(text)
    .toContain(`export async function upgrade(op: OpWith<typeof audit> & OpWith<typeof notice>): Promise<void> {
  await op.auditTable({ table: 'users' });
  await op.noticeAll();
`);
  expect(text).toContain('export async function downgrade(_op: OpWith<typeof audit> & OpWith<typeof notice>)');
  expect(complaints(text)).toEqual([]);
  expect((await run(text)).upgrade).toEqual(steps);
});

test('a migration reads like this', async () => {
  const text = await write({
    upgrade: [
      {
        directive: 'createTable',
        args: {
          name: 'user_roles',
          columns: [
            { name: 'id', type: 'integer', notNull: true },
            { name: 'role', type: 'text', default: "'user'::text", comment: "Ada's" },
          ],
          with: { 'autovacuum.enabled': 'off', fillfactor: '70' },
          primaryKey: { name: 'user_roles_pkey', columns: ['id'] },
        },
      },
      {
        directive: 'execute',
        args: "CREATE FUNCTION f() RETURNS text AS $$\n  SELECT `${1}` || '\\n'\n$$ LANGUAGE sql",
        comments: ['Before the trigger.\nBy hand.'],
      },
    ],
    downgrade: [{ directive: 'dropTable', args: { name: 'user_roles' }, comments: ['Drops all rows.', ''] }],
  });
  expect(text).toBe(`/**
 * Add user_roles table
 *
 * Revision ID: 9c2b3f1a4e5d
 * Revises: 8f1a2b3c4d5e
 * Create Date: 2026-11-20T14:30:00.000Z
 */
import type { Op } from 'sluice';

export const revision = '9c2b3f1a4e5d';
export const downRevision = '8f1a2b3c4d5e';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: 'user_roles',
    columns: [
      { name: 'id', type: 'integer', notNull: true },
      { name: 'role', type: 'text', default: "'user'::text", comment: "Ada's" },
    ],
    with: { 'autovacuum.enabled': 'off', fillfactor: '70' },
    primaryKey: { name: 'user_roles_pkey', columns: ['id'] },
  });
  // Before the trigger.
  // By hand.
  await op.execute(\`CREATE FUNCTION f() RETURNS text AS $$
  SELECT \\\`\\\${1}\\\` || '\\\\n'
$$ LANGUAGE sql\`);
}

export async function downgrade(op: Op): Promise<void> {
  // Drops all rows.
  //
  await op.dropTable({ name: 'user_roles' });
}
`);
  expect(complaints(text)).toEqual([]);
});

test('a base, a merge, labels and dependencies', async () => {
  const base = await write({ downRevision: null, message: '' });
  expect(base).toContain('/**\n * Revision ID: 9c2b3f1a4e5d\n * Revises: (base)\n');
  expect(base).toContain('export const downRevision = null;');
  const merge = await write({ downRevision: ['a1', 'b1'], branchLabels: ['shop'], dependsOn: ['c1'] });
  expect(merge).toContain(' * Revises: a1, b1\n');
  expect(merge).toContain("export const downRevision: string[] = ['a1', 'b1'];");
  expect(merge).toContain(
    "export const branchLabels: string[] = ['shop'];\nexport const dependsOn: string[] = ['c1'];",
  );
  expect(complaints(base)).toEqual([]);
  expect(complaints(merge)).toEqual([]);
});

test('an empty migration compiles with its parameters unused', async () => {
  const text = await write({});
  expect(text).toContain('export async function upgrade(_op: Op): Promise<void> {}');
  expect(complaints(text)).toEqual([]);
});

test('another package may be the one to import from, another configuration the one to follow', async () => {
  const text = await writeMigration(migration, { prettier: { semi: false }, importFrom: '@acme/sluice' });
  expect(text).toContain('import type { Op } from "@acme/sluice"\n');
});

test('the configuration is looked up for the path of the file to be', async () => {
  const text = await writeMigration(migration, { prettier: new URL('migration.ts', import.meta.url).pathname });
  expect(text).toBe(await write({}));
});

describe('a message cannot leave its comment', () => {
  test.each([
    ['ends */ export const x = 1; /*', ' * ends *\\/ export const x = 1; /*\n'],
    ['two\r\nlines  \n\n   and a third\n', ' * two\n * lines\n *\n *    and a third\n *\n * Revision'],
    ['line\u2028separator\u0007', ' * line\n * separator\\u0007\n'],
    ['half \ud83d of 😀', ' * half \\ud83d of 😀\n'],
  ])('%j', async (message, expected) => {
    const text = await write({ message });
    expect(text).toContain(expected);
    expect(complaints(text)).toEqual([]);
  });
});

describe('a string is written so that it can be read, and so that nothing in it is lost', () => {
  test.each([
    ['plain', `'plain'`],
    [`it's`, `"it's"`],
    [`it's "both"`, `'it\\'s "both"'`],
    ['Größe 😀', `'Größe 😀'`],
    ['back\\slash', `'back\\\\slash'`],
    ['a\0b\u2028\ufeff\u202e\ud800', `'a\\u0000b\\u2028\\ufeff\\u202e\\ud800'`],
    ['tab\tand end\n', `'tab\\tand end\\n'`],
    ['a  \nb\t\n\tc ', '`a \\x20\nb\\t\n\tc\\x20`'],
    ['a\r\nb', '`a\\r\nb`'],
    ['$a ${b} `c` \\\n$$d', '`$a \\${b} \\`c\\` \\\\\n$$d`'],
  ])('%j', async (sql, expected) => {
    const text = await write({ upgrade: [{ directive: 'execute', args: sql }] });
    expect(text).toContain(`await op.execute(${expected});`);
    expect((await run(text)).upgrade).toEqual([{ directive: 'execute', args: sql }]);
  });
});

const strings = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\n',
      '\r',
      '`',
      '${',
      '}',
      '\\',
      "'",
      '"',
      ' ',
      '\t',
      '//',
      '/*',
      '*/',
      'a',
      '\u2028',
      '\ud800',
      '日',
    ),
  }),
  fc.constantFrom('__proto__', 'constructor', '1', '1e3', '-1', 'a-b', 'class', 'new\nline'),
);

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    strings,
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('json')),
    fc.dictionary(strings, tie('json'), { noNullPrototype: true }),
  ),
}));

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    directive: fc.constantFrom('createTable', 'dropTable', 'alterColumn'),
    args: fc.dictionary(strings, json, { noNullPrototype: true }),
    comments: fc.array(strings, { maxLength: 2 }),
  }),
  fc.record({ directive: fc.constant('execute'), args: strings }),
);

const files = fc.record({
  message: strings,
  upgrade: fc.array(step, { maxLength: 4 }),
  downgrade: fc.array(step, { maxLength: 4 }),
});

const configurations = fc.constantFrom<Options>(
  house,
  {},
  { useTabs: true, quoteProps: 'consistent', trailingComma: 'none', endOfLine: 'crlf', semi: false },
);

test('whatever is called: it reads back as it was, and formatting it again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(files, configurations, async (parts, prettier) => {
      const written = await write(parts, prettier);
      expect(await format(written, { ...prettier, parser: 'typescript' })).toBe(written);
      expect(await write(parts, prettier)).toBe(written);
      const calls = (steps: readonly Step[]) => steps.map(({ directive, args }) => ({ directive, args }));
      expect(await run(written)).toEqual({ upgrade: calls(parts.upgrade), downgrade: calls(parts.downgrade) });
    }),
    { numRuns: 100 },
  );
});

test('whatever is called, it compiles at the strictest', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (parts) => {
      expect(complaints(await write(parts))).toEqual([]);
    }),
    { numRuns: 5 },
  );
});

test('a thousand tables take no more than their share of time', async () => {
  const tables = Array.from({ length: 1000 }, (_, index) => ({
    directive: 'createTable',
    args: { name: `table_${index}`, columns: [{ name: 'id', type: 'bigint', notNull: true, default: "'0'::bigint" }] },
  }));
  const time = async (count: number) => {
    const start = process.cpuUsage();
    await write({ upgrade: tables.slice(0, count) });
    return process.cpuUsage(start).user;
  };
  await time(250);
  expect((await time(1000)) / (await time(250))).toBeLessThan(12);
});
