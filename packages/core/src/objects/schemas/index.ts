import type { Kind, PrivilegeTarget } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { commentOn, ownerOf } from '../rules.js';
import { privilegesOf } from '../privileges.js';
import { schemaCatalog } from './catalog.js';
import type { SchemaAttributes } from './schema.js';

const address = (id: { readonly name: string }): string => `SCHEMA ${ident(id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id) });

/** Schemas: CREATE SCHEMA. */
export const schemaKind: Kind<SchemaAttributes> = {
  name: 'schema',
  scope: [],
  verb: 'create',
  holdsRows: true,
  container: 'schema',
  attributes: { owner: ownerOf(address), privileges: privilegesOf(privilegesOn), comment: commentOn(address) },
  namespaces: () => ['schemas'],
  create: ({ id }) => [inside(`CREATE ${address(id)}`)],
  drop: ({ id }) => [inside(`DROP ${address(id)}`)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  spokenOf: ({ id }, current) => (current ? [] : [inside(`CREATE ${address(id)}`)]),
  catalog: schemaCatalog,
};
