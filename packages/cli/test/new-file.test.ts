import { afterEach, describe, expect, test } from '@jest/globals';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as sluice from 'sluice';
import { readProofLine, withProofLine } from '../src/proof/proof-line.ts';
import { makeProject } from './fixtures/project.ts';

let project = makeProject();
afterEach(() => {
  project.remove();
  project = makeProject();
});

/** Writes an empty migration with a config, and gives its file and what was told. */
async function write(
  config: Partial<sluice.DatabaseConfig>,
  more: Partial<sluice.RevisionOptions> = {},
): Promise<{ readonly name: string; readonly text: string; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const { file } = await sluice.revision({
    cwd: project.root,
    config: { models: './models.ts', ...config },
    message: 'Add users',
    clock: () => new Date('2026-11-20T23:30:00Z'),
    random: (bytes) => new Uint8Array(bytes).fill(7),
    events: { onNote: (text) => notes.push(text) },
    ...more,
  });
  return { name: path.basename(file), text: existsSync(file) ? readFileSync(file, 'utf8') : '', notes };
}

/** A program of the project, in node_modules/.bin. */
function tool(name: string, script: string): void {
  project.write({ [`node_modules/.bin/${name}`]: `#!${process.execPath}\n${script}` });
  chmodSync(project.file(`node_modules/.bin/${name}`), 0o755);
}

const migrations = (): readonly string[] =>
  existsSync(project.file('migrations')) ? readdirSync(project.file('migrations')) : [];

test('the time zone of the date and of the name', async () => {
  const { name, text } = await write({ timezone: 'Europe/Zurich' });
  expect(name).toBe('20261121_0030_070707070707_add_users.ts');
  expect(text).toContain('Create Date: 2026-11-21T00:30:00.000+01:00');
  const [found] = await sluice.heads({ cwd: project.root, config: { models: './models.ts' } });
  expect(found?.createDate).toBe('2026-11-21T00:30:00.000+01:00');
});

test('what the file holds besides', async () => {
  const { text } = await write({
    template: {
      header: '// SPDX-License-Identifier: MIT\n/* Generated */',
      imports: ["import { normalize } from '../src/normalize.js';"],
    },
  });
  expect(text.split('\n').slice(0, 12)).toEqual([
    '// SPDX-License-Identifier: MIT',
    '/* Generated */',
    '/**',
    ' * Add users',
    ' *',
    ' * Revision ID: 070707070707',
    ' * Revises: (base)',
    ' * Create Date: 2026-11-20T23:30:00.000Z',
    ' */',
    'import type { Op } from "sluice";',
    'import { normalize } from "../src/normalize.js";',
    '',
  ]);
  const [found] = await sluice.heads({ cwd: project.root, config: { models: './models.ts' } });
  expect(found?.message).toBe('Add users');
});

test('a proof stands in the comment of the migration, whatever stands before', async () => {
  const { text } = await write({ template: { header: '// A line\n/* A block */' } });
  const proved = withProofLine(text, 'PGlite');
  expect(proved).toMatch(
    /^\/\/ A line\n\/\* A block \*\/\n\/\*\*\n \* Add users\n[^/]* \* Proof: PGlite; checksum \w+\n \*\//,
  );
  expect(readProofLine(withProofLine(proved, 'PostgreSQL'))?.text).toBe('PostgreSQL');
});

