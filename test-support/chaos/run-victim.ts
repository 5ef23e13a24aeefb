import { spawn } from 'node:child_process';
import path from 'node:path';

import { makeProject, type Files, type Project } from '../../packages/cli/test/fixtures/project.ts';
import { victim, type Orders, type Report } from './victim.ts';

/** How a process that ran migrations ended. */
export interface Ended {
  /** Undefined where it was killed, or failed. */
  readonly report: Report | undefined;
  readonly output: string;
}

/** A project whose migrations victims run. */
export function makeVictims(migrations: Files): Project {
  const project = makeProject({ 'package.json': '{"type":"module"}', 'victim.js': victim, ...migrations }, []);
  project.link('pg', path.resolve('node_modules/pg'));
  project.link('sluice', path.resolve('packages/cli'));
  return project;
}

/** Runs the migrations of a project in a process of its own. */
export function runVictim(project: Project, orders: Orders): Promise<Ended> {
  const child = spawn(process.execPath, ['victim.js'], {
    cwd: project.root,
    env: { PATH: process.env['PATH'], ORDERS: JSON.stringify(orders) },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ report: code === 0 ? JSON.parse(out) : undefined, output: `${out}${err}` });
    });
  });
}
