import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';

/** What was measured, in milliseconds of wall time. */
export interface Measured {
  readonly name: string;
  readonly median: number;
  readonly runs: readonly number[];
}

/** Does work a few times, after once without a clock. */
export async function measure(name: string, runs: number, work: () => unknown): Promise<Measured> {
  await work();
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

/** A row of a table, with how much slower than another it is. */
export function line({ name, median }: Measured, than?: Measured, limit?: number): string {
  const ratio = than === undefined ? '' : `${(median / than.median).toFixed(2)} × ${than.name}`;
  const wanted = limit === undefined ? '' : `at most ${limit}`;
  return `| ${name} | ${Math.round(median)} ms | ${ratio} | ${wanted} |`;
}
