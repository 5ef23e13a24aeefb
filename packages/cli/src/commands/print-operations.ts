import type { Operation } from '@sluice/core';
import { styleText } from 'node:util';
import { describeOperations, type Description } from '../describe.js';

const COLORS = { '+': 'green', '-': 'red', '~': 'yellow', '!': 'cyan' } as const;

/** Operations as lines: `~ column users.email (type: text → citext)`. */
export const operationLines = (operations: readonly Operation[]): readonly string[] =>
  describeOperations(operations).map(
    ({ sign, object, detail }) => `${signed(sign, object)}${detail === '' ? '' : ` (${detail})`}`,
  );

/** An object with a sign before it, in the colour of the sign. */
export const signed = (sign: Description['sign'], object: string): string =>
  `${styleText(COLORS[sign], sign)} ${object}`;
