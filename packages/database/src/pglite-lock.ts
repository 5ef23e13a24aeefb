import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DirectoryInUse } from './database-errors.js';
import { textField } from './driver-error.js';

/** A PGlite directory that is ours alone. */
export interface DirectoryLock {
  release(): void;
}

/** Files that this process has made; a file with its number and not in here is left from one that had the same number. */
const held = new Set<string>();

/** A process needs less than this to write its number into the file it has made. */
const patienceMillis = 1000;

/**
 * Takes a PGlite directory for this process, through a file beside it. PGlite itself does not look: two processes
 * that write at once lose rows without an error. Waits for another process as long as it is told to.
 */
export async function lockDirectory(directory: string, waitSeconds = 0): Promise<DirectoryLock> {
  const file = `${directory}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  await take(file, directory, performance.now() + waitSeconds * 1000);
  held.add(file);
  const release = () => {
    process.off('exit', release);
    if (held.delete(file)) rmSync(file, { force: true });
  };
  process.on('exit', release);
  return { release };
}

async function take(file: string, directory: string, end: number): Promise<void> {
  if (make(file)) return;
  try {
    await takeOver(file, directory);
  } catch (error) {
    if (!(error instanceof DirectoryInUse) || performance.now() >= end) throw error;
    await sleep(100);
    await take(file, directory, end);
  }
}

/** Replaces a file whose process is gone. A second file sees to it that only one process does so at a time. */
async function takeOver(file: string, directory: string): Promise<void> {
  const guard = `${file}.takeover`;
  refuseIfAlive(file, directory, await holderOf(file));
  if (!make(guard)) {
    if (ageMillis(guard) < 10 * patienceMillis)
      throw new DirectoryInUse({ directory, pid: (await holderOf(guard)) ?? 0, lockFile: file });
    rmSync(guard, { force: true });
    return takeOver(file, directory);
  }
  try {
    const pid = await holderOf(file);
    refuseIfAlive(file, directory, pid);
    rmSync(file, { force: true });
    if (!make(file)) refuseIfAlive(file, directory, (await holderOf(file)) ?? process.ppid);
  } finally {
    rmSync(guard, { force: true });
  }
}

function refuseIfAlive(lockFile: string, directory: string, pid: number | undefined): void {
  if (pid === undefined) return;
  const alive = pid === process.pid ? held.has(lockFile) : isAlive(pid);
  if (alive) throw new DirectoryInUse({ directory, pid, lockFile });
}

/** Makes the file, with the number of this process in it; false when it is there already. */
function make(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, `${process.pid}\n`);
    closeSync(handle);
    return true;
  } catch (error) {
    if (textField(error, 'code') === 'EEXIST') return false;
    throw error;
  }
}

/** The process that made the file; undefined when the file is gone, or stays without a number. */
async function holderOf(file: string): Promise<number | undefined> {
  for (let waited = 0; waited < patienceMillis; waited += 50) {
    const pid = Number.parseInt(contents(file) ?? 'gone', 10);
    if (pid > 0) return pid;
    if (contents(file) === undefined) return undefined;
    await sleep(50);
  }
  return undefined;
}

function contents(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (textField(error, 'code') === 'ENOENT') return undefined;
    throw error;
  }
}

function ageMillis(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

/** Signal 0 only asks. EPERM says that the process is there and somebody else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return textField(error, 'code') === 'EPERM';
  }
}
