import {
  adopt,
  adoptNames,
  describeObject,
  differing,
  DropUnwanted,
  findByPath,
  filterBoth,
  findDrops,
  keyOfObject,
  kindOf,
  lookUp,
  NameCollision,
  oldNames,
  openQuestions,
  ownership,
  passesAll,
  rename,
  sharedObjects,
  survey,
  tooNew,
  valueKey,
  withFills,
  type Adopted,
  type Connection,
  type DatabaseObject,
  type Drops,
  type Goes,
  type Key,
  type ModelObject,
  type Naming,
  type OldName,
  type OldNames,
  type Operation,
  type Owns,
  type Passes,
  type Renamed,
  type Snapshot,
  type Survey,
} from '@sluice/core';
import {
  canonical,
  followExactly,
  migrate,
  ModelRejected,
  ownTables,
  readCatalogRows,
  snapshotOf,
  type CatalogRows,
  type Directions,
  type IntrospectOptions,
  type VersionTable,
} from '@sluice/database';
import { AnswersWanted, stillOpen, type Answers, type Decided } from './answers.js';

/** What a draft is made of. */
export interface DraftRequest {
  readonly connection: Connection;
  /** The models, as written. */
  readonly models: readonly ModelObject[];
  /** The upgrades of the migrations that are applied, oldest first: what these made, the models own. */
  readonly history: readonly (readonly Operation[])[];
  readonly versionTable: VersionTable;
  readonly defaultSchema: string;
  /** All that the database says, where it was read already. */
  readonly catalog?: CatalogRows;
  /** What is looked at; everything by default. */
  readonly passes?: Passes;
  readonly answers?: Answers;
  /** How what the models give no name is named; by default as Drizzle does. */
  readonly naming?: Naming;
}

/** What leads from the database to the models, and back. */
export interface Draft extends Directions {
  readonly current: Snapshot;
  readonly desired: Snapshot;
  /** Objects in the database that the models do not name and this history did not make: they stay. */
  readonly leftAlone: readonly DatabaseObject[];
  /** Objects in the database that the filters leave out, without what stands on and in these. */
  readonly filtered: readonly DatabaseObject[];
  /** The answers that were given, before and when asked. */
  readonly decided: Decided;
  /** Names that followed an old name and stay. */
  readonly oldNames: readonly OldName[];
}

/**
 * Compares the models with the live database. Changes nothing in it.
 *
 * @throws AnswersWanted when nobody says whether something is a rename.
 * @throws RefusedError when a change cannot be made, or not be undone.
 * @throws ModelRejected when PostgreSQL does not understand a text of a model.
 */
export async function draft(request: DraftRequest): Promise<Draft> {
  const { connection, defaultSchema, answers = {} } = request;
  const { found, renamed, desired, leftAlone, filtered, decided, oldNames } = await desire(request);
  const directions = await migrate(
    connection,
    renamed.snapshot,
    desired,
    defaultSchema,
    renamed.operations,
    answers.usings,
  );
  const [upgrade = [], downgrade = []] = withFills([directions.upgrade, directions.downgrade], answers.fills ?? {});
  return {
    upgrade: [...renamed.operations, ...upgrade],
    downgrade: [...downgrade, ...renamed.reverse],
    current: found,
    desired,
    leftAlone,
    filtered,
    decided,
    oldNames,
  };
}

/** What the database is, and what the models ask of it. */
export interface Desired extends Pick<Draft, 'desired' | 'leftAlone' | 'filtered' | 'decided' | 'oldNames'> {
  /** The database as it is. */
  readonly found: Snapshot;
  /** The database once the answered renames are made: what the models are compared with. */
  readonly renamed: Renamed;
}

/**
 * Reads what the models ask of a database. Changes nothing in it.
 *
 * @throws AnswersWanted when nobody says whether something is a rename.
 * @throws ModelRejected when PostgreSQL does not understand a text of a model.
 */
