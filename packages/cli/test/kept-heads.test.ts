import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { readHistoryHeads } from '../src/load/kept-heads.ts';
import { makeProject, type Project } from './fixtures/project.ts';

const COUNT = 120;

const migration = (revision: string): string => `export const revision = '${revision}';
export const downRevision = null;
export async function upgrade(): Promise<void> {}
export async function downgrade(): Promise<void> {}
`;

const all = Array.from({ length: COUNT }, (_, i) => `r${i}`);

let project: Project;
let files: readonly string[];

beforeEach(() => {
  const texts = all.map((revision) => [`migrations/${revision}.ts`, migration(revision)] as const);
  project = makeProject({ 'node_modules/some/package.json': '{}', ...Object.fromEntries(texts) }, []);
  files = texts.map(([file]) => project.file(file));
});
afterEach(() => project.remove());

/** A while after the files were written. */
const later = (): number => Date.now() + 60_000;

async function revisions(now = later()): Promise<readonly string[]> {
  return (await readHistoryHeads(files, now)).map(({ revision }) => revision);
}

function keptFiles(): readonly string[] {
  const folder = project.file('node_modules/.cache/sluice');
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

/** Gives what is kept another text. */
function spoil(change: (text: string) => string): void {
  for (const file of keptFiles()) fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
}

describe('what is kept of a long history', () => {
  test('is not read again', async () => {
    expect(await revisions()).toEqual(all);
    spoil((text) => text.replace('"r7"', '"seven"'));
    expect(await revisions()).toEqual(all.with(7, 'seven'));
  });

  test('holds no longer where a file is another', async () => {
    await revisions();
    project.write({ 'migrations/r7.ts': migration('x7') });
    expect(await revisions()).toEqual(all.with(7, 'x7'));
    expect(await revisions()).toEqual(all.with(7, 'x7'));
  });

  test('knows of files that come and go', async () => {
    await revisions();
    files = [...files.slice(1), project.file('migrations/new.ts')];
    project.write({ 'migrations/new.ts': migration('new') });
    expect(await revisions()).toEqual([...all.slice(1), 'new']);
    expect(await revisions()).toEqual([...all.slice(1), 'new']);
  });

  test.each([
    ['is no JSON', () => '{'],
    ['is of another release', (text: string) => text.replace('"format":"1', '"format":"0')],
    ['is not of its shape', (text: string) => text.replaceAll('"message":""', '"message":7')],
  ])('is read from the files where it %s', async (_, change) => {
    await revisions();
    spoil((text) => change(text.replace('"r7"', '"seven"')));
    expect(await revisions()).toEqual(all);
  });

  test('is nothing of a file that was changed just now: the next change might look the same', async () => {
    expect(await revisions(Date.now())).toEqual(all);
    expect(keptFiles()).toEqual([]);
  });

  test('is nothing where there is no place for it', async () => {
    fs.rmSync(project.file('node_modules'), { recursive: true });
    expect(await revisions()).toEqual(all);
    expect(fs.readdirSync(project.root)).toEqual(['migrations']);
  });

  test('is nothing of a short one, which is read as fast', async () => {
    files = files.slice(0, 50);
    expect(await revisions()).toEqual(all.slice(0, 50));
    expect(keptFiles()).toEqual([]);
  });
});
