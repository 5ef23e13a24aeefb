/** Runs a script in TypeScript on every Node that the project supports: `node scripts/run.js scripts/lockcheck.ts`. */
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [script] = process.argv.splice(2, 1);
if (script === undefined) throw new Error('Name the script to run.');
const outfile = path.resolve('node_modules/.cache/sluice/scripts', `${path.basename(script, '.ts')}.js`);
await build({
  entryPoints: [script],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(path.resolve(script)).href) },
});
await import(pathToFileURL(outfile).href);
