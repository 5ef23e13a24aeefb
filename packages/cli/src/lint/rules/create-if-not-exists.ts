import { each, found } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** CREATE TABLE IF NOT EXISTS. */
export const createIfNotExists: Rule = {
  name: 'create-if-not-exists',
  level: 'warning',
  title: 'CREATE TABLE IF NOT EXISTS',
  reason: 'A table of that name is taken for the one that is meant, whatever it looks like.',
  safeForm: 'CREATE TABLE: what is there already makes it fail, and nothing is half done.',
  source: 'CREATE TABLE, IF NOT EXISTS',
  *find(subject) {
    for (const [create, statement] of each(subject, ({ CreateStmt }) => CreateStmt)) {
      if (create.if_not_exists === true)
        yield found(statement, `${shown(relationName(create.relation))} may be there already, and be another table.`);
    }
  },
};
