import type { Alteration } from '../../kind.js';
import type { Id } from '../../object.js';
import { runnable, substitute } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { comment } from '../rules.js';
import { byCast, makeTypeAnew } from '../type-anew.js';
import { notNullName } from './catalog.js';
import type { DomainAttributes, DomainCheck } from './domain.js';

/** How an expression goes into SQL. */
type Write = (expression: string) => string;

/** The SQL that makes a domain under a name, as SQL. */
export function createDomain(name: string, attributes: DomainAttributes, write: Write = runnable): readonly string[] {
  const { type, collation, default: value, notNull, notNullName: named, notNullComment, checks = [] } = attributes;
  const clauses = [
    `CREATE DOMAIN ${name} AS ${type}`,
    collation == null ? '' : `COLLATE ${collation}`,
    value == null ? '' : `DEFAULT ${write(value)}`,
    notNull ? `${named == null ? '' : `CONSTRAINT ${ident(named)} `}NOT NULL` : '',
    ...checks.filter(({ notValid }) => !notValid).map((check) => checkClause(check, write)),
  ];
  return [
    clauses.filter((clause) => clause !== '').join(' '),
    // CREATE DOMAIN checks them all: there are no values yet.
    ...checks.filter(({ notValid }) => notValid).map((check) => addCheck(name, check, write)),
    ...checks.flatMap((check) => (check.comment === undefined ? [] : [commentOnCheck(name, check)])),
    ...(named == null || notNullComment == null ? [] : [commentOnConstraint(name, named, notNullComment)]),
  ];
}

const checkClause = ({ name, expression }: DomainCheck, write: Write): string =>
  `CONSTRAINT ${ident(name)} CHECK (${write(expression)})`;

const addCheck = (domain: string, check: DomainCheck, write: Write = runnable): string =>
  `ALTER DOMAIN ${domain} ADD ${checkClause(check, write)}${check.notValid ? ' NOT VALID' : ''}`;

const commentOnCheck = (domain: string, { name, comment: text }: DomainCheck): string =>
  commentOnConstraint(domain, name, text ?? null);

const commentOnConstraint = (domain: string, name: string, text: string | null): string =>
  comment(`CONSTRAINT ${ident(name)} ON DOMAIN ${domain}`, text).sql;

/** All changes of a domain but those of its owner, privileges and comment. A new type is a domain made anew. */
export function alterDomain(alteration: Alteration<DomainAttributes>): readonly Statement[] {
  const { id, from, to, manner } = alteration;
  if (isAnew(alteration)) return makeTypeAnew(alteration, wayOf(manner['using']));
  const alter = (action: string): Statement => inside(`ALTER DOMAIN ${ident(id.schema, id.name)} ${action}`);
  return [
    ...(from.default === undefined
      ? []
      : [alter(to.default == null ? 'DROP DEFAULT' : `SET DEFAULT ${runnable(to.default)}`)]),
    ...(to.notNull === false ? [alter('DROP NOT NULL')] : []),
    ...changeChecks(id, from.checks ?? [], to.checks ?? []).map(inside),
    ...(to.notNull === true ? [alter(setNotNull(to.notNullName))] : renameNotNull(alteration, alter)),
    ...commentOnNotNull(alteration),
  ];
}

/** Where NOT NULL goes its comment goes with it. */
function commentOnNotNull({ id, from, to }: Alteration<DomainAttributes>): readonly Statement[] {
  const { notNullComment: text } = to;
  const name = to.notNullName ?? from.notNullName ?? notNullName(id.name);
  if (text === undefined || to.notNull === false) return [];
  return [inside(commentOnConstraint(ident(id.schema, id.name), name, text))];
}

const isAnew = ({ to, manner }: Alteration<DomainAttributes>): boolean =>
  to.type !== undefined || to.collation !== undefined || manner['columns'] !== undefined;

const wayOf =
  (using: unknown) =>
  (column: string, type: string): string =>
    typeof using === 'string' ? `(${substitute(using, 'VALUE', ident(column))})::${type}` : byCast(column, type);

const setNotNull = (name: string | null | undefined): string =>
  name == null ? 'SET NOT NULL' : `ADD CONSTRAINT ${ident(name)} NOT NULL`;

function renameNotNull(
  { id, from, to }: Alteration<DomainAttributes>,
  alter: (action: string) => Statement,
): readonly Statement[] {
  if (to.notNull === false || from.notNullName === undefined) return [];
  const [before, after] = [from.notNullName, to.notNullName].map((name) => name ?? notNullName(id.name));
  return before === undefined || after === undefined || before === after
    ? []
    : [alter(`RENAME CONSTRAINT ${ident(before)} TO ${ident(after)}`)];
}

/** A check that is the same under another name is renamed; what was not checked and is to be is validated. */
function changeChecks(id: Id, from: readonly DomainCheck[], to: readonly DomainCheck[]): readonly string[] {
  const domain = ident(id.schema, id.name);
  const gone = from.filter(({ name }) => !to.some((check) => check.name === name));
  const renames = to
    .filter(({ name }) => !from.some((check) => check.name === name))
    .flatMap((after) => {
      const before = gone.find((check) => check.expression === after.expression);
      if (before) gone.splice(gone.indexOf(before), 1);
      return before ? [{ before, after }] : [];
    });
  const known = new Map(from.map((check) => [check.name, check]));
  for (const { before, after } of renames) known.set(after.name, before);
  const isNew = (check: DomainCheck): boolean => !staysAs(known.get(check.name), check);
  return [
    ...renames.map(
      ({ before, after }) => `ALTER DOMAIN ${domain} RENAME CONSTRAINT ${ident(before.name)} TO ${ident(after.name)}`,
    ),
    ...[...gone, ...to.filter((check) => known.has(check.name) && isNew(check))].map(
      ({ name }) => `ALTER DOMAIN ${domain} DROP CONSTRAINT ${ident(name)}`,
    ),
    ...to.flatMap((check) => {
      const before = known.get(check.name);
      if (isNew(check))
        return [addCheck(domain, check), ...(check.comment === undefined ? [] : [commentOnCheck(domain, check)])];
      return [
        ...(before?.notValid && !check.notValid
          ? [`ALTER DOMAIN ${domain} VALIDATE CONSTRAINT ${ident(check.name)}`]
          : []),
        ...(before?.comment === check.comment ? [] : [commentOnCheck(domain, check)]),
      ];
    }),
  ];
}

/** PostgreSQL can validate a check, and cannot take that back. */
const staysAs = (before: DomainCheck | undefined, after: DomainCheck): boolean =>
  before !== undefined && before.expression === after.expression && (before.notValid === true || !after.notValid);

type Rules = Pick<Alteration<DomainAttributes>, 'from' | 'to'>;

/** Whether values that exist must be looked at: a check comes that they are to pass, or NOT NULL. */
export const looksAtValues = (rules: Rules): boolean => rules.to.notNull === true || newChecks(rules).length > 0;

/** The checks that values must pass from now on. */
export function newChecks({ from, to }: Rules): readonly DomainCheck[] {
  const before = from.checks ?? [];
  return (to.checks ?? []).filter(
    (check) =>
      !check.notValid && !before.some(({ expression, notValid }) => expression === check.expression && !notValid),
  );
}
