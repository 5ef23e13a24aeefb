import { SluiceError } from '@sluice/core';
import { found } from '../look.js';
import type { Rule } from '../rule.js';

/** No way back, and nobody says why. */
export const missingDowngrade: Rule = {
  name: 'missing-downgrade',
  level: 'error',
  title: 'the upgrade does something, and the downgrade nothing',
  reason:
    'A downgrade takes the record away and leaves the change there: from then on the database is not what its record says.',
  safeForm: "Write what undoes it; where nothing can, throw: throw new Error('the rows are gone: restore a backup').",
  source: 'sluice downgrade',
  *find({ upgrade, downgrade }) {
    if (upgrade.calls === 0 || downgrade.calls > 0) return;
    const { thrown } = downgrade;
    if (thrown === undefined) yield found(downgrade, 'The downgrade does nothing.');
    else if (!(thrown.error instanceof SluiceError) && isVague(thrown.error))
      yield found(downgrade, 'The downgrade throws without saying why there is no way back.');
  },
};

/** Nothing that helps somebody who has to go back. */
const isVague = (error: unknown): boolean =>
  /^\W*(?:error|to ?do|fix ?me|not? (?:yet )?(?:implemented|supported)|unsupported|(?:unimplemented))?\W*$/i.test(
    error instanceof Error ? error.message : String(error),
  );
