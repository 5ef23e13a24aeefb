/** Writes the pages that are made from the code: `npm run docs`. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { comingFromAlembic } from './docs/alembic.ts';
import { lintPage } from './docs/lint.ts';
import { supported } from './docs/supported.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
fs.writeFileSync(path.join(root, 'docs/supported.md'), await supported());
fs.writeFileSync(path.join(root, 'docs/coming-from-alembic.md'), await comingFromAlembic());
fs.writeFileSync(path.join(root, 'docs/lint.md'), await lintPage());
