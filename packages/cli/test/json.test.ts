import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { COMMANDS } from '../src/command-line.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { compile } from './fixtures/compile.ts';
import { blocksOf, readPage } from './fixtures/markdown.ts';

jest.setTimeout(300_000);

const models = (more: string): string => `
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  export const users = pgTable('users', { id: integer().primaryKey(), ${more} });
`;

/** The commands, one after the other, and the shape that docs/json.md gives of what each prints. */
const walk: readonly (readonly [args: readonly string[], shape: string, code?: number])[] = [
  [['init'], 'Init'],
  [['autogenerate', '-m', 'Add users', '--dry-run'], 'Autogenerate'],
  [['autogenerate', '-m', 'Add users', '--rev-id', 'aaaa', '--no-proof'], 'Autogenerate'],
  [['status'], 'Status'],
  [['check'], 'Check', 5],
  [['upgrade', '--sql'], 'Script'],
  [['upgrade'], 'Run'],
  [['upgrade', '--abandon'], 'GivenUp'],
  [['autogenerate', '-m', 'Nothing'], 'Autogenerate'],
  [['revision', '-m', 'Mine', '--rev-id', 'bbbb'], 'Written'],
  [['revision', '-m', 'Yours', '--rev-id', 'cccc', '--head', 'aaaa', '--splice', '--branch-label', 'yours'], 'Written'],
  [['revision', '-m', 'Theirs', '--rev-id', 'dddd', '--head', 'aaaa', '--splice'], 'Written'],
  [['prove', 'bbbb', '--dry-run'], 'Proved[]'],
  [['lint', '--all'], 'Lint'],
  [['review', 'aaaa', 'bbbb'], 'Review'],
  [['heads'], 'Revision[]'],
  [['branches'], 'Branch[]'],
  [['current'], 'Current'],
  [['status'], 'Status'],
  [['rebase', 'dddd', '--onto', 'cccc', '--force'], 'Rebase'],
  [['merge', '--rev-id', 'eeee', '--force'], 'Written'],
  [['history'], 'Revision[]'],
  [['history', '--indicate-current'], 'Revision[]'],
  [['ledger'], 'LedgerEntry[]'],
  [['show', 'eeee'], 'Revision[]'],
  [['squash', 'cccc:dddd', '--dry-run'], 'Squash'],
  [['upgrade'], 'Run'],
  [['status'], 'Status'],
  [['check', '--all'], 'Check'],
  [['downgrade', 'head:aaaa', '--sql'], 'Script'],
  [['downgrade', '-1'], 'Run'],
  [['stamp', 'aaaa:head', '--sql'], 'Script'],
  [['parked'], 'Parked'],
  [['stamp', 'head'], 'Stamp'],
  [['ensure-version', '--sql'], 'SqlText'],
  [['ensure-version'], '{}'],
  [['upgrade', '--tenant', 'a,b', '--create-schema'], 'TenantsRun'],
  [['current', '--tenant', 'a,b'], 'TenantsCurrent'],
  [['stamp', 'aaaa', '--tenant', 'a,b'], 'TenantsStamp'],
  [['downgrade', 'base', '--tenant', 'a,b,c'], 'TenantsRun', 1],
  [['check', '--tenant', 'a,b'], 'TenantsCheck', 5],
  [['current', '--database', 'all', '--config', 'several.config.js'], 'Databases<Current>', 1],
  [['status', '--database', 'all', '--config', 'several.config.js'], 'Databases<Status>'],
  [['inventory', '--all'], 'Inventory'],
  [['diff', '--sql'], 'Diff'],
  [['adopt', '--dry-run', '--config', 'adopt.config.js'], 'Adopt'],
  [['adopt', '--config', 'adopt.config.js'], 'Adopt'],
];

/** With other models. */
const changed: typeof walk = [
  [['check'], 'Check', 3],
  [['diff'], 'Diff', 3],
  [['autogenerate', '-m', 'Names', '--no-proof'], 'Autogenerate'],
];

/** These print no JSON. */
const without = ['edit', 'completion'];

