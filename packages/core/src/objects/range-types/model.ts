import type { RangeTypeDeclaration } from '../../declare/range-type.js';
import { declarationsOf } from '../../model-reader/declarations.js';
import type { ModelReader } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { cutName, makeMultirangeName } from '../../sql/names.js';

/** Range types: `rangeType()`. */
export const rangeTypeReader: ModelReader = {
  namespaces: (id) => [namespaces.types(id)],
  read: (models) => ({
    objects: declarationsOf<RangeTypeDeclaration>(models, 'range_type').map(({ declaration, source }) => {
      const { subtype, opclass = null, collation = null, canonical = null, subtypeDiff = null } = declaration;
      const name = cutName(declaration.name);
      return {
        kind: 'range_type',
        id: { schema: cutName(declaration.schema ?? models.defaultSchema), name },
        attributes: { subtype, opclass, collation, canonical, subtypeDiff, ...multirangeOf(name, declaration) },
        declaration,
        source,
      };
    }),
    notes: [],
  }),
};

/** What a model leaves out stays as the database has it: it may have another name since the range was renamed. */
function multirangeOf(name: string, { multirange }: RangeTypeDeclaration): { readonly multirange?: string | null } {
  if (multirange === undefined) return {};
  const cut = cutName(multirange);
  return { multirange: cut === makeMultirangeName(name) ? null : cut };
}
