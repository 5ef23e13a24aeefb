/**
 * The main job from beginning to end: the models of a shop change step by step, each change becomes a migration, and at
 * the end all of them are undone. It needs no server, and leaves nothing behind.
 */
import { PGlite } from '@electric-sql/pglite';
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { autogenerate, check, downgrade, upgrade } from 'sluice';

import { countRows, describe, hashOf } from './describe.js';
import { bold, command, difference, dim, done, heading, indented, line, red, source } from './print.js';

const shop = path.dirname(fileURLToPath(import.meta.url));
const steps = [
  { folder: '01-first-tables', message: 'First tables' },
  { folder: '02-a-table', message: 'Add order_items' },
  { folder: '03-a-column-with-a-backfill', message: 'Add products.sku' },
  { folder: '04-an-enum-value', message: 'Add order status refunded' },
  { folder: '05-an-index', message: 'Index orders by customer' },
  { folder: '06-a-foreign-key', message: 'Reference customers from orders' },
  { folder: '07-a-column-dropped', message: 'Drop customers.phone' },
];

/** What somebody else keeps in the same database. No model names it. */
const somebodyElses = `
  CREATE TABLE invoices_2019 (id integer PRIMARY KEY, total numeric(10,2) CHECK (total >= 0));
  COMMENT ON TABLE invoices_2019 IS 'From the old shop; the accountants read it';
  CREATE VIEW invoice_totals AS SELECT sum(total) AS total FROM invoices_2019;
  INSERT INTO invoices_2019 VALUES (1, 12.50), (2, 80.00);`;

const firstRows = `
  INSERT INTO customers (name, email, phone) VALUES
    ('Ada', 'ada@example.com', '+44 20 7946 0018'), ('Grace', 'grace@example.com', NULL), ('Edsger', 'edsger@example.com', '+31 20 555 0100');
  INSERT INTO products (name, price) VALUES ('Teapot', 24.00), ('Cup', 6.50), ('Saucer', 3.20), ('Tray', 18.00);
  INSERT INTO orders (customer_id, status) VALUES (1, 'paid'), (1, 'pending'), (2, 'shipped'), (3, 'paid'), (3, 'pending');`;

const laterRows = 'INSERT INTO order_items VALUES (1, 1, 1), (1, 2, 4), (2, 4, 1), (3, 2, 2), (4, 3, 6), (5, 1, 1);';

/** The rows of the first tables, but for what a later step gives up or brings. */
const keptRows = `
  SELECT (SELECT json_agg(c ORDER BY id) FROM (SELECT id, name, email, created_at FROM customers) c) AS customers,
    (SELECT json_agg(p ORDER BY id) FROM (SELECT id, name, price FROM products) p) AS products,
    (SELECT json_agg(o ORDER BY id) FROM (SELECT id, customer_id, status, placed_at FROM orders) o) AS orders`;

// Someone who watches is given time to read.
const pause = process.stdout.isTTY === true && !process.argv.includes('--fast') ? 1200 : 0;

try {
  await inTemporaryFolder(demo);
} catch (error) {
  console.error(`\n${red('Not as expected:')} ${error.stack}`);
  process.exitCode = 1;
}

async function demo(root) {
  const lite = await PGlite.create(path.join(root, 'data'));
  try {
    await lite.exec(somebodyElses);
    const project = { cwd: root, database: () => lite };
    line(bold('A shop, its models, and a database that changes with them.'));
    line();
    line(`The database is a PGlite in a temporary folder. Somebody else keeps a table with 2 rows and a view in it.`);
    const base = await describe(lite);

    const heights = [{ revision: 'base', description: base }];
    for (const [i, step] of steps.entries()) heights.push(await goUp(lite, project, i, step, heights));
    await goDown(lite, project, heights);

    heading('The end');
    const last = await describe(lite);
    line(`  before the first migration  ${hashOf(base)}`);
    line(`  after downgrade to base     ${hashOf(last)}`);
    assert.deepEqual(last, base);
    line();
    done(bold('identical'));
    line();
  } finally {
    await lite.close();
  }
}

