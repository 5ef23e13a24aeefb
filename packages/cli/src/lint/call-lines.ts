import type { Direction } from '@sluice/database';
import { tokens, type Token } from '../load/tokens.js';

/** Where a migration's functions stand, and what they call. */
export interface CallLines {
  /** The line of a direction's function. */
  readonly functionLine: (direction: Direction) => number;
  /**
   * The line of the n-th call of a directive, from 0, of as many as were recorded. It is known where as many calls are
   * written as were made, or a single one: a loop makes more, and a condition fewer.
   */
  readonly callLine: (direction: Direction, directive: string, n: number, of: number) => number | undefined;
}

/** Finds the calls in the text of a migration. */
export function readCallLines(source: string): CallLines {
  const functions = new Map<Direction, number>();
  const sites = new Map<string, number[]>();
  let inside: Direction | undefined;
  const last: Token[] = [];
  for (const token of tokens(source)) {
    if (token.type === 'comment') continue;
    if (token.depth === 0 && token.type === 'name') {
      const direction = directionOf(token.text);
      if (direction !== undefined && token.text === direction && !functions.has(direction))
        functions.set(direction, token.line);
      if (direction !== undefined || /^(?:function|const|let|var|class)$/.test(token.text)) inside = direction;
    }
    const directive = directiveCalled(last, token);
    if (inside !== undefined && directive !== undefined) {
      const key = `${inside} ${directive.text}`;
      sites.set(key, [...(sites.get(key) ?? []), directive.line]);
    }
    last.push(token);
    if (last.length > 3) last.shift();
  }
  return {
    functionLine: (direction) => functions.get(direction) ?? 1,
    callLine: (direction, directive, n, of) => {
      const lines = sites.get(`${direction} ${directive}`) ?? [];
      return lines.length === of ? lines[n] : lines.length === 1 ? lines[0] : undefined;
    },
  };
}

/** A long direction is written in parts: `upgrade1`. */
function directionOf(name: string): Direction | undefined {
  const [, direction] = /^(upgrade|downgrade)\d*$/.exec(name) ?? [];
  return direction === 'upgrade' || direction === 'downgrade' ? direction : undefined;
}

/** `op . directive (`, or `op . directive` before a template. */
function directiveCalled(last: readonly Token[], token: Token): Token | undefined {
  const [object, dot, name] = last;
  const isCall = token.type === 'mark' && token.text === '(';
  return isCall && object?.type === 'name' && dot?.text === '.' && name?.type === 'name' ? name : undefined;
}
