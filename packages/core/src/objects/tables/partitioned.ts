import type { PartitionBound, PartitionedDeclaration, PartitionValue } from '../../declare/partitioned.js';
import { declarationsOf, type Declared } from '../../model-reader/declarations.js';
import { mayBeEntity } from '../../model-reader/drizzle.js';
import { ModelUnreadable } from '../../model-reader/errors.js';
import { literalOf } from '../../model-reader/literals.js';
import { columnNames, type Models, type TableModel } from '../../model-reader/models.js';
import type { ModelObject } from '../../model-object.js';
import { cutName } from '../../sql/names.js';
import { ident } from '../../sql/quote.js';

type Partitioned = Declared<PartitionedDeclaration>;

/**
 * The declarations of partitioned tables, by table.
 *
 * @throws ModelUnreadable when a table has two.
 */
export function partitioningsOf(models: Models): ReadonlyMap<TableModel, Partitioned> {
  const found = new Map<TableModel, Partitioned>();
  for (const each of declarationsOf<PartitionedDeclaration>(models, 'table')) {
    const table = models.tableOf(each.declaration.table);
    if (found.has(table)) throw new ModelUnreadable(each.source, `table ${table.label} is partitioned twice`);
    found.set(table, each);
  }
  return found;
}

/** `RANGE ("at")`. */
export function keyText(models: Models, table: TableModel, { declaration: { by, key }, source }: Partitioned): string {
  if (key.length === 0) throw new ModelUnreadable(source, 'its key is empty: name a column or an expression');
  const { root, pgCore } = models.drizzle;
  const members = key.map((of) => {
    if (typeof of !== 'string' && mayBeEntity(of) && root.is(of, pgCore.PgColumn))
      return ident(columnNames(table, [of])[0] ?? of.name);
    return `(${typeof of === 'string' ? of : models.render(root.sql`${of}`, source, table)})`;
  });
  return `${by.toUpperCase()} (${members.join(', ')})`;
}

/** The partitions that are declared, as tables. */
export function readPartitions(models: Models, table: TableModel, partitioning: Partitioned): readonly ModelObject[] {
  const { declaration, source } = partitioning;
  const by = keyText(models, table, partitioning);
  const { schema } = table;
  return Object.entries(declaration.partitions ?? {}).map(([name, bound]) => ({
    kind: 'table',
    id: { schema, name: cutName(name) },
    attributes: {
      partitionOf: {
        ...(schema === 'public' ? {} : { schema }),
        table: table.name,
        bound: boundText(models, bound, `${source}, partition ${name}`),
        by,
      },
    },
    bare: true,
    source,
  }));
}

function boundText(models: Models, bound: PartitionBound, source: string): string {
  const list = (values: readonly PartitionValue[]): string =>
    values.map((value) => valueText(models, value, source)).join(', ');
  if (bound === 'default') return 'DEFAULT';
  if ('in' in bound) return `FOR VALUES IN (${list(bound.in)})`;
  if ('modulus' in bound) return `FOR VALUES WITH (modulus ${bound.modulus}, remainder ${bound.remainder})`;
  return `FOR VALUES FROM (${list(bound.from)}) TO (${list(bound.to)})`;
}

function valueText(models: Models, value: PartitionValue, source: string): string {
  return mayBeEntity(value) && models.drizzle.root.is(value, models.drizzle.root.SQL)
    ? models.render(value, source)
    : literalOf(value, source);
}
