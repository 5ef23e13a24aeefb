import {
  recordedObjects,
  statements,
  toCall,
  type DatabaseObject,
  type Op,
  type Operation,
  type Statement,
} from '@sluice/core';
import { recordingOp } from '../record.js';

/** What a direction called for, and what its code threw on the way. */
export interface Recording {
  readonly calls: readonly RecordedCall[];
  readonly thrown: { readonly error: unknown } | undefined;
}

/** A directive or a query that was called. */
export interface RecordedCall {
  readonly directive: string;
  /** Undefined for a query. */
  readonly operation: Operation | undefined;
  readonly statements: readonly Pick<Statement, 'sql' | 'transaction'>[];
}

/** Calls a direction without a database. What it throws ends it, and what it called for before stands. */
export async function recordCalls(
  direction: (op: Op) => Promise<void>,
  before: readonly DatabaseObject[],
): Promise<Recording> {
  const calls: RecordedCall[] = [];
  let isAlone = false;
  const add = (directive: string, operation: Operation | undefined, made: RecordedCall['statements']): void => {
    const rule = isAlone ? ({ transaction: 'outside' } as const) : {};
    calls.push({ directive, operation, statements: made.map((statement) => ({ ...statement, ...rule })) });
  };
  const op = recordingOp(
    (operation) => {
      add(toCall(operation).directive, operation, statements(operation));
      return Promise.resolve();
    },
    async () => recordedObjects(operationsOf(calls), before),
    {
      autocommit: async (work) => {
        isAlone = true;
        await work().finally(() => (isAlone = false));
      },
      query: (sql) => {
        add('query', undefined, [{ sql, transaction: 'inside' }]);
        return Promise.resolve({ rows: [] });
      },
    },
  );
  try {
    await direction(op);
    return { calls, thrown: undefined };
  } catch (error) {
    return { calls, thrown: { error } };
  }
}

/** The operations among the calls. */
export const operationsOf = (calls: readonly RecordedCall[]): readonly Operation[] =>
  calls.flatMap(({ operation }) => operation ?? []);