describe('docs/json.md', () => {
  let project: CommandProject;
  const printed = new Map<string, string>();
  const shapes = (blocksOf('docs/json.md').find(({ language }) => language === 'ts')?.text ?? '').replaceAll(
    'export ',
    '',
  );

  beforeAll(() => {
    build();
    project = makeCommandProject({
      'src/models.ts': models(''),
      'adopt.config.js': `export default {
        models: './src/models.ts', migrations: './adopted', versionTable: { name: 'adopted_version' } };`,
      'several.config.js': `export default {
        models: './src/models.ts', databases: { default: {}, other: { database: 'pglite:./other' }, none: {} } };`,
    });
    for (const row of walk) run(row);
    project.write({ 'src/models.ts': models('name: text()') });
    for (const row of changed) run(row);
  });
  afterAll(() => project.remove());

  function run([args, shape, code = 0]: (typeof walk)[number]): void {
    const environment = { DATABASE_URL: 'pglite:./data' };
    const ended = project.sluice([...args, '--json', '--quiet'], { environment });
    expect([args.join(' '), ended.code, ended.err]).toEqual([args.join(' '), code, '']);
    JSON.parse(ended.out);
    printed.set(`json-${printed.size}.ts`, `${shapes}\nexport const printed: ${shape} = ${ended.out};`);
  }

  test('says what each command prints, no field more or less', () => {
    const problems = compile(printed);
    const said = [...walk, ...changed].map(([args], i) => [args.join(' '), problems.get(`json-${i}.ts`)] as const);
    expect(said.filter(([, found]) => found?.length !== 0)).toEqual([]);
  });

  test('names the shape of every command, as it is checked here', () => {
    const program = new Command();
    for (const add of Object.values(COMMANDS)) add(program);
    const rows = [...readPage('docs/json.md').matchAll(/^\| `sluice ([^|]*)\|/gm)].map(([, names = '']) => names);
    const named = rows.flatMap((row) =>
      row.split(',').map((name) => name.replaceAll('`', '').trim().split(' ')[0] ?? ''),
    );
    const commands = program.commands.map((command) => command.name()).toSorted();
    expect([...new Set(named)].toSorted()).toEqual(commands);
    const run = new Set([...walk, ...changed].map(([[name]]) => name));
    expect(commands.filter((name) => !run.has(name)).toSorted()).toEqual(without.toSorted());
  });
});

describe('--quiet', () => {
  let project: CommandProject;
  beforeAll(() => {
    build();
    project = makeCommandProject({
      'src/models.ts': models(''),
      'adopt.config.js': `export default {
        models: './src/models.ts', migrations: './adopted', versionTable: { name: 'adopted_version' } };`,
    });
  });
  afterAll(() => project.remove());

  // What is printed is what was asked for: a file's name, a list; a command that only does something prints nothing.
  test.each([
    { args: ['init'], out: 'Wrote sluice.config.ts\n' },
    {
      args: ['autogenerate', '-m', 'Add users', '--rev-id', 'aaaa', '--no-proof'],
      out: expect.stringMatching(/^migrations\/\S+\n$/),
    },
    { args: ['upgrade'], out: '' },
    { args: ['autogenerate', '-m', 'Nothing'], out: '' },
    { args: ['revision', '-m', 'Mine', '--rev-id', 'bbbb'], out: expect.stringMatching(/^migrations\/\S+\n$/) },
    {
      args: ['revision', '-m', 'Yours', '--rev-id', 'cccc', '--head', 'aaaa', '--splice'],
      out: expect.stringMatching(/^migrations\/\S+\n$/),
    },
    { args: ['heads'], out: expect.stringMatching(/^bbbb .*\ncccc .*\n$/) },
    { args: ['branches'], out: expect.stringMatching(/^aaaa .*\n {2}-> bbbb .*\n {2}-> cccc .*\n$/) },
    {
      args: ['rebase', 'cccc', '--onto', 'bbbb', '--force'],
      out: expect.stringMatching(/^Rewrote migrations\/\S+: it follows bbbb.*\n$/),
    },
    { args: ['current'], out: expect.stringMatching(/^aaaa .*\n$/) },
    { args: ['history'], out: expect.stringMatching(/^cccc .*\nbbbb .*\naaaa .*\n$/) },
    { args: ['history', '-i'], out: expect.stringMatching(/^cccc .*\nbbbb .*\naaaa \(current\) .*\n$/) },
    { args: ['show', 'head'], out: expect.stringContaining('cccc') },
    { args: ['stamp', 'head'], out: '' },
    { args: ['ensure-version'], out: '' },
    { args: ['check'], out: '' },
    { args: ['status'], out: expect.stringMatching(/^Database {4}/) },
    { args: ['inventory'], out: '' },
    { args: ['diff'], out: '' },
    { args: ['downgrade', '-1'], out: '' },
  ])('$args', ({ args, out }) => {
    expect(project.sluice([...args, '--quiet'], { environment: { DATABASE_URL: 'pglite:./data' } })).toEqual({
      code: 0,
      out,
      err: '',
    });
  });

  test('leaves errors', () => {
    expect(project.sluice(['upgrade', 'nope', '-q'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Error: /),
    });
  });

  test('the files it names are there', () => {
    const name = project.sluice(['revision', '-m', 'Last', '-q', '--head', 'cccc']).out.trim();
    expect(readFileSync(project.file(name), 'utf8')).toContain('Last');
  });
});
