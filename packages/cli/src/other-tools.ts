import type { DatabaseObject } from '@sluice/core';
import type { ResolvedConfig } from './config/config.js';

/** Whether an object is where another tool for migrations keeps its history: that is nobody's model. */
export function isOfOtherTools({ kind, id }: DatabaseObject, { drizzle }: Pick<ResolvedConfig, 'drizzle'>): boolean {
  const own = drizzle?.migrationsTable ?? DRIZZLE_KIT;
  if (kind === 'schema') return id.name === own.schema;
  const tables = [own.name, DRIZZLE_KIT.name, 'alembic_version'];
  return tables.some((table) => id.name === table || id.name === `${table}_id_seq`);
}

/** Where drizzle-kit has it, unless its config says otherwise. */
const DRIZZLE_KIT = { schema: 'drizzle', name: '__drizzle_migrations' };
