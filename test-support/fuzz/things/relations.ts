import { find, type ColumnData, type ModelsData, type Named, type ThingData } from '../data.ts';

/** A name and the columns of what things stand on: a table or a view. */
export interface Relation extends Named {
  readonly columns: readonly ColumnData[];
}

/** Tables and views, as far as they stand before a thing. */
export function relations(models: ModelsData, before?: ThingData): readonly Relation[] {
  const found: Relation[] = [...models.tables];
  for (const thing of models.things) {
    if (thing === before) break;
    if (thing.sort !== 'view' && thing.sort !== 'materialized view') continue;
    const on = thing.on && find(found, thing.on);
    if (!on) continue;
    const columns = thing.columns.flatMap((name) => on.columns.find((each) => each.name === name) ?? []);
    // Of a view the columns are neither generated nor identities
    found.push({ schema: thing.schema, name: thing.name, columns: columns.map(({ name, type }) => ({ name, type })) });
  }
  return found;
}
