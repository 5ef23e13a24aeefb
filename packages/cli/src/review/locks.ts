import { pathOf } from '@sluice/core';
import type { Hazard } from '@sluice/database';
import { blocks, nameOf, workOf, type SizeOf } from '../proof/hazard-text.js';
import type { Step } from './observe.js';
import type { ReviewedLock } from './reviewed.js';

/** What steps do to tables that were there, without what is in nobody's way and takes no time. */
export function reviewLocks(steps: readonly Step[], sizeOf?: SizeOf): readonly ReviewedLock[] {
  const locks: ReviewedLock[] = [];
  let transaction = 0;
  let held = new Map<string, string>();
  const commit = (): void => {
    transaction += 1;
    held = new Map();
  };
  for (const [step, { hazards = [], statements }] of steps.entries()) {
    if (statements.some((one) => one.transaction === 'outside')) commit();
    for (const hazard of hazards.toSorted(byName)) {
      const { lock, alone } = hazard;
      const table = nameOf(hazard);
      const blocked = (lock === undefined ? undefined : blocks(lock)) ?? (alone ? undefined : held.get(table));
      const work = workOf(hazard, sizeOf);
      if (blocked !== undefined) held.set(table, blocked);
      if ((lock !== undefined && blocked !== undefined) || work.length > 0)
        locks.push({ step, transaction, table, lock, blocks: blocked, work, alone });
    }
    if (statements.some((one) => one.transaction !== 'inside')) commit();
  }
  return locks;
}

function byName(one: Hazard, other: Hazard): number {
  const [name, otherName] = [pathOf(one), pathOf(other)];
  return name < otherName ? -1 : name > otherName ? 1 : 0;
}
