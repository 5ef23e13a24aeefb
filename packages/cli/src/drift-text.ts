import { describeOperation } from './describe.js';
import { count } from './output.js';
import type { Verification } from './verify.js';

/** What came of a comparison, as lines; none where all is as it should be. */
export function driftLines(found: Verification): readonly string[] {
  switch (found.status) {
    case 'same':
      return [];
    case 'unknown':
      return [
        `Not compared with the models: ${found.reason.replace(/\.$/, '')}. Where they are not at hand, --verify off or \`verify: 'off'\` in the config leaves it out.`,
      ];
    case 'differs':
      return [
        `The database has all migrations and is not what the models say, in ${count(found.drift.length, 'point')}:`,
        ...found.drift.map(({ difference, since }) => {
          const { sign, object, detail } = describeOperation(difference);
          const facts = [detail, since === undefined ? 'no migration speaks of it' : `since ${since} at the earliest`];
          return `  ${sign} ${object} (${facts.filter((text) => text !== '').join('; ')})`;
        }),
        'Write what the models have more with sluice autogenerate; what was changed by hand, put back or take into the models.',
      ];
  }
}
