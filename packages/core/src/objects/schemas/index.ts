import type { Kind } from '../../kind.js';
import { ident } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { commentOn, ownerOf } from '../rules.js';
import { schemaCatalog } from './catalog.js';
import type { SchemaAttributes } from './schema.js';

const address = (id: { readonly name: string }): string => `SCHEMA ${ident(id.name)}`;

/** Schemas: CREATE SCHEMA. */
export const schemaKind: Kind<SchemaAttributes> = {
  name: 'schema',
  scope: [],
  verb: 'create',
  holdsRows: true,
  attributes: { owner: ownerOf(address), comment: commentOn(address) },
  namespace: () => 'schemas',
  create: ({ id }) => [inside(`CREATE ${address(id)}`)],
  drop: ({ id }) => [inside(`DROP ${address(id)}`)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  spokenOf: ({ id }, current) => (current ? [] : [inside(`CREATE ${address(id)}`)]),
  catalog: schemaCatalog,
};
