import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The part of esbuild that is used. */
type Esbuild = typeof import('esbuild');

/** TypeScript is to be read, and nothing here can do that. */
export class TypeScriptUnreadable extends Error {
  constructor(cause: unknown) {
    super(
      `it is TypeScript, and this Node (${process.version}) does not take out types by itself: compile it to JavaScript before it is deployed, run it with Node 22.18 or newer, or install esbuild`,
      { cause },
    );
  }
}

/**
 * Loads esbuild, which an image for production may have left out.
 *
 * @throws TypeScriptUnreadable where it is not there, or not for this machine
 */
export async function loadEsbuild(): Promise<Esbuild> {
  loading ??= importEsbuild();
  return loading;
}

let loading: Promise<Esbuild> | undefined;

async function importEsbuild(): Promise<Esbuild> {
  try {
    const esbuild = await import('esbuild');
    // Its program comes in a package for each kind of machine, and is missed only when it is asked something.
    await esbuild.transform('');
    return esbuild;
  } catch (cause) {
    throw new TypeScriptUnreadable(cause);
  }
}

/** Whether Node imports TypeScript: from 22.18 and 23.6 on, unless it is told not to. */
export const nodeStripsTypes = (): boolean => Boolean(Reflect.get(process.features, 'typescript'));

/** Whether Node takes a file for an ES module without having to try, of which it would warn. */
export function isDeclaredModule(file: string): boolean {
  if (file.endsWith('.mts')) return true;
  return file.endsWith('.ts') && typeOfPackage(path.dirname(file)) === 'module';
}

function typeOfPackage(folder: string): unknown {
  const manifest = path.join(folder, 'package.json');
  if (existsSync(manifest)) {
    const { type }: { readonly type?: unknown } = JSON.parse(readFileSync(manifest, 'utf8'));
    return type;
  }
  const parent = path.dirname(folder);
  return parent === folder ? undefined : typeOfPackage(parent);
}
