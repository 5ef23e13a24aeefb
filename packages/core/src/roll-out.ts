import type { Difference } from './diff.js';
import type { RollOut } from './kind.js';
import { kindOf } from './objects/kinds.js';

/** When a difference goes out, seen from the code that goes with it. */
export function rollOut(difference: Difference): RollOut {
  const { kind } = difference.verb === 'create' ? difference.after : difference.before;
  return kindOf(kind).rollOut?.(difference) ?? USUAL[difference.verb];
}

const USUAL: Readonly<Record<Difference['verb'], RollOut>> = {
  create: { order: 'before', reason: 'Code that does not know it goes on as it was.' },
  drop: { order: 'after', reason: 'Code that still uses it fails once it is gone.' },
  rename: { order: 'split', reason: 'The code before and the code after call it by different names, and it has one.' },
  alter: { order: 'any', reason: 'Code calls it as before.' },
};
