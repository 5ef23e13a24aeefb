import type { Id } from '../object.js';

/** Where PostgreSQL wants a name to be unique. */
export const namespaces = {
  relations: ({ schema }: Id): string => `relations of ${schema}`,
  types: ({ schema }: Id): string => `types of ${schema}`,
  constraints: ({ schema, table }: Id): string => `constraints of ${schema}.${table}`,
} as const;
