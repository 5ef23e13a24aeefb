/**
 * How long `sluice heads` and `sluice history` take on a history of 5,000 revisions with 50 branches and merges,
 * against a program that only reads the files. Processor time, which other programs on the machine do not change.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

const REVISIONS = 5_000;
const BRANCHES = 50;
const ON_A_BRANCH = 49;

const bin = fileURLToPath(new URL('../packages/cli/bin/sluice.js', import.meta.url));

/** Prints what each takes, and fails where one takes more than twice of what reading takes. */
function main(): void {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-history-'));
  try {
    writeHistory(root);
    const read = best(['--input-type=module', '--eval', READ], root);
    const runs = ['heads', 'history'].map((command) => [command, best([bin, command], root)] as const);
    console.log(`reading ${REVISIONS} files: ${read} ms`);
    for (const [command, took] of runs)
      console.log(`sluice ${command}: ${took} ms, ${(took / read).toFixed(2)} times that`);
    if (runs.some(([, took]) => took > 2 * read)) process.exitCode = 1;
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

const READ = `
  import { readdir, readFile } from 'node:fs/promises';
  const names = (await readdir('migrations')).values();
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (const name of names) await readFile('migrations/' + name, 'utf8');
  }));`;

/** Milliseconds of processor time, the least of several runs. */
function best(args: readonly string[], cwd: string): number {
  return Math.min(...Array.from({ length: 5 }, () => processorTime(args, cwd)));
}

function processorTime(args: readonly string[], cwd: string): number {
  const report = `data:text/javascript,${encodeURIComponent(REPORT)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', report, ...args], { cwd, encoding: 'utf8' });
  const took = /^TOOK (\d+)$/m.exec(stderr)?.[1];
  if (status !== 0 || took === undefined) throw new Error(`${inspect(args)} failed: ${stderr}`);
  return Number(took);
}

const REPORT = `
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(2, 'TOOK ' + Math.round((user + system) / 1000) + '\\n');
  });`;

function writeHistory(root: string): void {
  fs.mkdirSync(path.join(root, 'migrations'));
  fs.writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }');
  fs.writeFileSync(path.join(root, 'sluice.config.js'), `export default { models: './models.js' };\n`);
  let count = 0;
  const add = (...down: readonly string[]): string => {
    const revision = (0xabc_0000_0000 + count * 7919).toString(16).padStart(12, '0');
    const name = `${String(count).padStart(6, '0')}_${revision}.ts`;
    fs.writeFileSync(path.join(root, 'migrations', name), migration(revision, down, count));
    count += 1;
    return revision;
  };
  let head = add();
  for (let branch = 0; branch < BRANCHES; branch += 1) {
    let [left, right] = [head, head];
    for (let step = 0; step < ON_A_BRANCH; step += 1) [left, right] = [add(left), add(right)];
    head = add(left, right);
  }
  for (let left = REVISIONS - count; left > 0; left -= 1) head = add(head);
}

/** A migration as Sluice writes it: a table of thirty columns. */
function migration(revision: string, down: readonly string[], n: number): string {
  const columns = Array.from(
    { length: 30 },
    (_, i) => `      { name: 'c${i}', type: 'character varying(${i + 1})', notNull: true, default: "'a;b'::text" },\n`,
  );
  const follows = down.length > 1 ? `[${down.map((id) => `'${id}'`).join(', ')}]` : `'${down[0] ?? ''}'`;
  return `/**
 * Add table number ${n}
 *
 * Revision ID: ${revision}
 * Revises: ${down.length === 0 ? '(base)' : down.join(', ')}
 * Create Date: 2026-11-20T14:30:00.000Z
 */
import type { Op } from 'sluice';

export const revision = '${revision}';
export const downRevision = ${down.length === 0 ? 'null' : follows};
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: 't${n}',
    columns: [
${columns.join('')}    ],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable({ name: 't${n}' });
}
`;
}

main();
