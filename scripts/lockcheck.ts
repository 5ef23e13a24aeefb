/**
 * Checks that package-lock.json names every optional dependency of every package. npm leaves out a platform's package that
 * it cannot find when the lock is made, without a word, and then `npm ci` fails everywhere.
 */
import fs from 'node:fs';

interface Lock {
  readonly packages: { readonly [location: string]: LockedPackage };
}

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: { readonly [name: string]: string };
}

const { packages }: Lock = JSON.parse(fs.readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8'));

const missing = Object.entries(packages).flatMap(([location, { version, optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !isLocked(location, name))
    .map(([name, range]) => `${location}@${version} misses ${name}@${range}`),
);

for (const line of missing) console.error(line);
console.log(missing.length === 0 ? 'lock complete' : 'lock incomplete: pin the packages above to an older version');
process.exitCode = missing.length === 0 ? 0 : 1;

/** Whether Node would find `name` from `location`: beside it, or in a folder above. */
function isLocked(location: string, name: string): boolean {
  const prefix = location === '' ? '' : `${location}/`;
  if (packages[`${prefix}node_modules/${name}`]) return true;
  return location !== '' && isLocked(parentOf(location), name);
}

function parentOf(location: string): string {
  const end = location.lastIndexOf('/node_modules/');
  return end < 0 ? '' : location.slice(0, end);
}
