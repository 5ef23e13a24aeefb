import type { SQL } from 'drizzle-orm';
import type { JsonObject } from '../../json.js';
import type { ModelObject } from '../../model-object.js';
import { isAlias, mayBeEntity } from '../../model-reader/drizzle.js';
import { ModelUnreadable } from '../../model-reader/errors.js';
import { byText, columnNames, fileOf, labelOf, type ModelReader, type Models } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import type { Id } from '../../object.js';
import { cutName } from '../../sql/names.js';
import type { StorageParameters } from '../rules.js';

/** Views: `pgView()`, `schema.view()`. */
export const viewReader: ModelReader = {
  namespaces: (id) => [namespaces.relations(id), namespaces.types(id)],
  idOf: (models, entity) => idOf(models, entity, 'view'),
  within,
  read: (models) => ({
    objects: [
      ...viewsOf(models, 'view').flatMap((view) => readView(models, view, { with: optionsOf(view.config.with) })),
      ...existingViews(models, 'view'),
    ],
    notes: [],
  }),
};

/** The view of a sort that an entity is, or whose column it is. */
export const idOf = (models: Models, entity: object, kind: ViewModel['kind']): Id | undefined =>
  (viewOf(models, entity, kind) ?? viewOfColumn(models, entity, kind))?.id;

/** A column of a view is an alias of a column: it knows the view by its name alone. */
function viewOfColumn(models: Models, entity: object, kind: ViewModel['kind']): ViewModel | undefined {
  const owner = ownerOf(models, entity);
  const named = owner ? viewsOf(models, kind).filter(({ config }) => config.name === owner.name) : [];
  return named.length === 1 ? named[0] : undefined;
}

/** What is said of a column of a view. */
export function within(models: Models, entity: object, attributes: JsonObject): JsonObject | undefined {
  const owner = ownerOf(models, entity);
  return owner ? { columns: [{ name: owner.column, ...attributes }] } : undefined;
}

/** The name of the view that something is a column of, and the column's. */
function ownerOf(models: Models, entity: object): { readonly name: string; readonly column: string } | undefined {
  const { root, pgCore } = models.drizzle;
  if (!mayBeEntity(entity) || !root.is(entity, pgCore.PgColumn)) return undefined;
  const owner: unknown = entity.table;
  if (!mayBeEntity(owner) || !root.is(owner, pgCore.PgTable) || !isAlias(owner)) return undefined;
  const [column = entity.name] = columnNames(models.tableOf(owner), [entity]);
  return { name: root.getTableName(owner), column };
}

/** A view of either sort as found among the exports. */
export interface ViewModel {
  readonly kind: 'view' | 'materialized_view';
  readonly id: Id & { readonly schema: string };
  /** For messages: `billing.totals`. */
  readonly label: string;
  readonly config: ViewConfig;
}

/** What `getViewConfig` and `getMaterializedViewConfig` say. */
interface ViewConfig {
  readonly name: string;
  readonly schema: string | undefined;
  readonly query: SQL | undefined;
  readonly isExisting: boolean;
  readonly with?: object | undefined;
  readonly using?: string | undefined;
  readonly tablespace?: string | undefined;
  readonly withNoData?: boolean | undefined;
}

/** A view with where it stands, for messages. */
type FoundView = ViewModel & { readonly source: string };

/** The views of a sort that are exported and that the models make. */
export const viewsOf = (models: Models, kind: ViewModel['kind']): readonly FoundView[] =>
  allViewsOf(models, kind).filter(({ config }) => !config.isExisting);

/** The views of a sort that are there already, and that the models only speak of. */
export const existingViews = (models: Models, kind: ViewModel['kind']): readonly ModelObject[] =>
  allViewsOf(models, kind)
    .filter(({ config }) => config.isExisting)
    .map(({ id, source }) => ({ kind, id, attributes: {}, existing: true, source }));

const allViewsOf = (models: Models, kind: ViewModel['kind']): readonly FoundView[] =>
  models.exports.flatMap((found) => {
    const view = mayBeEntity(found.value) ? viewOf(models, found.value, kind) : undefined;
    return view ? [{ ...view, source: `${view.label}${fileOf(found)}` }] : [];
  });

/** Something made with Drizzle as a view of a sort, if it is one. */
export function viewOf(models: Models, entity: object, kind: ViewModel['kind']): ViewModel | undefined {
  const config = configOf(models, entity, kind);
  if (!config) return undefined;
  const { schema = models.defaultSchema, name } = config;
  return { kind, id: { schema: cutName(schema), name: cutName(name) }, label: labelOf(schema, name), config };
}

function configOf({ drizzle }: Models, entity: object, kind: ViewModel['kind']): ViewConfig | undefined {
  const { root, pgCore } = drizzle;
  if (!mayBeEntity(entity)) return undefined;
  if (kind === 'view') return root.is(entity, pgCore.PgView) ? pgCore.getViewConfig(entity) : undefined;
  return root.is(entity, pgCore.PgMaterializedView) ? pgCore.getMaterializedViewConfig(entity) : undefined;
}

/** A view of either sort as an object, with what only its own sort says. */
export function readView(
  models: Models,
  { kind, id, config: { query }, source }: ViewModel & { readonly source: string },
  more: JsonObject,
): readonly ModelObject[] {
  if (!query) throw new ModelUnreadable(source, 'it has no query: give it one with .as(), or say .existing()');
  return [{ kind, id, attributes: { query: readQuery(models, query, source), shape: null, ...more }, source }];
}

/** The query without the semicolon that may end it. */
const readQuery = (models: Models, query: SQL, source: string): string =>
  models.renderQuery(query, source).replace(/^\s+|[\s;]+$/g, '');

/** `{ autovacuumEnabled: false }` as PostgreSQL names and keeps it. */
export function parametersOf(given: object = {}): StorageParameters {
  const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const named = entries.map(([name, value]): [string, string] => [snakeCase(name), String(value)]);
  return Object.fromEntries(named.toSorted(([a], [b]) => byText(a, b)));
}

/** The options of a view: what is false is what is usual. */
function optionsOf(given: object = {}): StorageParameters {
  return Object.fromEntries(Object.entries(parametersOf(given)).filter(([, value]) => value !== 'false'));
}
