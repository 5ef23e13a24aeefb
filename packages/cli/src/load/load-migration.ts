import { existsSync, readFileSync } from 'node:fs';
import { importText } from './bundle.js';
import { MigrationFileError, ModuleError } from './errors.js';
import { textOf, type Exports } from './import-file.js';
import { importNatively, loadModule } from './load-modules.js';
import { parseMigrationHead, unreadable, type MigrationHead } from './migration-head.js';
import { isDeclaredModule, loadEsbuild, nodeStripsTypes, TypeScriptUnreadable } from './typescript.js';

/** A migration that was imported. `O` is what its two functions are given. */
export interface LoadedMigration<O> extends MigrationHead {
  /** What its file holds. */
  readonly source: string;
  upgrade(op: O): Promise<void>;
  downgrade(op: O): Promise<void>;
}

/**
 * Imports a migration. JavaScript is left to Node, so that an image for production needs nothing else; of TypeScript,
 * the types are taken out first.
 *
 * @throws MigrationFileError
 */
export async function loadMigration<O>(file: string): Promise<LoadedMigration<O>> {
  const text = readText(file);
  const head = parseMigrationHead(text, file);
  const exports = await importMigration(text, file);
  assertDirections<O>(exports, file);
  return {
    ...head,
    source: text,
    upgrade: async (op) => void (await exports.upgrade(op)),
    downgrade: async (op) => void (await exports.downgrade(op)),
  };
}

/** A history is thousands of small files, which to wait for takes longer than to read. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

async function importMigration(text: string, file: string): Promise<Exports> {
  try {
    const exports = /\.[cm]?ts$/.test(file)
      ? await importTypeScript(text, file)
      : (await loadModule(file, { fresh: true })).exports;
    return 'upgrade' in exports || !isExports(exports['default']) ? exports : exports['default'];
  } catch (cause) {
    if (cause instanceof ModuleError) throw importError(cause, file);
    throw new MigrationFileError(
      'unreadable',
      { file },
      `this migration threw while it was imported: ${textOf(cause)}.`,
      cause,
    );
  }
}

/**
 * Imports TypeScript as this Node can: it takes out the types itself, or esbuild does. Where neither is there, as in an
 * image for production, what the file was compiled to may stand beside it.
 */
async function importTypeScript(text: string, file: string): Promise<Exports> {
  if (nodeStripsTypes() && isDeclaredModule(file)) {
    // What is wrong with a file, esbuild says better.
    const native = await importNatively([file], { fresh: true }).catch(() => undefined);
    if (native?.modules?.[0] !== undefined) return native.modules[0].exports;
  }
  try {
    return await importTransformed(text, file, await loadEsbuild());
  } catch (cause) {
    if (!(cause instanceof TypeScriptUnreadable)) throw cause;
    return (await loadModule(compiledBeside(file) ?? file, { fresh: true })).exports;
  }
}

const compiledBeside = (file: string): string | undefined =>
  ['.js', '.mjs', '.cjs'].map((extension) => file.replace(/\.[cm]?ts$/, extension)).find((name) => existsSync(name));

/** Takes out the types. A migration that imports something besides types is bundled, so that it can be found. */
async function importTransformed(
  text: string,
  file: string,
  { transform }: Pick<typeof import('esbuild'), 'transform'>,
): Promise<Exports> {
  const result = await transform(text, {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcefile: file,
    sourcemap: 'external',
    logLevel: 'silent',
  }).catch(() => undefined);
  // What cannot be transformed is not valid: the bundler says where.
  const standsAlone =
    result !== undefined && !/\bimport\b|\brequire\b|\bexports\b|__dirname|__filename/.test(result.code);
  return standsAlone ? importText(result, file) : (await loadModule(file)).exports;
}

function importError(error: ModuleError, file: string): MigrationFileError {
  const twice = /(?:symbol|same name|Identifier) ["'](\w+)["']/.exec(error.reason)?.[1];
  const inside = error.place.file === file;
  const place = inside ? error.place : { file };
  if (twice !== undefined && /already been declared|same name/.test(error.reason)) {
    return new MigrationFileError(
      'defined twice',
      place,
      `\`${twice}\` is defined a second time: leave one definition.`,
      error,
    );
  }
  const saysWayOut = error.cause instanceof TypeScriptUnreadable;
  const what = error.phase === 'read' ? 'cannot be read' : 'threw while it was imported';
  return new MigrationFileError(
    'unreadable',
    place,
    `this migration ${what}: ${inside ? error.reason : error.message}${saysWayOut ? '.' : '; correct the file.'}`,
    error,
  );
}

function assertDirections<O>(
  exports: Exports,
  file: string,
): asserts exports is Exports & { upgrade(op: O): unknown; downgrade(op: O): unknown } {
  assertFunction(exports, 'upgrade', file, '');
  assertFunction(exports, 'downgrade', file, ', if only to throw what makes it impossible');
}

function assertFunction(exports: Exports, name: string, file: string, note: string): void {
  if (typeof exports[name] === 'function') return;
  const wayOut = `write \`export async function ${name}(op: Op): Promise<void> { … }\`${note}.`;
  if (name in exports)
    throw new MigrationFileError('not a function', { file }, `\`${name}\` is not a function: ${wayOut}`);
  throw new MigrationFileError('missing', { file }, `\`${name}\` is missing: ${wayOut}`);
}

const isExports = (value: unknown): value is Exports => typeof value === 'object' && value !== null;
