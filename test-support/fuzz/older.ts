import type { CaseData, ModelsData } from './data.ts';

/** A case without what PostgreSQL of that major version does not know. */
export const asOn = (major: number, { before, byHand, after }: CaseData): CaseData =>
  major >= 15 ? { before, byHand, after } : { before: without15(before), byHand, after: without15(after) };

const without15 = (models: ModelsData): ModelsData => ({
  ...models,
  tables: models.tables.map((table) => ({
    ...table,
    uniques: table.uniques.map((unique) => ({ ...unique, nullsNotDistinct: false })),
  })),
});
