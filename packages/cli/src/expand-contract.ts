import {
  expandContract,
  findByPath,
  keyOf,
  keyOfObject,
  lookUp,
  ownership,
  pathOf,
  rename,
  withFills,
  withSafeForms,
  type Alter,
  type ChainPart,
  type ChainStep,
  type DatabaseObject,
  type Key,
  type MovedColumn,
  type Renamed,
  type Renames,
  type Usings,
} from '@sluice/core';
import { followExactly, migrate, rewritingCasts, type Directions } from '@sluice/database';
import { readingOf, whatGoes, type Draft, type DraftRequest } from './draft.js';

/** A migration of several that one change is written as. */
export interface Part extends Directions {
  /** What it is of the whole, in a few words; undefined of the one that has all else. */
  readonly step?: ChainStep;
  /** What a reader should know of when it is run, a paragraph each. */
  readonly notes: readonly string[];
}

/**
 * A change as a chain of migrations, during which code that knows the columns as they were runs beside code that knows
 * them as they are to be. All that is no rename and no change of type of a column is one migration before these.
 *
 * @returns undefined where no column moves
 * @throws RefusedError where a column cannot be moved in steps
 */
export async function chainOf(request: DraftRequest, found: Draft): Promise<readonly Part[] | undefined> {
  const { current, desired, decided } = found;
  const { connection, defaultSchema, answers = {} } = request;
  const renames = splitRenames(found);
  const goes = whatGoes(current, decided.drops, ownership(request.history));
  const all = rename(current, decided.renames, goes);
  const others = rename(current, renames.others, goes);
  const standing = await followExactly(connection, current, others, readingOf(request));
  const retyped = await retypedColumns(request, found);
  const columns = [...renamedColumns(renames.columns, { all, others, found }), ...retyped];
  if (columns.length === 0) return undefined;

  const { from, parts } = expandContract(standing.snapshot, desired, columns);
  const usings = withoutColumns(answers.usings ?? {}, columns);
  const directions = await migrate(connection, standing.snapshot, from, defaultSchema, standing.operations, usings);
  const [upgrade = [], downgrade = []] = withFills([directions.upgrade, directions.downgrade], answers.fills ?? {});
  const first: Part = {
    notes: [],
    upgrade: [...standing.operations, ...withSafeForms(upgrade, standing.snapshot, from)],
    downgrade: [...withSafeForms(downgrade, from, standing.snapshot), ...standing.reverse],
  };
  const isEmpty = first.upgrade.length === 0 && first.downgrade.length === 0;
  return [...(isEmpty ? [] : [first]), ...parts.map((part) => ({ ...part, notes: notesOf(part, columns) }))];
}

/** The answers that rename columns, and the others: what stands on such a column is made anew, not renamed. */
function splitRenames({ current, decided }: Draft): {
  readonly columns: readonly DatabaseObject[];
  readonly others: Renames;
} {
  const targets = Object.entries(decided.renames).map(([path, to]) => ({
    path,
    to,
    found: findByPath(current.objects, path),
  }));
  const columns = targets.flatMap(({ found }) => (found?.object.kind === 'column' ? [found.object] : []));
  const { dependents } = lookUp(current);
  const moving = new Set<Key>(
    columns.flatMap((column) => [keyOfObject(column), ...dependents(keyOfObject(column)).keys()]),
  );
  const others = targets.filter(
    ({ found }) => !found || found.value !== undefined || !moving.has(keyOfObject(found.object)),
  );
  return { columns, others: Object.fromEntries(others.map(({ path, to }) => [path, to])) };
}

interface Renamings {
  readonly all: Renamed;
  readonly others: Renamed;
  readonly found: Draft;
}

function renamedColumns(columns: readonly DatabaseObject[], { all, others, found }: Renamings): readonly MovedColumn[] {
  return columns.flatMap((column) => {
    const [before, after] = [others, all].map(({ snapshot, now }, i) => {
      const objects = i === 0 ? snapshot.objects : found.desired.objects;
      return objects.find((object) => keyOfObject(object) === now(keyOfObject(column)));
    });
    return before && after ? [{ before: before.id, after: after.id }] : [];
  });
}

