import {
  createOp,
  keyOfObject,
  kindOf,
  statements,
  withReturn,
  type Connection,
  type Create,
  type Drop,
  type Operation,
  type Statement,
} from '@sluice/core';
import { drizzleOver } from './drizzle.js';
import { hasObject } from './has-object.js';
import { isParkedOf, readParked } from './parked.js';
import type { Step } from './run-migration.js';

/** What the other direction of a migration makes: a drop does not say what was there, and this does. */
export interface OtherDirection {
  /** The statements that bring back what a drop took; undefined where rows would not come back, or nothing says how. */
  bringBack(drop: Drop): readonly Statement[] | undefined;
  /** What belongs to what was brought back, and went with it without a drop of its own: its indexes and the like. */
  belongings(brought: readonly Drop[]): readonly Statement[];
}

/** Asks a migration what its other direction makes, and the database which rows are parked for it. */
export async function readOtherDirection(connection: Connection, step: Step): Promise<OtherDirection> {
  const creates = await createsOf(connection, step);
  const parked = await readParked(connection);
  const made = new Map(creates.map((create) => [keyOfObject(create.object), create]));
  const asPart = new Set(creates.flatMap(({ parts }) => parts.map(keyOfObject)));
  return {
    bringBack({ object, manner }) {
      // It may not have been there.
      if (manner?.['ifExists'] === true) return undefined;
      const revision = manner?.['park'];
      if (kindOf(object.kind).loses !== undefined && typeof revision !== 'string') return undefined;
      const key = keyOfObject(object);
      const create = made.get(key);
      if (create === undefined) return asPart.has(key) ? [] : undefined;
      const { revision: own } = step.migration;
      return statementsInside(
        parked.some((each) => isParkedOf(each, object.id, own)) ? withReturn(create, own) : create,
      );
    },
    belongings(brought) {
      const back = new Set(brought.map(({ object }) => keyOfObject(object)));
      return creates
        .filter((create) => !back.has(keyOfObject(create.object)))
        .filter(({ object }) => brought.some((drop) => belongsTo(object, drop)))
        .flatMap((create) => statementsInside(create) ?? []);
    },
  };
}

const belongsTo = ({ id }: Create['object'], { object }: Drop): boolean =>
  id.table !== undefined &&
  object.id.table === undefined &&
  id.schema === object.id.schema &&
  id.table === object.id.name;

/** The statements of an operation, undefined where some of them can run in no transaction. */
export function statementsInside(operation: Operation): readonly Statement[] | undefined {
  const list = statements(operation);
  return list.every(({ transaction }) => transaction !== 'outside') ? list : undefined;
}

/** What the other direction makes, as far as it can be known without running it. */
async function createsOf(connection: Connection, { migration, direction }: Step): Promise<readonly Create[]> {
  const creates: Create[] = [];
  const op = createOp(
    async (operation) => {
      if (operation.verb === 'create') creates.push(operation);
    },
    {
      autocommit: (work) => work(),
      has: (_, kinds, id) => hasObject(connection, kinds, id),
      introspect: unknown,
      query: unknown,
      drizzle: drizzleOver,
    },
  );
  await migration[direction === 'upgrade' ? 'downgrade' : 'upgrade'](op).catch(() => undefined);
  return creates;
}

/** What comes after such a question depends on rows that only a run would have. */
const unknown = async (): Promise<never> => {
  throw new Error('Nobody can answer this but a run.');
};