/** One step: the models change, a migration is written, read and run, and nothing is left to do. */
async function goUp(lite, project, i, { folder, message }, heights) {
  await sleep(pause);
  heading(`${i + 1}  ${message}`);
  await changeModels(project.cwd, i);

  line();
  command(`sluice autogenerate -m "${message}"`);
  const migration = await autogenerate({ ...project, message });
  assert(migration.file !== undefined, 'there is something to do');
  assert(
    migration.leftAlone.some(({ id }) => id.name === 'invoices_2019'),
    'what is not ours is left alone',
  );
  indented(dim(`migrations/${path.basename(migration.file)}`));
  line();
  source(migration.source);
  line();
  if (migration.source.includes('fill:')) await putBetterFill(migration);

  await sleep(pause);
  // What the file says will be lost is lost on purpose.
  const allowDataLoss = migration.source.includes('are lost');
  command(`sluice upgrade head${allowDataLoss ? ' --allow-data-loss' : ''}`);
  const { migrations } = await upgrade({ ...project, allowDataLoss });
  assert.deepEqual(
    migrations.map(({ revision }) => revision),
    [migration.revision],
  );
  done(`${migration.revision} applied`);
  command('sluice check');
  const { upToDate, differences } = await check(project);
  assert(upToDate, `there is nothing left to do after ${folder}: ${JSON.stringify(differences)}`);
  done('settled: the database is what the models say');

  if (i < 2) await insert(lite, i === 0 ? firstRows : laterRows);
  const { rows } = await lite.query(keptRows);
  const first = heights[1]?.rows ?? rows;
  assert.deepEqual(rows, first, 'every row is as it was');
  return { revision: migration.revision, message, description: await describe(lite), rows };
}

async function changeModels(root, i) {
  const read = (step) => fs.readFile(path.join(shop, 'steps', step.folder, 'schema.ts'), 'utf8');
  const after = await read(steps[i]);
  await fs.writeFile(path.join(root, 'src/schema.ts'), after);
  line(dim('  src/schema.ts'));
  difference(i === 0 ? '' : await read(steps[i - 1]), after);
}

/** What a person does in a review: nobody else can know what the rows that exist should get. */
async function putBetterFill({ file, source: text }) {
  const better = text
    .replace(/ *\/\/ The rows that exist get.*\n/, '')
    .replace(/fill: "''"/, `fill: "'SKU-' || lpad(id::text, 4, '0')"`);
  assert.notEqual(better, text);
  await fs.writeFile(file, better);
  line(dim('  The reviewer puts a better value in its place:'));
  difference(text, better);
  line();
}

async function insert(lite, sql) {
  await lite.exec(sql);
  const counts = Object.entries(await countRows(lite)).filter(([name]) => name !== 'invoices_2019');
  line(dim(`  The application writes rows: ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}.`));
}

/** Back, a step at a time: each time the database is what it was at that height on the way up. */
async function goDown(lite, project, heights) {
  await sleep(pause);
  heading('And back');
  const { rows: skus } = await lite.query('SELECT sku FROM products ORDER BY id');
  line(`  ${dim('the values that were filled in:')} ${skus.map(({ sku }) => sku).join(', ')}`);
  line();
  for (const height of heights.slice(0, -1).toReversed()) {
    const target = height.revision === 'base' ? 'base' : '-1';
    command(`sluice downgrade ${target} --allow-data-loss`);
    const { migrations } = await downgrade({ ...project, target, allowDataLoss: true });
    assert.equal(migrations.length, 1);
    const description = await describe(lite);
    assert.deepEqual(description, height.description, `the database is what it was at ${height.revision}`);
    const counts = Object.entries(await countRows(lite)).map(([name, count]) => `${name} ${count}`);
    done(`${dim('schema')} ${hashOf(description)} ${dim('as on the way up; rows:')} ${counts.join(', ')}`);
    if (height.rows !== undefined)
      assert.deepEqual((await lite.query(keptRows)).rows, height.rows, 'every row is as it was');
  }
  line();
  line(dim('  What was dropped with a column or a table cannot come back: the phone numbers went in step 7, and each'));
  line(
    dim(
      '  table went with its rows when the step that made it was undone. All other rows were compared, and are the same.',
    ),
  );
}

/** A project of its own, which sees the packages installed here, and is gone afterwards. */
async function inTemporaryFolder(work) {
  const root = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'sluice-shop-')));
  const remove = () => fs.rm(root, { recursive: true, force: true });
  const stop = () => void remove().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await fs.mkdir(path.join(root, 'src'));
    await fs.copyFile(path.join(shop, 'sluice.config.ts'), path.join(root, 'sluice.config.ts'));
    // A migration is laid out as the project has its code laid out.
    await fs.copyFile(path.join(shop, '../../.prettierrc.json'), path.join(root, '.prettierrc.json'));
    await fs.symlink(path.resolve(shop, '../../node_modules'), path.join(root, 'node_modules'), 'junction');
    await work(root);
  } finally {
    await remove();
  }
}
