import type { SqlFunction } from '../../declare/function.js';
import type { Fragment } from '../../declare/fragment.js';
import { declarationsOf, type Declared } from '../../model-reader/declarations.js';
import { renderFragment } from '../../model-reader/fragments.js';
import type { ModelReader, Models } from '../../model-reader/models.js';
import type { ModelObject } from '../../model-object.js';
import { cutName } from '../../sql/names.js';
import type { FunctionAttributes } from './function.js';
import { routineNames, writeSignature } from './signature.js';

/** Functions that are declared beside the models. All that is not said of one is PostgreSQL's default. */
export const functionReader: ModelReader = {
  namespaces: routineNames,
  read: (models) => ({
    objects: declarationsOf<SqlFunction>(models, 'function').map((found) => objectOf(models, found)),
    notes: [],
  }),
};

/** Which arguments tell it from others of its name, PostgreSQL is asked: until then they stand as they are written. */
function objectOf(models: Models, { declaration, source }: Declared<SqlFunction>): ModelObject {
  const attributes = attributesOf(declaration, (text) => renderFragment(models, text, source));
  const { schema = models.defaultSchema, name } = declaration;
  return {
    kind: 'function',
    id: { schema: cutName(schema), name: writeSignature({ name: cutName(name), types: attributes.arguments }) },
    attributes: { ...attributes },
    declaration,
    source,
  };
}

/** Owner, privileges and comment are said apart. */
type Defined = Required<Omit<FunctionAttributes, 'owner' | 'privileges' | 'comment'>>;

function attributesOf(said: SqlFunction, text: (value: Fragment) => string): Defined {
  const optional = (value: Fragment | undefined): string | null => (value === undefined ? null : text(value));
  return {
    routine: said.routine ?? 'function',
    arguments: text(said.arguments ?? '').trim(),
    returns: optional(said.returns),
    language: said.language ?? 'sql',
    transforms: said.transforms ?? [],
    volatility: said.volatility ?? 'volatile',
    strict: said.strict ?? false,
    securityDefiner: said.securityDefiner ?? false,
    leakproof: said.leakproof ?? false,
    parallel: said.parallel ?? 'unsafe',
    cost: said.cost ?? null,
    rows: said.rows ?? null,
    support: said.support ?? null,
    set: said.set ?? {},
    library: said.library ?? null,
    body: said.standardBody === undefined ? text(said.body ?? '') : null,
    standardBody: optional(said.standardBody),
  };
}
