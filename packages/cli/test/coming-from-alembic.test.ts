import { createOp, parseTarget } from '@sluice/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { alembicNames } from '../../../scripts/docs/alembic-names.ts';
import { comingFromAlembic } from '../../../scripts/docs/alembic.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { readPage, repository } from './fixtures/markdown.ts';

const rows = alembicNames.flatMap((section) => section.rows);
const ours = [...new Set(rows.flatMap(([, names]) => names))];

const read = (file: string): string => readFileSync(path.join(repository, file), 'utf8');

test('docs/coming-from-alembic.md says what the table says: `npm run docs` writes it', async () => {
  expect(readPage('docs/coming-from-alembic.md')).toBe(await comingFromAlembic());
});

test('what is not there says why', () => {
  const silent = rows.filter(
    ([, names, differs]) => names.length === 0 && !/^(Not yet|Needless|`sluice\/)/.test(differs),
  );
  expect(silent).toEqual([]);
});

test('every directive is there', () => {
  const op = createOp(() => Promise.resolve());
  const missing = ours.filter((name) => name.startsWith('op.') && !(name.slice('op.'.length) in op));
  expect(missing).toEqual([]);
});

test('every key of the config is there', () => {
  const config = read('packages/cli/src/config/config.ts');
  const missing = ours.filter(
    (name) => name.startsWith('config.') && !new RegExp(`readonly ${name.slice('config.'.length)}\\??:`).test(config),
  );
  expect(missing).toEqual([]);
});

test('every target is one', () => {
  for (const name of ours.filter((each) => each.startsWith('target '))) {
    expect(() => parseTarget(name.slice('target '.length))).not.toThrow();
  }
});

test('every published name is there', () => {
  const published = new Set(read('packages/cli/test/exports.txt').split('\n'));
  const names = ours.filter((name) => !/^(sluice|op\.|config\.|target)/.test(name));
  expect(names.filter((name) => !published.has(name.replace('()', '')))).toEqual([]);
});

describe('every command and every option is there', () => {
  let project: CommandProject;
  beforeAll(() => {
    build();
    project = makeCommandProject();
  }, 180_000);
  afterAll(() => project.remove());

  test('of all commands', () => {
    expect(project.sluice(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+/) });
  });

  const lines = ours.filter((name) => name.startsWith('sluice')).map((name) => name.split(' ').slice(1));
  const commands = [...new Set(lines.map(([command = '']) => command))].filter((name) => !name.startsWith('-'));

  test.each(commands)('sluice %s', (command) => {
    const { code, out } = project.sluice(['help', command]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: sluice ${command}`);
    const options = lines.filter(([name]) => name === command).flatMap(([, ...rest]) => rest);
    const known = new Set(out.match(/(?<=[\s,])--?[a-z][a-z-]*/g));
    expect(options.filter((option) => !known.has(option))).toEqual([]);
  });
});
