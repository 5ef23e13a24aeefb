import type { Owned } from '../rules.js';

/** Extended statistics of a table. */
export interface StatisticsAttributes extends Owned {
  /** Which of what: `(ndistinct, mcv) ON zip, city`. */
  readonly definition: string;
  /** How much is sampled; nothing said is the default. */
  readonly target?: number | null;
}
