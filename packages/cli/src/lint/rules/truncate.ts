import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** TRUNCATE. */
export const truncate: Rule = {
  name: 'truncate',
  level: 'error',
  title: 'TRUNCATE',
  reason: 'All rows are lost; the table, and with CASCADE each that references it, is locked against all use.',
  safeForm: 'DELETE of the rows that are meant, in batches.',
  source: 'TRUNCATE',
  *find(subject) {
    for (const [{ relations }, statement] of each(subject, ({ TruncateStmt }) => TruncateStmt)) {
      const tables = (relations ?? []).flatMap((node) => tree(node).RangeVar ?? []);
      for (const table of tables.filter((one) => !isNewRelation(statement, one)))
        yield found(statement, `All rows of ${shown(relationName(table))} go.`);
    }
  },
};
