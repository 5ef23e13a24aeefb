import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { measure, node, type Measured } from './measure.ts';
import type { Shape } from './models.ts';
import { createMade } from './sql.ts';
import { alembicFiles } from './sqlalchemy.ts';

/** What `alembic check` does, on a database in which there is nothing to change; undefined where Alembic is not installed. */
export async function measureAlembic(
  root: string,
  { shape, url, runs }: { readonly shape: Shape; readonly url: string; readonly runs: number },
): Promise<Measured | undefined> {
  if (run('.', ['-c', 'import alembic, psycopg2']).status !== 0) return undefined;
  fs.mkdirSync(root, { recursive: true });
  for (const [name, text] of Object.entries(alembicFiles(shape))) fs.writeFileSync(path.join(root, name), text);
  return measure('the check of Alembic', runs, () => {
    const { status, stdout, stderr } = run(root, ['check.py', url.replace(/^postgres:/, 'postgresql:')]);
    if (status !== 0) throw new Error(`Alembic's check ended with ${status}: ${stdout}${stderr}`.slice(0, 4000));
  });
}

/** By Debian's own Python, which has Debian's packages. */
const run = (cwd: string, args: readonly string[]) =>
  spawnSync('/usr/bin/python3', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });

/** `drizzle-kit push` of the models of a project, to a database of its own in which there is nothing to change. */
export async function measureDrizzleKit(
  root: string,
  { shape, server, kit }: { readonly shape: Shape; readonly server: string; readonly kit: string },
): Promise<Measured> {
  const database = await createMade(server, shape);
  try {
    const credentials = JSON.stringify({ url: database.url });
    fs.writeFileSync(
      path.join(root, 'drizzle.config.js'),
      `export default { dialect: 'postgresql', schema: './models/*.js', dbCredentials: ${credentials} };\n`,
    );
    // Once: it takes minutes.
    return await measure('drizzle-kit push', 1, () => node(root, [kit, 'push', '--force']), { warmUp: false });
  } finally {
    await database.drop();
  }
}
