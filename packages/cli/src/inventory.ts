import { keyOfObject, kindNames, kindOf, type Connection, type DatabaseObject, type KindName } from '@sluice/core';
import { inventory as readInventory, ownTables, type InventoryItem } from '@sluice/database';
import { askNobody } from './answers.js';
import { isPublic, readProjectModels } from './compare-models.js';
import { desire } from './draft.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { recordHistory } from './record.js';
import { withMigrated } from './state.js';

/** What to count besides. */
export interface InventoryOptions extends ProjectOptions {
  /** Whether to count the objects of each kind too, which takes the models; not by default. */
  readonly all?: boolean | undefined;
}

/** What a database holds. */
export interface InventoryResult {
  /** The objects that no kind covers: they are left alone, and a change that would lose one is refused. */
  readonly uncovered: readonly InventoryItem[];
  /** How many objects there are of each kind; undefined where they were not asked for. */
  readonly kinds: readonly KindCount[] | undefined;
  /** Catalogs that the role may not read: what they hold is not known. */
  readonly unread: readonly string[];
}

/** The objects of a kind in a database. */
export interface KindCount {
  readonly kind: KindName;
  /** How many there are. */
  readonly covered: number;
  /** Of these, how many the models name or a migration made. */
  readonly owned: number;
  /** Of these, how many are somebody else's. */
  readonly leftAlone: number;
}

/**
 * Names every object of the database that no kind covers. Changes nothing.
 *
 * @example
 * ```ts
 * import { inventory } from 'sluice';
 *
 * const { uncovered } = await inventory();
 * for (const { description, on } of uncovered) console.log(description, on);
 * ```
 */
export async function inventory(options: InventoryOptions = {}): Promise<InventoryResult> {
  const project = await openProject(options);
  const { versionTable, defaultSchema } = project.config;
  return withMigrated(project, async (connection) => {
    const { items, unread } = await readInventory(connection, { defaultSchema, without: ownTables(versionTable) });
    const kinds = options.all === true ? await countKinds(project, connection) : undefined;
    return { uncovered: items, kinds, unread };
  });
}

async function countKinds(project: Project, connection: Connection): Promise<readonly KindCount[]> {
  const { versionTable, defaultSchema } = project.config;
  const models = await readProjectModels(project);
  const history = await recordHistory(project);
  const answers = { standing: project.config, ask: askNobody };
  const request = { connection, models: models.objects, history, versionTable, defaultSchema, answers };
  const { found, leftAlone } = await desire(request);
  const left = new Set(leftAlone.filter((object) => !isPublic(object)).map(keyOfObject));
  const others = new Set(
    leftAlone.filter(({ kind }) => kindOf(kind).container).map(({ id }) => nameOf(id.schema, id.name)),
  );
  const isLeft = (object: DatabaseObject): boolean =>
    left.has(keyOfObject(object)) ||
    (object.id.table !== undefined && others.has(nameOf(object.id.schema, object.id.table)));
  return kindNames.flatMap((kind) => {
    const all = found.objects.filter((object) => object.kind === kind);
    const count = all.filter(isLeft).length;
    return all.length === 0 ? [] : [{ kind, covered: all.length, owned: all.length - count, leftAlone: count }];
  });
}

const nameOf = (schema: string | undefined, name: string): string => JSON.stringify([schema, name]);
