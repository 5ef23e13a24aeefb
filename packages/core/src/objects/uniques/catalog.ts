import type { Catalog } from '../../kind.js';
import { constraintAddresses, keySql, readKey } from '../keys-catalog.js';
import { flag } from '../read.js';
import type { UniqueAttributes } from './unique.js';

/** Unique constraints. */
export const uniqueCatalog: Catalog<UniqueAttributes> = {
  sql: (schemas) => keySql('u', schemas),
  read: (row) => ({ ...readKey(row), nullsNotDistinct: flag(row, 'nulls_not_distinct') }),
  addresses: (schemas) => constraintAddresses('u', schemas),
};
