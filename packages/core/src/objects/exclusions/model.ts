import type { ExcludeDeclaration } from '../../declare/exclude.js';
import { declarationsOf } from '../../model-reader/declarations.js';
import { mayBeEntity } from '../../model-reader/drizzle.js';
import { columnNames, type ModelReader, type Models } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { cutName } from '../../sql/names.js';
import { ident } from '../../sql/quote.js';
import { deferralClause } from '../constraints.js';

/** Exclusion constraints: `exclude()`. */
export const exclusionReader: ModelReader = {
  namespaces: (id) => [namespaces.constraints(id), namespaces.relations(id)],
  read: (models) => ({
    objects: declarationsOf<ExcludeDeclaration>(models, 'exclusion').map(({ declaration, source }) => {
      const { schema, name: table } = models.tableOf(declaration.table);
      return {
        kind: 'exclusion',
        id: { schema, table, name: cutName(declaration.name) },
        attributes: { definition: definitionOf(models, declaration, source) },
        declaration,
        source,
      };
    }),
    notes: [],
  }),
};

function definitionOf(models: Models, declaration: ExcludeDeclaration, source: string): string {
  const { using = 'gist', elements, where } = declaration;
  const members = elements.map(([of, operator]) => `${elementOf(models, declaration, of, source)} WITH ${operator}`);
  const predicate = where === undefined ? '' : ` WHERE (${render(models, declaration, where, source)})`;
  return `EXCLUDE USING ${ident(using)} (${members.join(', ')})${predicate}${deferralClause(declaration)}`;
}

type Element = ExcludeDeclaration['elements'][number][0];

/** A column by its name; an expression in parentheses. */
function elementOf(models: Models, declaration: ExcludeDeclaration, of: Element, source: string): string {
  const { root, pgCore } = models.drizzle;
  if (typeof of !== 'string' && mayBeEntity(of) && root.is(of, pgCore.PgColumn)) {
    const [name = of.name] = columnNames(models.tableOf(declaration.table), [of]);
    return ident(name);
  }
  return `(${render(models, declaration, of, source)})`;
}

function render(models: Models, { table }: ExcludeDeclaration, of: Element, source: string): string {
  const { sql } = models.drizzle.root;
  return typeof of === 'string' ? of : models.render(sql`${of}`, source, models.tableOf(table));
}
