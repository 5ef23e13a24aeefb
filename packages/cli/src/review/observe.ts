import type { Connection, Operation, Statement } from '@sluice/core';
import { createMeter, type Direction, type Hazard, type VersionTable } from '@sluice/database';
import type { TrialWatch } from '../proof/trial-of.js';

/** What a migration did in one step. */
export interface Step {
  /** Undefined for a query of its own. */
  readonly operation: Operation | undefined;
  readonly statements: readonly Pick<Statement, 'sql' | 'parameters' | 'transaction'>[];
  /** Undefined where nobody looked. */
  readonly hazards: readonly Hazard[] | undefined;
}

/** Sees what a migration does while it is tried. */
export interface Observer {
  readonly watch: TrialWatch;
  /** What the last try of a direction did. */
  steps(direction: Direction): readonly Step[];
}

/** Makes an observer of what is run on a connection. */
export function createObserver(connection: Connection, without: readonly VersionTable[]): Observer {
  const seen: Record<Direction, Step[]> = { upgrade: [], downgrade: [] };
  const watch: TrialWatch = async (direction) => {
    const meter = await createMeter(connection, without);
    const steps: Step[] = [];
    let statements: Statement[] | undefined;
    seen[direction] = steps;
    return {
      aroundOperation: async (operation, work) => {
        const sent: Statement[] = [];
        statements = sent;
        const hazards = await meter.measure(work).finally(() => (statements = undefined));
        steps.push({ operation, statements: sent, hazards });
      },
      onStatement: ({ statement }) => {
        if (statements === undefined) steps.push({ operation: undefined, statements: [statement], hazards: undefined });
        else statements.push(statement);
      },
    };
  };
  return { watch, steps: (direction) => seen[direction] };
}
