import { importBundle } from './bundle.js';
import { ModuleError } from './errors.js';
import { importFile, textOf, type Exports } from './import-file.js';
import { placeOfError } from './stack.js';
import { nodeStripsTypes, TypeScriptUnreadable } from './typescript.js';

/** A file that was imported. */
export interface LoadedModule {
  /** Absolute. */
  readonly file: string;
  readonly exports: Exports;
}

/** Files that were imported together. */
export interface LoadedModules {
  /** One for each file asked for, in the same order. */
  readonly modules: readonly LoadedModule[];
  /** The files that were read for them, as far as they are known; those of packages are not among them. */
  readonly files: readonly string[];
}

/** How modules are loaded. */
export interface LoadOptions {
  /** Read the files again if they have changed since this process first imported them. */
  readonly fresh?: boolean;
  /** Stand in for `defineConfig` of `sluice` and `drizzle-kit` where these are not installed in the project. */
  readonly configHelpers?: boolean;
}

/**
 * Imports files that a user wrote, whatever they are written in: TypeScript or JavaScript, ES modules or CommonJS.
 * JavaScript is left to Node, as far as it can import it; all else is bundled first, so that all the files asked for
 * share one instance of each module.
 *
 * @throws ModuleError
 */
export async function loadModules(files: readonly string[], options: LoadOptions = {}): Promise<LoadedModules> {
  const native = files.every(isJavaScript) ? await importNatively(files, options) : undefined;
  if (native?.modules !== undefined) return { modules: native.modules, files };
  try {
    return await importBundle(files, options);
  } catch (cause) {
    if (!(cause instanceof TypeScriptUnreadable)) throw cause;
    return { modules: await withoutBundler(files, options, native?.cause, cause), files };
  }
}

/** Where there is no bundler, Node may import TypeScript itself, and what it says of JavaScript is what is wrong. */
async function withoutBundler(
  files: readonly string[],
  options: LoadOptions,
  said: unknown,
  unreadable: TypeScriptUnreadable,
): Promise<readonly LoadedModule[]> {
  const second = said === undefined && nodeStripsTypes() ? await importNatively(files, options) : undefined;
  if (second?.modules !== undefined) return second.modules;
  const cause = said ?? second?.cause;
  const reason = cause === undefined ? unreadable.message : textOf(cause);
  const place = placeOfError(cause, undefined) ?? { file: files[0] ?? process.cwd() };
  throw new ModuleError({ place, phase: 'read', reason, missing: undefined }, cause ?? unreadable);
}

/** {@link loadModules} for one file. */
export async function loadModule(file: string, options: LoadOptions = {}): Promise<LoadedModule> {
  const { modules } = await loadModules([file], options);
  return modules[0] ?? { file, exports: {} };
}

const isJavaScript = (file: string): boolean => /\.[cm]?js$/.test(file);

/** What Node imported, or why it would not since the files are written for a bundler. */
type Native =
  | { readonly modules: readonly LoadedModule[]; readonly cause?: undefined }
  | { readonly modules?: undefined; readonly cause: unknown };

/** Imports the files as Node does it. */
export async function importNatively(files: readonly string[], options: LoadOptions): Promise<Native> {
  const modules: LoadedModule[] = [];
  for (const file of files) {
    try {
      modules.push({ file, exports: await importFile(file, options.fresh ?? false) });
    } catch (cause) {
      if (isForBundler(cause)) return { cause };
      const place = placeOfError(cause, undefined) ?? { file };
      throw new ModuleError({ place, phase: 'run', reason: textOf(cause), missing: undefined }, cause);
    }
  }
  return { modules };
}

/** An error from before the file ran: the bundler may do better, and says more exactly what is wrong if not. */
function isForBundler(cause: unknown): boolean {
  if (!(cause instanceof Error) && !(typeof cause === 'object' && cause !== null && 'name' in cause)) return false;
  if ('name' in cause && cause.name === 'SyntaxError') return true;
  const code = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && BEFORE_RUNNING.has(code);
}

const BEFORE_RUNNING = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
]);