describe('afterWrite', () => {
  test('runs programs of the project on the file, and tells what they print', async () => {
    tool(
      'mark',
      `const [, , file, word] = process.argv; require('fs').appendFileSync(file, '// ' + word + '\\n'); console.log('marked');`,
    );
    const { text, notes } = await write({ afterWrite: ["mark {file} 'two words'", 'mark {file} "$HOME;&&`x`"'] });
    expect(text).toMatch(/\n\/\/ two words\n\/\/ \$HOME;&&`x`\n$/);
    expect(notes).toEqual(['marked', 'marked']);
  });

  test('runs nothing where nothing is written', async () => {
    tool('mark', `throw new Error('run');`);
    await write({ afterWrite: 'mark {file}' }, { printOnly: true });
    expect(migrations()).toEqual([]);
  });

  test.each([
    {
      name: 'one that fails',
      script: `console.error('line 1'); console.error('no semicolon'); process.exit(3);`,
      message:
        'was written and stays, but `check {file}` of `afterWrite` failed on it: it ended with 3:\nline 1\nno semicolon',
    },
    {
      name: 'one that is killed',
      script: `process.kill(process.pid, 'SIGTERM'); setTimeout(() => 0, 60000);`,
      message: 'it was ended by SIGTERM',
    },
    {
      name: 'one that takes the revision away',
      script: `require('fs').writeFileSync(process.argv[2], '');`,
      message: 'this is no migration',
    },
    {
      name: 'one that makes it another',
      script: `const fs = require('fs'); const file = process.argv[2]; fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('downRevision = null', 'downRevision = "aaaa"'));`,
      message: 'it says another revision or place than before.',
    },
  ])('$name: the file stays, and the command fails', async ({ script, message }) => {
    tool('check', script);
    await expect(write({ afterWrite: 'check {file}' })).rejects.toThrow(message);
    expect(migrations()).toEqual(['20261120_2330_070707070707_add_users.ts']);
  });

  test('those after one that fails are not run', async () => {
    tool('check', 'process.exit(1)');
    const failed = write({ afterWrite: ['check {file}', 'no-such-program {file}'] });
    await expect(failed).rejects.toThrow('`check {file}` of `afterWrite` failed on it: it ended with 1.');
  });

  test('one that is not there', async () => {
    await expect(write({ afterWrite: 'no-such-program {file}' })).rejects.toThrow(
      'there is no such program in node_modules/.bin or on the PATH',
    );
  });
});

describe('messagePattern', () => {
  test.each([
    { name: 'of the config', config: { messagePattern: /^[A-Z]+-\d+: / }, more: {} },
    { name: 'of the config, as a text', config: { messagePattern: '^[A-Z]+-\\d+: ' }, more: {} },
    { name: 'of the call', config: {}, more: { messagePattern: /^[A-Z]+-\d+: / } },
  ])('$name', async ({ config, more }) => {
    await expect(write(config, more)).rejects.toThrow('The message "Add users" does not match /^[A-Z]+-\\d+: /');
    expect(await write(config, { ...more, message: 'SHOP-12: Add users' })).toMatchObject({ text: expect.anything() });
  });

  test('is asked before anything else is read', async () => {
    project.write({ 'migrations/1.ts': 'not a migration' });
    await expect(write({ messagePattern: '^x' })).rejects.toThrow(sluice.MessageRefused);
    const options = { cwd: project.root, config: { models: './nowhere.ts', messagePattern: '^x' }, message: 'y' };
    await expect(sluice.autogenerate(options)).rejects.toThrow(sluice.MessageRefused);
    await expect(sluice.merge(options)).rejects.toThrow(sluice.MessageRefused);
  });

  test('remembers nothing from one message to the next', async () => {
    const options = { messagePattern: /^Add/g };
    await write(options);
    await write(options, { revisionId: 'bbbb' });
    expect(migrations()).toHaveLength(2);
  });
});

test.each([
  {
    config: { timezone: 'Europe/Zurch' },
    message: "`timezone` in the config is 'Europe/Zurch', and there is no such time zone",
  },
  { config: { afterWrite: ["eslint '{file}"] }, message: 'in which a quote is not closed' },
  { config: { afterWrite: ' ' }, message: 'in which a quote is not closed or nothing stands' },
  { config: { template: { header: '/** x */' } }, message: '`template.header` in the config holds /**' },
  {
    config: { template: { header: 'use strict' } },
    message: '`template.header` in the config holds more than comments',
  },
  {
    config: { template: { imports: 'const x = 1' } },
    message: "`template.imports` in the config holds 'const x = 1', which is no import",
  },
  { config: { messagePattern: '(' }, message: '`messagePattern` in the config is no regular expression' },
])('$message', async ({ config, message }) => {
  await expect(write(config)).rejects.toThrow(message);
});
