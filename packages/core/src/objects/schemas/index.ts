import type { Kind, PrivilegeTarget } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { commentOn, ownerOf, createAddress, dropStatement } from '../rules.js';
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
  lenient: 'both',
  holdsRows: true,
  container: 'schema',
  attributes: { owner: ownerOf(address), privileges: privilegesOf(privilegesOn), comment: commentOn(address) },
  namespaces: () => ['schemas'],
  create: ({ id }, _clauses, manner) => [inside(createAddress(address(id), manner))],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  spokenOf: ({ id }, current) => (current ? [] : [inside(`CREATE ${address(id)}`)]),
  catalog: schemaCatalog,
};
