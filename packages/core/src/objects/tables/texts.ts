import type { Texts } from '../../kind.js';
import { ident } from '../../sql/quote.js';
import type { TableAttributes } from './table.js';

/** The name that a partition's table bears in a question: the bound does not depend on it. */
const asked = 'sluice_partitioned';

/** By what a table is partitioned, and the bounds of a partition: asked of a table with the same columns. */
export const tableTexts: Texts<TableAttributes> = {
  attributes: ['partitionBy', 'partitionOf'],
  ask: ({ kind, attributes: { partitionBy, partitionOf } }, columns) => {
    if (partitionOf?.by != null)
      return {
        kind,
        table: asked,
        columns,
        partitionBy: partitionOf.by,
        statement: [`CREATE TABLE pg_temp.`, ` PARTITION OF pg_temp.${ident(asked)} ${partitionOf.bound}`],
      };
    return partitionBy == null ? undefined : { kind, columns, partitionBy };
  },
  take: (said, answer) => ({
    ...(said.partitionBy === undefined ? {} : { partitionBy: answer.partitionBy ?? null }),
    ...(said.partitionOf ? { partitionOf: withoutKey(said.partitionOf, answer.partitionOf?.bound) } : {}),
  }),
};

/** A partition as the catalog has it: by what its table is partitioned is the table's to say. */
function withoutKey(
  { by: _by, bound, ...parent }: NonNullable<TableAttributes['partitionOf']>,
  written = bound,
): NonNullable<TableAttributes['partitionOf']> {
  return { ...parent, bound: written };
}
