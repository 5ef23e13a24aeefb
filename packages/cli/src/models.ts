/** What stands beside models, for which Drizzle has no word: `import { comment } from 'sluice/models'`. */
export { comment, type Amendment, type Declaration } from '@sluice/core/models';
