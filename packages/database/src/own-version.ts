import { readFileSync } from 'node:fs';

let known: string | undefined;

/** The version of Sluice; where it is bundled into an application, it has no manifest to read it from. */
export function ownVersion(): string {
  return (known ??= read());
}

function read(): string {
  try {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    const manifest: { readonly name?: string; readonly version?: string } = JSON.parse(text);
    return manifest.name === '@sluice/database' ? (manifest.version ?? 'unknown') : 'unknown';
  } catch {
    return 'unknown';
  }
}
