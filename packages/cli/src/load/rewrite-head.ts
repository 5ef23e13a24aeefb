import type { Revision } from '@sluice/core';
import { downRevisionsOf } from '@sluice/core/ground';
import { readConstants } from './constants.js';
import { tokens } from './tokens.js';

/** The text of a migration with another down revision, in the constant and in the comment; all else stays. */
export function withDownRevision(text: string, { downRevision }: Pick<Revision, 'downRevision'>): string | undefined {
  const { constants } = readConstants(text, ['revision', 'downRevision', 'branchLabels', 'dependsOn', 'replaces']);
  const [constant, ...others] = constants.filter(({ name }) => name === 'downRevision');
  if (constant === undefined || constant.value === undefined || others.length > 0) return undefined;
  const before = text.slice(constant.from, constant.to);
  const quote = before.includes('"') ? '"' : "'";
  // The type of a list does not fit one revision.
  const declared = /^([^=]*=\s*)/.exec(before)?.[1]?.replace(/^\s*:\s*(?:readonly )?string\[\]/, '') ?? ': ';
  const value = valueText(downRevision, quote);
  const type = typeof downRevision !== 'string' && downRevision !== null && /^\s*:/.test(before) ? ': string[]' : '';
  return withComment(text.slice(0, constant.from) + type + declared + value + text.slice(constant.to), downRevision);
}

function valueText(downRevision: Revision['downRevision'], quote: string): string {
  if (downRevision === null) return 'null';
  if (typeof downRevision === 'string') return quote + downRevision + quote;
  return `[${downRevision.map((id) => quote + id + quote).join(', ')}]`;
}

/** The line `Revises:` of the comment that says what the constants say. */
function withComment(text: string, downRevision: Revision['downRevision']): string {
  const below = downRevisionsOf({ downRevision });
  for (const { type, at, end } of tokens(text)) {
    const comment = text.slice(at, end);
    if (type !== 'comment' || !REVISES.test(comment)) continue;
    const said = below.length === 0 ? '(base)' : below.join(', ');
    const after = comment.replace(REVISES, (_, start: string) => start + said);
    return text.slice(0, at) + after + text.slice(end);
  }
  return text;
}

const REVISES = /^([\s*/]*Revises\s*:[ \t]*).*?(?=\s*(?:\*\/|$))/m;
