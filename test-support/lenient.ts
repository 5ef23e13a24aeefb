import type { Op } from '@sluice/core';

const on = { schema: 'own', table: "it's" };

async function twice(work: () => Promise<void>): Promise<void> {
  await work();
  await work();
}

/** Makes, twice, one of each kind of which PostgreSQL has CREATE … IF NOT EXISTS. */
export async function makeTwice(op: Op): Promise<void> {
  const lenient = { ifNotExists: true };
  await twice(async () => {
    await op.createSchema({ name: 'own', ...lenient });
    await op.createSequence({ schema: 'own', name: 's', ...lenient });
    await op.createTable({
      schema: 'own',
      name: "it's",
      columns: [{ name: 'id', type: 'integer' }],
      comment: 'Mine',
      ...lenient,
    });
    await op.addColumn({ ...on, name: 'more', type: 'integer', notNull: true, fill: '1', ...lenient });
    await op.createIndex({ ...on, name: 'ix', columns: [{ column: 'id' }], ...lenient });
    await op.createIndex({ ...on, name: 'ix2', columns: [{ column: 'id' }], concurrently: true, ...lenient });
    await op.createStatistics({ ...on, name: 'st', definition: '(ndistinct) ON id, more', ...lenient });
    await op.createMaterializedView({ name: 'm', query: 'SELECT 1 AS one', ...lenient });
    await op.createExtension({ name: 'plpgsql', ...lenient });
  });
}

/** Drops, twice, one of each kind of which PostgreSQL has DROP … IF EXISTS. */
export async function dropTwice(op: Op): Promise<void> {
  const lenient = { ifExists: true };
  await op.createView({ name: 'v', query: 'SELECT 1 AS one' });
  await op.createEnum({ name: 'e', values: ['a'] });
  await op.createDomain({ name: 'd', type: 'text' });
  await op.addCheck({ ...on, name: 'c', expression: 'id > 0' });
  await twice(async () => {
    await op.dropCheck({ ...on, name: 'c', ...lenient });
    await op.dropPrimaryKey({ ...on, name: 'pk', ...lenient });
    await op.dropUnique({ ...on, name: 'u', ...lenient });
    await op.dropForeignKey({ ...on, name: 'f', ...lenient });
    await op.dropExclusion({ ...on, name: 'x', ...lenient });
    await op.dropTrigger({ ...on, name: 't', ...lenient });
    await op.dropPolicy({ ...on, name: 'p', ...lenient });
    await op.dropRule({ ...on, name: 'r', ...lenient });
    await op.dropStatistics({ ...on, name: 'st', ...lenient });
    await op.dropIndex({ ...on, name: 'ix', ...lenient });
    await op.dropColumn({ ...on, name: 'more', ...lenient });
    await op.dropTable({ schema: 'own', name: "it's", ...lenient });
    await op.dropSequence({ schema: 'own', name: 's', ...lenient });
    await op.dropView({ name: 'v', ...lenient });
    await op.dropMaterializedView({ name: 'm', ...lenient });
    await op.dropEnum({ name: 'e', ...lenient });
    await op.dropDomain({ name: 'd', ...lenient });
    await op.dropCompositeType({ name: 'ct', ...lenient });
    await op.dropRangeType({ name: 'rt', ...lenient });
    await op.dropFunction({ name: 'f(integer)', ...lenient });
    await op.dropAggregate({ name: 'a(integer)', ...lenient });
    await op.dropExtension({ name: 'no_such', ...lenient });
    await op.dropRole({ name: 'no such role', ...lenient });
    await op.dropSchema({ name: 'own', ...lenient });
  });
}
