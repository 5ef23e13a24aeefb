import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const minutes = 60_000;
/** What Jest and `npm test` set for themselves, which is not for the programs tested. */
const ofThisRun =
  /^(NODE_OPTIONS$|INIT_CWD$|npm_(package|lifecycle|command)|npm_config_(local_prefix|workspace|include_workspace))/;
const packages = [
  { name: '@sluice/core', folder: 'packages/core' },
  { name: '@sluice/codegen', folder: 'packages/codegen' },
  { name: '@sluice/database', folder: 'packages/database' },
  { name: 'sluice', folder: 'packages/cli' },
] as const;

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

// Not in a hook: what does not build is one failure and not one for each test.
run(bin('tsc'), ['-b', 'packages/cli', 'packages/codegen'], root);
run(process.execPath, ['scripts/bundle.js'], root);
const project = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-packaging-'));
const tarballs = pack();

afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

describe.each(packages)('$name', ({ name, folder }) => {
  test('holds its licence, its readme and compiled code, and nothing of the build', () => {
    const files = (packed(name)?.files ?? []).map((file) => file.path);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.d.ts', 'dist/index.js']));
    expect(files.filter((file) => /tsbuildinfo|cases|\.test\./.test(file))).toEqual([]);
  });

  test('passes publint', () => {
    run(bin('publint'), [folder, '--strict'], root);
  });

  test('gives its types to every resolver of ES modules', () => {
    run(bin('attw'), ['--profile', 'esm-only', '--no-emoji', '--no-color', tarballOf(name)], root);
  });
});

describe('installed in an empty project', () => {
  beforeAll(() => install(), 5 * minutes);

  test.each(packages)('$name is imported', ({ name }) => {
    const script = `console.log(typeof await import('${name}'))`;
    expect(run(process.execPath, ['--input-type=module', '--eval', script], project).trim()).toBe('object');
  });

  test.each(['sluice/models', 'sluice/testing'])('%s is imported', (name) => {
    const script = `console.log(Object.keys(await import('${name}')).length > 0)`;
    expect(run(process.execPath, ['--input-type=module', '--eval', script], project).trim()).toBe('true');
  });

  test('the core needs nothing else', () => {
    expect(manifestOf('packages/core')).not.toHaveProperty('dependencies');
  });

  test('sluice --help', () => {
    expect(run('npx', ['--no-install', 'sluice', '--help'], project)).toMatch(/usage: sluice/i);
  });
});

function pack(): readonly Packed[] {
  const options = ['--workspaces', '--json', '--ignore-scripts', '--pack-destination', project];
  return JSON.parse(run('npm', ['pack', ...options], root));
}

const packed = (name: string): Packed | undefined => tarballs.find((tarball) => tarball.name === name);

/** Installs the tarballs as a user would, with the versions of the repository's lock, so that the npm cache is enough. */
function install(): void {
  const dependencies = Object.fromEntries(packages.map(({ name }) => [name, `file:${tarballOf(name)}`]));
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module', dependencies };
  write('package.json', manifest);
  write('package-lock.json', { ...manifest, lockfileVersion: 3, packages: { '': manifest, ...lockedPackages() } });
  write('.npmrc', 'omit-lockfile-registry-resolved=true\n');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], project);
}

/** What the repository's lock says of packages that are not its own, at the places where they stand in the project. */
function lockedPackages(): object {
  const lock: { packages: { [location: string]: { link?: boolean; dev?: boolean } } } = JSON.parse(
    fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
  );
  const own = packages.map(({ folder }) => folder);
  return Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([location, { link }]) => location !== '' && !link && !own.some((folder) => folder === location))
      .map(([location, locked]) => [installedAt(location), { ...locked, dev: false }]),
  );
}

function installedAt(location: string): string {
  const owner = packages.find(({ folder }) => location.startsWith(`${folder}/`));
  return owner ? `node_modules/${owner.name}${location.slice(owner.folder.length)}` : location;
}

const tarballOf = (name: string): string => path.join(project, packed(name)?.filename ?? `no tarball of ${name}`);

function bin(name: string): string {
  return path.join(root, 'node_modules/.bin', name);
}

function manifestOf(folder: string): object {
  return JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
}

function write(file: string, content: object | string): void {
  fs.writeFileSync(path.join(project, file), typeof content === 'string' ? content : JSON.stringify(content));
}

/** Runs a program to its end and returns what it printed; fails with all of it. */
function run(program: string, args: readonly string[], cwd: string): string {
  const inherited = Object.entries(process.env).filter(([name]) => !ofThisRun.test(name));
  const env = { ...Object.fromEntries(inherited), npm_config_update_notifier: 'false' };
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', input: '' });
  if (status !== 0) {
    throw new Error(`${path.basename(program)} ${args.join(' ')} failed:\n${error?.message ?? ''}${stdout}${stderr}`);
  }
  return stdout;
}
