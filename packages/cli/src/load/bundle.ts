import type { BuildFailure, BuildResult, Message } from 'esbuild';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundlerPlugin, PLACE_NAMES } from './bundler-plugin.js';
import { passingFolder } from './cache-folder.js';
import { ModuleError, type Place } from './errors.js';
import { importFile, textOf, type Exports } from './import-file.js';
import type { LoadedModules, LoadOptions } from './load-modules.js';
import { placeOfError, type Generated } from './stack.js';
import { loadEsbuild } from './typescript.js';

/** Bundles files into one module, imports that, and takes it apart again. */
export async function importBundle(files: readonly string[], options: LoadOptions): Promise<LoadedModules> {
  const root = path.dirname(files[0] ?? process.cwd());
  const folder = await passingFolder(root);
  const bundle = path.join(folder, `${process.pid}-${crypto.randomUUID()}.mjs`);
  const result = await build(files, bundle, root, options);
  const exports = await importWritten(bundle, textsOf(result), files[0] ?? root);
  return {
    modules: files.map((file, i) => ({ file, exports: namespaceAt(exports, i) })),
    files: inputsOf(result, root),
  };
}

/** Imports a module that was made of one file, for as long as that takes a file of its own. */
export async function importText(made: Made, source: string): Promise<Exports> {
  const folder = await passingFolder(path.dirname(source));
  return importWritten(path.join(folder, `${process.pid}-${crypto.randomUUID()}.mjs`), made, source);
}

/** The text of a module, and of its source map. */
interface Made {
  readonly code: string;
  readonly map: string;
}

type Built = BuildResult<{ write: false; metafile: true }>;

async function build(files: readonly string[], outfile: string, root: string, options: LoadOptions): Promise<Built> {
  const esbuild = await loadEsbuild();
  return esbuild
    .build({
      // One entry that holds the others, and no splitting: so modules run in the order Node would run them.
      stdin: {
        contents: files.map((file, i) => `export * as ${namespaceName(i)} from ${JSON.stringify(file)};`).join('\n'),
        resolveDir: root,
        sourcefile: ENTRY,
      },
      absWorkingDir: root,
      outfile,
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // What Node itself would take: not "module", which is for bundlers.
      mainFields: ['main'],
      conditions: ['node', 'node-addons'],
      sourcemap: 'external',
      sourcesContent: false,
      metafile: true,
      logLevel: 'silent',
      loader: { '.js': 'jsx', '.css': 'empty', '.sql': 'text' },
      define: PLACE_NAMES,
      banner: {
        js: `import { createRequire as __sluice_createRequire } from 'node:module';\nconst require = __sluice_createRequire(${JSON.stringify(pathToFileURL(files[0] ?? root).href)});`,
      },
      plugins: [bundlerPlugin(options.configHelpers ?? false)],
    })
    .catch((cause: unknown) => {
      throw isBuildFailure(cause) ? invalid(cause, root, files[0] ?? root) : cause;
    });
}

function textsOf(result: Built): Made {
  const text = (isMap: boolean): string | undefined =>
    result.outputFiles.find((file) => file.path.endsWith('.map') === isMap)?.text;
  return { code: text(false) ?? '', map: text(true) ?? '{}' };
}

async function importWritten(bundle: string, { code, map }: Made, entry: string): Promise<Exports> {
  await writeFile(bundle, code);
  try {
    return await importFile(bundle, false);
  } catch (cause) {
    throw thrown(cause, { file: bundle, map }, entry);
  } finally {
    await rm(bundle, { force: true });
  }
}

const ENTRY = 'sluice:entry';

const namespaceName = (i: number): string => `module${i}`;

function namespaceAt(exports: Exports, i: number): Exports {
  const namespace = exports[namespaceName(i)];
  return isExports(namespace) ? namespace : {};
}

const isExports = (value: unknown): value is Exports => typeof value === 'object' && value !== null;

function inputsOf(result: Built, root: string): readonly string[] {
  return Object.keys(result.metafile.inputs)
    .filter((input) => !/^[a-z-]{2,}:/.test(input) && input !== ENTRY)
    .map((input) => path.resolve(root, input))
    .toSorted();
}

function isBuildFailure(cause: unknown): cause is BuildFailure {
  return typeof cause === 'object' && cause !== null && 'errors' in cause && Array.isArray(cause.errors);
}

function invalid(failure: BuildFailure, root: string, entry: string): ModuleError {
  const message: Message | undefined = failure.errors[0];
  const location = message?.location;
  const place: Place = location
    ? { file: path.resolve(root, location.file), line: location.line, column: location.column + 1 }
    : { file: entry };
  const missing = /^Could not resolve "(.*)"/.exec(message?.text ?? '')?.[1];
  return new ModuleError({ place, phase: 'read', reason: message?.text ?? failure.message, missing }, failure);
}

function thrown(cause: unknown, generated: Generated, entry: string): ModuleError {
  const place = placeOfError(cause, generated) ?? { file: entry };
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const missing = /Cannot find (?:package|module) '([^']*)'/.exec(textOf(cause))?.[1];
  const before = code === 'ERR_MODULE_NOT_FOUND' || textOf(cause).startsWith('SyntaxError');
  return new ModuleError({ place, phase: before ? 'read' : 'run', reason: textOf(cause), missing }, cause);
}