export async function desire(request: DraftRequest): Promise<Desired> {
  const catalog = request.catalog ?? (await readCatalogRows(request.connection, request.defaultSchema));
  const found = snapshotOf(catalog, readingOf(request));
  const first = await adoptSettled(request, found, given(request, found));
  const old = oldNamesIn(request, found, first);
  const renameAlong = await decideAlong(request, old);
  const { settled, renamed, desired, leftAlone, hidden, decided } =
    renameAlong === true ? await withNewNames(request, found, first, old) : first;
  refuseFlaws(settled, renamed.snapshot, desired);
  return {
    found,
    renamed,
    desired,
    leftAlone,
    filtered: outermost(found, hidden),
    decided: { ...decided, renameAlong },
    oldNames: renameAlong === true ? [] : old.all,
  };
}

/** Whether names that followed an old name are renamed along; asked where there are such. */
async function decideAlong({ answers }: DraftRequest, { all }: OldNames): Promise<boolean | undefined> {
  const answer = answers?.renameAlong;
  return typeof answer === 'function' ? (all.length === 0 ? undefined : answer(all)) : answer;
}

const oldNamesIn = (
  { naming = {}, defaultSchema }: DraftRequest,
  found: Snapshot,
  { settled, renamed, desired }: AdoptedModels,
): OldNames => oldNames({ found, renamed, models: settled, desired, naming, defaultSchema });

/** The same with the names renamed along: objects by renames, and what a column owns in what is desired. */
async function withNewNames(
  request: DraftRequest,
  found: Snapshot,
  first: AdoptedModels,
  { renames }: OldNames,
): Promise<AdoptedModels> {
  const { decided } = first;
  const isAll = Object.keys(renames).length === 0;
  const next = isAll
    ? first
    : await adoptSettled(request, found, { ...decided, renames: { ...decided.renames, ...renames } });
  return { ...next, desired: oldNamesIn(request, found, next).anew(next.desired) };
}

/** What is left to compare, and what of the database the models make of it. */
interface AdoptedModels extends Settled, Adopted {}

async function adoptSettled(request: DraftRequest, found: Snapshot, decided: Decided): Promise<AdoptedModels> {
  const settled = await settle(request, found, decided);
  return { ...settled, ...adopt(settled.survey, settled.renamed.snapshot) };
}

/** What is read of the database. */
export const readingOf = ({ models, history, versionTable, defaultSchema }: DraftRequest): IntrospectOptions => ({
  defaultSchema,
  without: ownTables(versionTable),
  shared: sharedObjects(models, history),
});

/** What is left to compare once every question has its answer. */
interface Settled {
  /** The models, canonical. */
  readonly settled: readonly ModelObject[];
  readonly renamed: Renamed;
  readonly survey: Survey;
  /** What of the database is not looked at. */
  readonly hidden: ReadonlySet<Key>;
  readonly decided: Decided;
}

/** Asks until nothing is open: what a renamed table holds can be asked about only when it is known to be renamed. */
async function settle(request: DraftRequest, found: Snapshot, decided: Decided): Promise<Settled> {
  const { connection, history, defaultSchema, answers = {}, passes = passesAll } = request;
  const { renames, drops } = decided;
  const goes = whatGoes(found, drops, ownership(history));
  const renamed = await followExactly(connection, found, rename(found, renames, goes), readingOf(request));
  const { models, hidden } = filterBoth(request.models, renamed.snapshot, passes);
  refuseTooNew(models, found);
  const settled = await canonical(connection, models, renamed.snapshot, defaultSchema, renamed.operations);
  const owns = ownership([...history, renamed.operations]);
  const dropped = findDrops(found, drops, renamed);
  refuseUnwantedDrops(settled, found, drops, renamed);
  const surveyed = survey(settled, renamed.snapshot, owns, { drops: dropped.keys, hidden });
  const questions = openQuestions({ survey: surveyed, found, renamed, dropped });
  if (questions.length === 0) return { settled, renamed, survey: surveyed, hidden, decided };
  if (!answers.ask) throw new AnswersWanted(questions);
  const more = await answers.ask(questions);
  return settle(request, found, {
    renames: { ...renames, ...more.renames },
    drops: [...drops, ...more.drops],
  });
}

