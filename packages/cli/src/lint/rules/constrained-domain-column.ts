import type { TypeName } from 'libpg-query';
import { addedColumns, constraintsOf, found } from '../look.js';
import type { LintStatement, Rule, Subject } from '../rule.js';
import { qualified } from '../tree.js';

/** ADD COLUMN of a domain with constraints. */
export const constrainedDomainColumn: Rule = {
  name: 'constrained-domain-column',
  level: 'error',
  title: 'a column is added whose type is a domain with constraints',
  reason: 'PostgreSQL writes all rows again under ACCESS EXCLUSIVE, even where the column is null.',
  safeForm: 'A column of the base type, and a check of the table, NOT VALID and validated.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { statement, column, path, shown } of addedColumns(subject)) {
      if (isConstrained(column.typeName, statement, subject))
        yield found(
          statement,
          `The new column ${path} is of a domain with constraints, for which all rows of ${shown} are written again.`,
        );
    }
  },
};

function isConstrained(type: TypeName | undefined, statement: LintStatement, { statements }: Subject): boolean {
  const name = qualified(type?.names);
  const known = statement.before.find(({ kind, id }) => kind === 'domain' && `${id.schema}.${id.name}` === name);
  const { checks, notNull } = known?.attributes ?? {};
  if (notNull === true || (Array.isArray(checks) && checks.length > 0)) return true;
  return statements.some(({ direction, tree: { CreateDomainStmt: made } }) => {
    const rules = constraintsOf(made?.constraints).filter(
      ({ contype }) => contype === 'CONSTR_CHECK' || contype === 'CONSTR_NOTNULL',
    );
    return direction === statement.direction && rules.length > 0 && qualified(made?.domainname) === name;
  });
}