/** The columns that get a type for which their rows are written anew. */
async function retypedColumns(
  { connection, defaultSchema }: DraftRequest,
  found: Draft,
): Promise<readonly MovedColumn[]> {
  const casts = found.upgrade.filter(changesType).map((alter) => ({
    alter,
    from: String(alter.changes['type']?.from),
    to: String(alter.changes['type']?.to),
    using: usingOf(alter),
  }));
  const plain = casts.filter(({ using }) => using === undefined);
  const rewriting = await rewritingCasts(connection, plain, { ...found, defaultSchema });
  return casts
    .filter((cast) => cast.using !== undefined || rewriting.includes(cast))
    .map(({ alter: { id }, using: forth }) => {
      const back = found.downgrade
        .filter(changesType)
        .find((alter) => keyOf(alter.kind, alter.id) === keyOf('column', id));
      const backwards = back && usingOf(back);
      return {
        before: id,
        after: id,
        ...(forth === undefined ? {} : { forth }),
        ...(backwards === undefined ? {} : { back: backwards }),
      };
    });
}

const changesType = (operation: Draft['upgrade'][number]): operation is Alter =>
  operation.verb === 'alter' && operation.kind === 'column' && operation.changes['type'] !== undefined;

const usingOf = ({ manner }: Alter): string | undefined => {
  const using = manner?.['using'];
  return typeof using === 'string' ? using : undefined;
};

/** What is said of the columns that move is the chain's. */
function withoutColumns(usings: Usings, columns: readonly MovedColumn[]): Usings {
  const paths = new Set(columns.map(({ after }) => pathOf(after)));
  const others = (said: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(said).filter(([path]) => !paths.has(path)));
  return { upgrade: others(usings.upgrade), downgrade: others(usings.downgrade) };
}

/** What is done, and what is to be deployed before it and after it. */
function notesOf({ step }: ChainPart, columns: readonly MovedColumn[]): readonly string[] {
  const renamed = columns.filter(({ before, after }) => before.name !== after.name);
  const retyped = columns.filter(({ before, after }) => before.name === after.name);
  const all = columns.map(({ after }) => pathOf(after)).join(', ');
  const old = renamed.map(({ before }) => pathOf(before)).join(', ');
  const fresh = renamed.map(({ after }) => pathOf(after)).join(', ');
  const types = retyped.map(({ after }) => pathOf(after)).join(', ');
  return [
    SAID[step](all),
    ...(renamed.length === 0 ? [] : [RENAMED[step](old, fresh)]),
    ...(retyped.length === 0 ? [] : [RETYPED[step](types)]),
  ];
}

type Says = Readonly<Record<ChainStep, (...names: readonly string[]) => string>>;

const SAID: Says = {
  expand: (all) =>
    `Step 1 of 4 (expand): a new column beside the old one, and a trigger that keeps them in step: ${all}.`,
  backfill: (all) => `Step 2 of 4 (backfill): the rows that exist get a value in the new column, in batches: ${all}.`,
  switch: (all) =>
    `Step 3 of 4 (switch): the new column gets all that the old one has, NOT NULL, keys and indexes: ${all}.`,
  contract: (all) => `Step 4 of 4 (contract): the old column and the trigger go: ${all}. The downgrade fills it again.`,
};

const RENAMED: Says = {
  expand: (old) => `Run it while only code that knows ${old} is there.`,
  backfill: () => `Run it right after, with the same code.`,
  switch: (old, fresh) => `After it, deploy the code that knows ${fresh}; code that knows ${old} may run beside it.`,
  contract: (old) => `Run it once no code is left that knows ${old}; deploy such code again only after its downgrade.`,
};

const RETYPED: Says = {
  expand: (all) =>
    `Run it with the code of today. From now on a value of ${all} that has no equal in the new type is refused.`,
  backfill: () => `Run it right after, with the same code.`,
  switch: (all) => `Before it, deploy code that takes ${all} in either type: the two columns swap their names at once.`,
  contract: (all) =>
    `Run it once no code is left that needs ${all} as it was; deploy such code again only after the downgrade of the switch.`,
};
