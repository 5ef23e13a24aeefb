import { each, found, isNew } from '../look.js';
import type { Rule } from '../rule.js';
import { qualified, shown, tree } from '../tree.js';

/** ALTER DOMAIN … ADD CONSTRAINT and SET NOT NULL. */
export const domainConstraint: Rule = {
  name: 'domain-constraint',
  level: 'error',
  title: 'a domain gets a constraint that is checked at once',
  reason: 'Every table that uses the domain is read under a SHARE lock: nobody writes to any of them until it is done.',
  safeForm: 'ALTER DOMAIN … ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a migration of its own.',
  source: 'ALTER DOMAIN',
  *find(subject) {
    for (const [alter, statement] of each(subject, ({ AlterDomainStmt }) => AlterDomainStmt)) {
      const name = qualified(alter.typeName);
      const isAdded = alter.subtype === 'C' && tree(alter.def).Constraint?.skip_validation !== true;
      if ((isAdded || alter.subtype === 'O') && !isNew(statement, name))
        yield found(
          statement,
          `All rows of each table that uses ${shown(name)} are read while nobody can write to it.`,
        );
    }
  },
};
