import type { DatabaseObject } from '../object.js';
import { isUnstable } from '../sql/expression.js';
import type { KindName } from './kinds.js';

const kinds: ReadonlySet<KindName> = new Set([
  'exclusion',
  'statistics',
  'view',
  'materialized_view',
  'publication_table',
  'policy',
  'rule',
  'trigger',
  'function',
] as const);

/**
 * Whether an object must step aside for a new type of a column that it speaks of: PostgreSQL refuses the change, or
 * makes the object anew with another text or without its options.
 */
export const yieldsToNewType = (object: DatabaseObject): boolean => kinds.has(object.kind) || speaksUnstably(object);

/** PostgreSQL makes indexes and checks anew of their text, which would come out another text. */
const speaksUnstably = ({ attributes }: DatabaseObject): boolean =>
  Object.values(attributes).some((value) => isUnstable(typeof value === 'string' ? value : JSON.stringify(value)));
