import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { lineNotUtf8, NOT_UTF8 } from './utf8.js';

/** Names for what tells a module where it is, to which the bundler turns them; each file gives them its own values. */
export const PLACE_NAMES = {
  'import.meta.url': '__sluice_url',
  'import.meta.dirname': '__sluice_dirname',
  'import.meta.filename': '__sluice_filename',
  __dirname: '__sluice_dirname',
  __filename: '__sluice_filename',
} as const;

/**
 * Leaves packages to Node, each pinned to the file that the importing file would get, and bundles all else: the user's
 * own files, and packages linked from a workspace, which may be TypeScript.
 */
export function bundlerPlugin(configHelpers: boolean): Plugin {
  return {
    name: 'sluice',
    setup(build) {
      // Asked once for each folder: the answer is the same for its files, and a big package.json takes long to read.
      const known = new Map<string, Promise<OnResolveResult | undefined>>();
      build.onResolve({ filter: /^[^./]/ }, (args) => {
        if (args.pluginData === RESOLVING) return undefined;
        const question = JSON.stringify([args.kind, args.resolveDir, args.path]);
        const answer = known.get(question) ?? resolvePackage(build, args, configHelpers);
        known.set(question, answer);
        return answer;
      });
      build.onLoad({ filter: /.*/, namespace: HELPERS }, () => ({
        contents: HELPER_NAMES.map((name) => `export const ${name} = (given) => given;`).join('\n'),
      }));
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path: file }) => {
        const bytes = await readFile(file);
        const line = lineNotUtf8(bytes);
        if (line !== undefined) return { errors: [{ text: NOT_UTF8, location: { file, line } }] };
        const contents = bytes.toString();
        if (!/__dirname|__filename|import\.meta/.test(contents)) return undefined;
        return { contents: withPlace(contents, file), loader: loaderOf(file), resolveDir: path.dirname(file) };
      });
    },
  };
}

const HELPERS = 'sluice-config-helpers';
const RESOLVING = 'sluice:resolving';

async function resolvePackage(
  build: PluginBuild,
  args: OnResolveArgs,
  configHelpers: boolean,
): Promise<OnResolveResult | undefined> {
  if (args.kind === 'entry-point') return undefined;
  if (isBuiltin(args.path) || /^(node|data|https?):/.test(args.path)) return { path: args.path, external: true };
  if (configHelpers && (await takesHelpersAlone(args))) return { path: args.path, namespace: HELPERS };
  const { kind, importer, resolveDir } = args;
  const found = await build.resolve(args.path, { kind, importer, resolveDir, pluginData: RESOLVING });
  if (found.errors.length > 0) return unresolved(args, configHelpers);
  if (found.external || !isLeftToNode(args.path, found.path)) return found;
  const file = kind === 'require-call' ? createRequire(importer).resolve(args.path) : pathToFileURL(found.path).href;
  return { path: file, external: true };
}

/** Packages of which a config takes functions that give back what they are given, for the sake of its types. */
const HAS_HELPERS = /^(sluice|drizzle-kit)$/;
const HELPER_NAMES: readonly string[] = ['defineConfig', 'definePlugin'];

/** Whether a file takes nothing else of such a package: then all the rest of it, which is big, need not be loaded. */
async function takesHelpersAlone({ kind, importer, path: name }: OnResolveArgs): Promise<boolean> {
  if (kind !== 'import-statement' || !HAS_HELPERS.test(name) || !path.isAbsolute(importer)) return false;
  const text = await readFile(importer, 'utf8');
  const mentions = text.match(new RegExp(`['"]${name}['"]`, 'g')) ?? [];
  const clauses = text.matchAll(
    new RegExp(`\\bimport\\s*(type\\b)?\\s*\\{([^{}]*)\\}\\s*from\\s*['"]${name}['"]`, 'g'),
  );
  const harmless = [...clauses].filter(([, type, names = '']) => type !== undefined || areHelpers(names));
  return harmless.length === mentions.length;
}

const areHelpers = (names: string): boolean =>
  names
    .split(',')
    .map((name) => name.trim())
    .every((name) => name === '' || name.startsWith('type ') || HELPER_NAMES.includes(name.split(/\s/)[0] ?? ''));

/** What is not there may be optional, where it is asked for while the module runs: then Node decides. */
function unresolved(args: OnResolveArgs, configHelpers: boolean): OnResolveResult | undefined {
  if (configHelpers && HAS_HELPERS.test(args.path)) return { path: args.path, namespace: HELPERS };
  if (args.kind !== 'import-statement') return { path: args.path, external: true };
  try {
    return { path: pathToFileURL(createRequire(args.importer).resolve(args.path)).href, external: true };
  } catch {
    return undefined;
  }
}

/** A file of an installed package that Node can run; and Sluice itself, which a config imports and which is big. */
function isLeftToNode(name: string, file: string): boolean {
  if (!/\.([cm]?js|json|node|wasm)$/.test(file)) return false;
  if (name === 'sluice' || name.startsWith('@sluice/')) return true;
  return file.includes(`${path.sep}node_modules${path.sep}`);
}

/** Declares in a file where the file is. On its first line, so that the lines of messages stay right. */
function withPlace(contents: string, file: string): string {
  const place = `const __sluice_dirname=${JSON.stringify(path.dirname(file))},__sluice_filename=${JSON.stringify(file)},__sluice_url=${JSON.stringify(pathToFileURL(file).href)};`;
  const start = contents.startsWith('#!') ? contents.indexOf('\n') + 1 : 0;
  return contents.slice(0, start) + place + contents.slice(start);
}

/** esbuild reads JavaScript as it is, TypeScript by its extension; JSX in .js files is common. */
function loaderOf(file: string): 'tsx' | 'ts' | 'jsx' {
  if (file.endsWith('.tsx')) return 'tsx';
  return /\.[cm]?ts$/.test(file) ? 'ts' : 'jsx';
}
