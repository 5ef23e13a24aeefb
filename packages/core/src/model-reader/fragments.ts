import type { Fragment } from '../declare/fragment.js';
import type { Models } from './models.js';

/** The text of a piece of SQL in a declaration. */
export const renderFragment = (models: Models, fragment: Fragment, source: string): string =>
  typeof fragment === 'string' ? fragment : models.render(fragment, source);
