import type { CaseData, ModelsData } from './data.ts';

/** A case without what PostgreSQL of that major version does not know. */
export const asOn = (major: number, drawn: CaseData): CaseData =>
  major >= 15 ? drawn : { ...drawn, before: without15(drawn.before), after: without15(drawn.after) };

const without15 = (models: ModelsData): ModelsData => ({
  ...models,
  tables: models.tables.map((table) => ({
    ...table,
    uniques: table.uniques.map((unique) => ({ ...unique, nullsNotDistinct: false })),
  })),
});
