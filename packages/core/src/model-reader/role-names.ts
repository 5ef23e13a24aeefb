import type { PgRole } from 'drizzle-orm/pg-core';
import { cutName } from '../sql/names.js';

/** How models name roles: by a text, by the role itself, or several of either. */
export type RoleNames = string | PgRole | readonly RoleNames[];

/** The names of roles that a model speaks of. */
export function namesOfRoles(roles: RoleNames): readonly string[] {
  if (isSeveral(roles)) return roles.flatMap(namesOfRoles);
  return [cutName(typeof roles === 'string' ? roles : roles.name)];
}

const isSeveral = (roles: RoleNames): roles is readonly RoleNames[] => Array.isArray(roles);
