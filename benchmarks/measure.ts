import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';

/** What was measured, in milliseconds of wall time. */
export interface Measured {
  readonly name: string;
  readonly median: number;
  readonly runs: readonly number[];
}

/** Does work a few times, after once without a clock where it is to be warm. */
export async function measure(
  name: string,
  runs: number,
  work: () => unknown,
  { warmUp = true }: { readonly warmUp?: boolean } = {},
): Promise<Measured> {
  if (warmUp) await work();
  const taken: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  const sorted = taken.toSorted((a, b) => a - b);
  return { name, median: sorted[Math.floor(sorted.length / 2)] ?? 0, runs: taken };
}

/** Runs Node with a program to its end. */
export function node(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, NO_COLOR: '1', ...environment },
  });
  if (status !== 0) throw new Error(`${inspect(args)} ended with ${status}: ${stderr}${stdout.slice(0, 2000)}`);
  return stdout;
}

/** A row of a table, with how much slower than another it is, and than it was. */
export function line({ name, median }: Measured, than?: Measured, limit?: number, last?: Measured): string {
  const ratio = than === undefined ? '' : `${(median / than.median).toFixed(2)} × ${than.name}`;
  const wanted = limit === undefined ? '' : `at most ${limit}`;
  const before = last === undefined ? '' : `${(median / last.median).toFixed(2)} × ${Math.round(last.median)} ms`;
  return `| ${name} | ${Math.round(median)} ms | ${ratio} | ${wanted} | ${before} |`;
}

/** What an earlier run has kept; nothing where there is no such file. */
export function readLast(file: string | undefined): readonly Measured[] {
  if (file === undefined || !existsSync(file)) return [];
  const last: readonly Measured[] = JSON.parse(readFileSync(file, 'utf8'));
  return last;
}
