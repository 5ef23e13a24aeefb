import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { build } from './fixtures/build.ts';
import { repository } from './fixtures/markdown.ts';

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-demo-test-'));

beforeAll(build, 180_000);
afterAll(() => fs.rmSync(temporary, { recursive: true, force: true }));

/** Runs the demo as `npm run demo` does, once the packages are compiled. */
function demo(folder: string) {
  const { DATABASE_URL: _, NODE_OPTIONS: __, FORCE_COLOR: ___, ...rest } = process.env;
  const env = { ...rest, TMPDIR: folder, TEMP: folder, TMP: folder };
  return spawnSync(process.execPath, ['examples/shop/demo.js'], { cwd: repository, env, encoding: 'utf8' });
}

describe('npm run demo', () => {
  const ran: { stdout: string; stderr: string; status: number | null }[] = [];
  beforeAll(() => void ran.push(demo(temporary)), 60_000);

  test('ends well', () => {
    expect(ran[0]).toMatchObject({ status: 0, stderr: '' });
  });

  test('goes through every step, and finds each settled', () => {
    const steps = fs.readdirSync(path.join(repository, 'examples/shop/steps')).length;
    expect(ran[0]?.stdout.match(/✓ settled/g)).toHaveLength(steps);
    expect(ran[0]?.stdout.match(/✓ schema \w{16} as on the way up/g)).toHaveLength(steps);
  });

  test('shows that the database is what it was', () => {
    expect(ran[0]?.stdout).toMatch(/before the first migration {2}(\w{16})\n.*to base +\1\n\n.*identical/);
  });

  test('is plain text where nobody watches', () => {
    expect(ran[0]?.stdout).not.toContain('\u001B');
  });

  test('leaves nothing behind', () => {
    expect(fs.readdirSync(temporary)).toEqual([]);
  });
});

test('the demo ends with 1 when something is not as expected', () => {
  const { status, stderr } = demo(path.join(temporary, 'missing'));
  expect(status).toBe(1);
  expect(stderr).toContain('Not as expected');
});
