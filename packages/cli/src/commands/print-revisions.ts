import { downRevisionsOf } from '@sluice/core/ground';
import type { Pending } from '@sluice/database';
import type { MigrationInfo } from '../migration-info.js';
import { count } from '../output.js';

/** A revision as a line: `9c2b3f1a4e5d (head)  2026-11-20 14:30  Add email`. */
export function revisionLine({
  revision,
  isHead,
  isCurrent,
  createDate,
  message,
  branchLabels,
}: MigrationInfo): string {
  const marks = [...(isHead ? ['head'] : []), ...(isCurrent === true ? ['current'] : []), ...branchLabels];
  const date = createDate?.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2');
  const parts = [`${revision}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`, date, message.split('\n')[0]];
  return parts.filter((part) => part !== undefined && part !== '').join('  ');
}

/** A revision in a history: what it follows, where that is not the one on the next line. */
export function historyLine(info: MigrationInfo, next: MigrationInfo | undefined): string {
  const below = downRevisionsOf(info);
  const isPlain = below.length <= 1 && (next === undefined || below[0] === next.revision);
  return `${revisionLine(info)}${isPlain || below.length === 0 ? '' : `  (after ${below.join(', ')})`}`;
}

/** All that a migration's file says of itself, a line each. */
export function revisionLines(info: MigrationInfo): readonly string[] {
  const { revision, isHead, isCurrent, branchLabels, dependsOn, replaces, createDate, message, file } = info;
  const below = downRevisionsOf(info);
  return [
    `Revision:  ${revision}${isHead ? ' (head)' : ''}${isCurrent === true ? ' (current)' : ''}${below.length > 1 ? ' (merge)' : ''}`,
    `Follows:   ${below.length === 0 ? 'nothing, it is a base' : below.join(', ')}`,
    ...(branchLabels.length === 0 ? [] : [`Branch:    ${branchLabels.join(', ')}`]),
    ...(dependsOn.length === 0 ? [] : [`Needs:     ${dependsOn.join(', ')}`]),
    ...(replaces.length === 0 ? [] : [`Replaces:  ${replaces.join(', ')}`]),
    ...(createDate === null ? [] : [`Created:   ${createDate}`]),
    `File:      ${file}`,
    ...(message === '' ? [] : ['', ...message.split('\n').map((line) => `  ${line}`)]),
  ];
}

/** What is not applied. */
export const pendingLine = (pending: readonly MigrationInfo[]): string =>
  `${count(pending.length, 'migration')} not applied yet: run sluice upgrade`;

/** What is half done. */
export const interruptedLine = ({ revision, direction, statementsDone }: Pending): string =>
  `The ${direction} of ${revision} was interrupted after ${count(statementsDone, 'statement')}: run sluice ${direction} again to finish it`;
