import type { Catalog } from '../../kind.js';
import { constraintAddresses, keySql, readKey } from '../keys-catalog.js';
import type { PrimaryKeyAttributes } from './primary-key.js';

/** Primary keys. */
export const primaryKeyCatalog: Catalog<PrimaryKeyAttributes> = {
  sql: (schemas) => keySql('p', schemas),
  read: readKey,
  addresses: (schemas) => constraintAddresses('p', schemas),
};
