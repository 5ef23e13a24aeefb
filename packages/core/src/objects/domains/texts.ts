import type { Texts } from '../../kind.js';
import { createDomain } from './ddl.js';
import type { DomainAttributes } from './domain.js';

/** Where the name goes. */
const hole = '\u0000';

/** A domain's type, default and checks, asked as a domain of that kind. */
export const domainTexts: Texts<DomainAttributes> = {
  attributes: ['type', 'collation', 'default', 'checks'],
  ask: ({ kind, attributes: { type, collation, default: value, checks } }, _columns, write) => ({
    kind,
    statement: createDomain(
      hole,
      {
        type,
        ...(collation === undefined ? {} : { collation }),
        ...(value === undefined ? {} : { default: value }),
        ...(checks === undefined ? {} : { checks }),
      },
      write,
    )
      .join(';\n')
      .split(hole),
  }),
};
