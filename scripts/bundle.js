/**
 * Bundles each package to the few files that Node has to open: `node scripts/bundle.js`, after `tsc -b` has checked the
 * types and written the declarations. Packages stay apart, and what two entries of one package share is in a file that
 * both import: a class is one class, whichever way it is imported.
 */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is imported from outside, of each package, besides what a command imports when it is run. */
const entries = {
  core: ['index', 'ground', 'declare/index'],
  database: ['index', 'ground'],
  codegen: ['index'],
  cli: ['main', 'index', 'models', 'testing'],
};

await Promise.all(Object.keys(entries).map((name) => bundle(name)));

/** @param {string} name */
async function bundle(name) {
  const folder = path.join(root, 'packages', name);
  const dist = path.join(folder, 'dist');
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: Object.fromEntries(entries[name].map((entry) => [entry, `src/${entry}.ts`])),
    outdir: dist,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  await assertNames(folder, Object.keys(metafile.inputs), outputFiles);
  for (const { path: file, text } of outputFiles) await writeChanged(file, text);
  await removeOthers(dist, new Set(outputFiles.map((file) => file.path)));
}

/**
 * People read the names of classes, as `error.name`. The bundler gives another to a class that speaks of itself, and to
 * the second of two of one name; to have it keep all names, functions' too, would take a sixth of the time that is won.
 *
 * @param {string} folder
 * @param {readonly string[]} inputs
 * @param {readonly { readonly path: string, readonly text: string }[]} outputs
 */
async function assertNames(folder, inputs, outputs) {
  const sources = await Promise.all(inputs.map((input) => readFile(path.join(folder, input), 'utf8')));
  const known = new Set(sources.flatMap(classesIn));
  const code = outputs.filter((file) => file.path.endsWith('.js')).map((file) => file.text);
  const renamed = code.flatMap(classesIn).filter((name) => !known.has(name));
  if (renamed.length === 0) return;
  throw new Error(
    `In ${path.relative(root, folder)} classes would be renamed: ${renamed.join(', ')}. Give each a name of its own, and let none speak of itself within.`,
  );
}

/**
 * @param {string} text
 * @returns {readonly string[]}
 */
function classesIn(text) {
  return [...text.matchAll(/\bclass (?!extends\b)([\w$]+)/g)].map(([, name]) => name);
}

/**
 * What stays as it was is not touched, since a test may be running it.
 *
 * @param {string} file
 * @param {string} text
 */
async function writeChanged(file, text) {
  if (existsSync(file) && (await readFile(file, 'utf8')) === text) return;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/**
 * What an earlier build left: it would be published.
 *
 * @param {string} dist
 * @param {ReadonlySet<string>} kept
 */
async function removeOthers(dist, kept) {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.js(\.map)?$/.test(file) && !kept.has(file)) await rm(file, { force: true });
  }
}
