import type { CompositeTypeDeclaration } from '../../declare/composite-type.js';
import { declarationsOf } from '../../model-reader/declarations.js';
import type { ModelReader } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { cutName } from '../../sql/names.js';

/** Composite types: `compositeType()`. */
export const compositeTypeReader: ModelReader = {
  namespaces: (id) => [namespaces.types(id), namespaces.relations(id)],
  read: (models) => ({
    objects: declarationsOf<CompositeTypeDeclaration>(models, 'composite_type').map(({ declaration, source }) => ({
      kind: 'composite_type',
      id: { schema: cutName(declaration.schema ?? models.defaultSchema), name: cutName(declaration.name) },
      attributes: {
        attributes: Object.entries(declaration.attributes).map(([name, said]) => ({
          name: cutName(name),
          ...(typeof said === 'string' ? { type: said } : said),
        })),
      },
      declaration,
      source,
    })),
    notes: [],
  }),
};
