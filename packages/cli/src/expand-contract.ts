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
  type Id,
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
  // What stands on no old column has nothing to switch.
  const needed = parts.filter((part) => part.upgrade.length > 0 || part.downgrade.length > 0);
  return [...(isEmpty ? [] : [first]), ...needed.map((part) => ({ ...part, notes: notesOf(part, needed, columns) }))];
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
  const lookup = lookUp(current);
  const moving = new Set<Key>(
    columns.flatMap((column) => [keyOfObject(column), ...lookup.dependents(keyOfObject(column)).keys()]),
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
function notesOf(part: ChainPart, parts: readonly ChainPart[], columns: readonly MovedColumn[]): readonly string[] {
  const pathsOf = (some: readonly Id[]): string => some.map(pathOf).join(', ');
  const renamed = columns.filter(({ before, after }) => before.name !== after.name);
  const retyped = columns.filter(({ before, after }) => before.name === after.name);
  const old = pathsOf(renamed.map(({ before }) => before));
  const fresh = pathsOf(renamed.map(({ after }) => after));
  const types = pathsOf(retyped.map(({ after }) => after));
  const { step } = part;
  const isReady = step === 'switch' || (step === 'backfill' && !parts.some((each) => each.step === 'switch'));
  const notes = [
    `Step ${parts.indexOf(part) + 1} of ${parts.length}, ${step}: ${SAID[step]}: ${pathsOf(columns.map(({ after }) => after))}.`,
    ...(renamed.length === 0 ? [] : [isReady ? RENAMED.switch(old, fresh) : RENAMED[step](old, fresh)]),
    ...(retyped.length === 0 ? [] : [RETYPED[step](types)]),
  ];
  return [...new Set(notes)];
}

const SAID: Readonly<Record<ChainStep, string>> = {
  expand: 'a new column beside the old one, and a trigger that keeps the two in step',
  backfill: 'the rows that exist get a value in the new column, in batches',
  switch: 'the new column gets all that the old one has, NOT NULL, keys, checks and indexes',
  contract: 'the old column goes, with the trigger; the downgrade brings it back and fills it',
};

type Says = Readonly<Record<ChainStep, (old: string, fresh?: string) => string>>;

const RENAMED: Says = {
  expand: (old) => `Run it with the code that knows ${old}.`,
  backfill: () => 'Run it right after, with the same code.',
  switch: (old, fresh) => `After it, deploy the code that knows ${fresh}; code that knows ${old} may run beside it.`,
  contract: (old) => `Run it when no code is left that knows ${old}; such code may run again after its downgrade.`,
};

const RETYPED: Says = {
  expand: (all) =>
    `Run it with the code of today. From then on a value of ${all} that cannot become one of the new type is refused.`,
  backfill: () => 'Run it right after, with the same code.',
  switch: (all) => `Before it, deploy code that takes ${all} in either type: the two columns swap their names at once.`,
  contract: (all) =>
    `Run it when no code is left that needs ${all} as it was; such code may run again after the downgrade of the switch.`,
};
