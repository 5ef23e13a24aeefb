import type { Id } from './object.js';

/** An object as a person names it: `users`, `users.email`, `billing.invoices`. The schema `public` is left out. */
export const pathOf = ({ schema, table, name }: Id): string =>
  [schema === 'public' ? undefined : schema, table, name].filter((part) => part !== undefined).join('.');
