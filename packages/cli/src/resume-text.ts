import type { Pending } from '@sluice/database';
import { count } from './output.js';

/** What is done of an interrupted migration, and what comes now. */
export function resumeText({ revision, direction, statementsDone, attempted }: Pending): string {
  const again = attempted ? ', which was begun and is tried again' : '';
  return `Goes on with the ${direction} of ${revision}, which was interrupted after ${count(statementsDone, 'statement')}: from statement ${statementsDone + 1}${again}.`;
}