/** What leaves its name to another: what is said to go, and what holds no rows and is the models' own. */
export function whatGoes(found: Snapshot, drops: Drops, owns: Owns): Goes {
  const dropped = findDrops(found, drops);
  return (object, value) => {
    const key = keyOfObject(object);
    if (value !== undefined) return dropped.values.has(valueKey(key, value));
    const { holdsRows, unmodelled } = kindOf(object.kind);
    const table = { kind: 'table' as const, id: { ...object.id, name: object.id.table ?? '' }, attributes: {} };
    return dropped.keys.has(key) || (!holdsRows && (owns(object) || (!unmodelled && owns(table))));
  };
}

/** The answers that are given before anything is asked. */
function given({ models, answers = {} }: DraftRequest, found: Snapshot): Decided {
  const standing = stillOpen(answers.standing ?? { renames: {}, drops: [] }, found, models);
  return {
    renames: { ...standing.renames, ...answers.renames },
    drops: [...standing.drops, ...(answers.drops ?? [])],
  };
}

/** What is not looked at, without what stands on and in it. */
function outermost({ objects }: Snapshot, hidden: ReadonlySet<Key>): readonly DatabaseObject[] {
  const names = new Set(
    objects
      .filter((object) => hidden.has(keyOfObject(object)))
      .flatMap(({ kind, id }) => (kindOf(kind).container ? [placeOf(id.schema, id.name)] : [])),
  );
  return objects.filter(
    (object) =>
      hidden.has(keyOfObject(object)) &&
      !names.has(placeOf(undefined, object.id.schema)) &&
      !names.has(placeOf(object.id.schema, object.id.table)),
  );
}

const placeOf = (schema: string | undefined, name: string | undefined): string => JSON.stringify([schema, name]);

/** What is said to go must not be in the models. */
function refuseUnwantedDrops(
  models: readonly ModelObject[],
  found: Snapshot,
  drops: Drops,
  { snapshot, now, valueNow }: Renamed,
): void {
  const byKey = new Map(adoptNames(models, snapshot).map((model) => [keyOfObject(model), model]));
  const unwanted = drops.find((path) => {
    const named = findByPath(found.objects, path);
    const key = named && keyOfObject(named.object);
    const model = key && byKey.get(now(key));
    if (!model) return false;
    return (
      named.value === undefined || kindOf(model.kind).values?.(model).includes(valueNow(key, named.value)) === true
    );
  });
  if (unwanted !== undefined) throw new DropUnwanted(unwanted);
}

/** Says what PostgreSQL would call a syntax error. */
function refuseTooNew(models: readonly ModelObject[], { server }: Snapshot): void {
  for (const model of models) {
    const reason = tooNew(model, server);
    if (reason !== undefined) throw new ModelRejected(model.source, model.kind, reason);
  }
}

/** Says of what is new or changed in the models what PostgreSQL would say only when the migration runs. */
function refuseFlaws(models: readonly ModelObject[], current: Snapshot, desired: Snapshot): void {
  const known = lookUp(current).byKey;
  const { byKey, find } = lookUp(desired);
  for (const model of models) {
    const object = byKey.get(keyOfObject(model));
    const before = object && known.get(keyOfObject(object));
    if (!object || (before && differing(before, object).length === 0)) continue;
    if (!before) refuseTaken(model, desired);
    const flaw = kindOf(object.kind).flaw?.(object, find, desired.server);
    if (flaw !== undefined) throw new ModelRejected(model.source, model.kind, flaw);
  }
}

/** A name that a convention gives is not numbered: who reads it takes it at its word. */
function refuseTaken(model: ModelObject, desired: Snapshot): void {
  const { kind, id, attributes, source, byConvention, collision } = model;
  if (collision) throw new NameCollision(collision.name, collision.namespace, source, collision.source);
  if (!byConvention) return;
  const namespaces = kindOf(kind).namespaces(id, attributes);
  for (const other of desired.objects) {
    if (other.id.name !== id.name || keyOfObject(other) === keyOfObject(model)) continue;
    const shared = kindOf(other.kind)
      .namespaces(other.id, other.attributes)
      .find((namespace) => namespaces.includes(namespace));
    if (shared !== undefined) throw new NameCollision(id.name, shared, source, describeObject(other));
  }
}
