import type { JsonObject } from '../../json.js';
import type { Kind } from '../../kind.js';
import { keyOf, type DatabaseObject } from '../../object.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { comment as commentStatement, createAddress, dropStatement } from '../rules.js';
import { extensionCatalog } from './catalog.js';
import type { ExtensionAttributes } from './extension.js';

const address = (id: { readonly name: string }): string => `EXTENSION ${ident(id.name)}`;

/** Extensions: CREATE EXTENSION. */
export const extensionKind: Kind<ExtensionAttributes> = {
  name: 'extension',
  scope: [],
  verb: 'create',
  lenient: 'both',
  holdsRows: true,
  attributes: {
    schema: {
      default: null,
      follow: (schema, { kind, id, to }) => (kind === 'schema' && id.name === schema ? to : schema),
      alter: ({ id, to }) => (to.schema == null ? [] : [inside(`ALTER ${address(id)} SET SCHEMA ${ident(to.schema)}`)]),
    },
    version: {
      default: null,
      alter: ({ id, to }) =>
        to.version == null ? [] : [inside(`ALTER ${address(id)} UPDATE TO ${ident(to.version)}`)],
    },
    comment: { default: null, alter: ({ id, to }) => [to.comment == null ? ownComment(id) : describe(id, to.comment)] },
  },
  namespaces: () => ['extensions'],
  needs: ({ attributes: { schema } }) => (schema == null ? [] : [keyOf('schema', { name: schema })]),
  create: ({ id, attributes }, _clauses, manner) => [createExtension(id, attributes, manner)],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  address,
  spokenOf,
  catalog: extensionCatalog,
};

function createExtension(
  id: { readonly name: string },
  { schema, version }: ExtensionAttributes,
  manner: JsonObject,
): Statement {
  return inside(
    [
      createAddress(address(id), manner),
      ...(schema == null ? [] : [`SCHEMA ${ident(schema)}`]),
      ...(version == null ? [] : [`VERSION ${ident(version)}`]),
    ].join(' '),
  );
}

const describe = (id: { readonly name: string }, text: string): Statement =>
  commentStatement(address(id), text === '' ? null : text);

/** The comment that the extension brings stands in its files: the server reads it. */
function ownComment(id: { readonly name: string }): Statement {
  return inside(
    `DO $$ BEGIN EXECUTE (SELECT format('COMMENT ON EXTENSION %I IS %L', a.name, a.comment) FROM pg_available_extensions() a WHERE a.name = ${literal(id.name)}); END $$`,
  );
}

/** What an extension brings can be spoken of once it is there, and where it stands. */
function spokenOf(
  { id, attributes }: DatabaseObject<ExtensionAttributes>,
  current: DatabaseObject<ExtensionAttributes> | undefined,
): readonly Statement[] {
  if (!current) return [createExtension(id, attributes, {})];
  const { schema } = attributes;
  return schema == null || schema === current.attributes.schema
    ? []
    : [inside(`ALTER ${address(id)} SET SCHEMA ${ident(schema)}`)];
}
