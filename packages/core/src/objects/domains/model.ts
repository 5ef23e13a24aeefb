import type { DomainDeclaration } from '../../declare/domain.js';
import { declarationsOf } from '../../model-reader/declarations.js';
import { byText, type ModelReader, type Models } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { renderFragment } from '../../model-reader/fragments.js';
import type { JsonObject } from '../../json.js';
import { cutName } from '../../sql/names.js';

/** Domains: `domain()`. */
export const domainReader: ModelReader = {
  namespaces: (id) => [namespaces.types(id)],
  read: (models) => ({
    objects: declarationsOf<DomainDeclaration>(models, 'domain').map(({ declaration, source }) => ({
      kind: 'domain',
      id: { schema: cutName(declaration.schema ?? models.defaultSchema), name: cutName(declaration.name) },
      attributes: readDomain(models, declaration, source),
      declaration,
      source,
    })),
    notes: [],
  }),
};

function readDomain(models: Models, declaration: DomainDeclaration, source: string): JsonObject {
  const { type, collation, default: value, notNull = false, checks = {} } = declaration;
  return {
    type,
    collation: collation ?? null,
    default: value === undefined ? null : renderFragment(models, value, source),
    notNull,
    checks: Object.entries(checks)
      .map(([name, expression]) => ({ name: cutName(name), expression: renderFragment(models, expression, source) }))
      .toSorted((a, b) => byText(a.name, b.name)),
  };
}
