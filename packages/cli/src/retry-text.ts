import { describeBlocker, describeRunner } from '@sluice/database/ground';
import { duration } from './output.js';
import type { Retry } from './events.js';

/** What is waited for, as a sentence. */
export function retryText(retry: Retry): string {
  switch (retry.of) {
    case 'lock':
      return `No lock at attempt ${retry.attempt}, ${whoBlocks(retry)}. The next is in ${seconds(retry)}.`;
    case 'runner':
      return `${describeRunner(retry)} runs migrations: waiting for it, up to ${retry.seconds} s.`;
    case 'replica':
      return `Replicas are ${duration(retry.milliseconds)} behind, and ${duration(retry.most)} is the most: waiting for them.`;
    case 'database':
      return `The database does not answer yet (${retry.reason}): attempt ${retry.attempt}, waiting up to ${retry.seconds} s.`;
  }
}

const whoBlocks = ({ blockers }: Extract<Retry, { of: 'lock' }>): string =>
  blockers.length === 0 ? 'it was not to be had' : `in the way: ${blockers.map(describeBlocker).join('; ')}`;

const seconds = ({ pauseSeconds }: { readonly pauseSeconds: number }): string => `${pauseSeconds.toFixed(1)} s`;
