import type { ModelReader } from '../model-reader/models.js';
import { checkReader } from './checks/model.js';
import { columnReader } from './columns/model.js';
import { compositeTypeReader } from './composite-types/model.js';
import { domainReader } from './domains/model.js';
import { enumReader } from './enums/model.js';
import { exclusionReader } from './exclusions/model.js';
import { extensionReader } from './extensions/model.js';
import { foreignKeyReader } from './foreign-keys/model.js';
import { functionReader } from './functions/model.js';
import { indexReader } from './indexes/model.js';
import type { KindName } from './kinds.js';
import { materializedViewReader } from './materialized-views/model.js';
import { policyReader } from './policies/model.js';
import { primaryKeyReader } from './primary-keys/model.js';
import { rangeTypeReader } from './range-types/model.js';
import { roleReader } from './roles/model.js';
import { schemaReader } from './schemas/model.js';
import { sequenceReader } from './sequences/model.js';
import { tableReader } from './tables/model.js';
import { triggerReader } from './triggers/model.js';
import { uniqueReader } from './uniques/model.js';
import { viewReader } from './views/model.js';

/** A kind of which nothing is read from models. */
const unread: ModelReader = { namespaces: () => [], read: () => ({ objects: [], notes: [] }) };

/** How each kind is read from models. */
export const modelReaders: { readonly [kind in KindName]: ModelReader } = {
  role: roleReader,
  schema: schemaReader,
  extension: extensionReader,
  enum: enumReader,
  domain: domainReader,
  composite_type: compositeTypeReader,
  range_type: rangeTypeReader,
  sequence: sequenceReader,
  function: functionReader,
  aggregate: unread,
  table: tableReader,
  column: columnReader,
  column_override: unread,
  primary_key: primaryKeyReader,
  unique: uniqueReader,
  check: checkReader,
  exclusion: exclusionReader,
  index: indexReader,
  statistics: unread,
  foreign_key: foreignKeyReader,
  view: viewReader,
  materialized_view: materializedViewReader,
  publication_table: unread,
  policy: policyReader,
  rule: unread,
  trigger: triggerReader,
  default_privileges: unread,
};
