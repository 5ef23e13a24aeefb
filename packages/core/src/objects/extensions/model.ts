import type { ExtensionDeclaration } from '../../declare/extension.js';
import { declarationsOf } from '../../model-reader/declarations.js';
import type { ModelReader } from '../../model-reader/models.js';
import { cutName } from '../../sql/names.js';

/** Extensions: `extension()`. */
export const extensionReader: ModelReader = {
  namespaces: () => ['extensions'],
  read: (models) => ({
    objects: declarationsOf<ExtensionDeclaration>(models, 'extension').map(({ declaration, source }) => ({
      kind: 'extension',
      id: { name: cutName(declaration.name) },
      attributes: {
        ...(declaration.schema === undefined ? {} : { schema: cutName(declaration.schema) }),
        ...(declaration.version === undefined ? {} : { version: declaration.version }),
      },
      declaration,
      source,
    })),
    notes: [],
  }),
};
