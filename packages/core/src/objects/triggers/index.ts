import type { ContextColumn, Kind, Question } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident, literal } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { constraintNames, renameConstraint, replaced } from '../constraints.js';
import { firingOf, setFiring } from '../firing.js';
import { followText } from '../follow.js';
import { relationKeys, spokenColumns } from '../keys.js';
import { commentOn, dropStatement } from '../rules.js';
import { triggerCatalog } from './catalog.js';
import type { TriggerAttributes } from './trigger.js';

const address = (id: Id): string => `TRIGGER ${ident(id.name)} ON ${ident(id.schema, id.table)}`;

/** Triggers: CREATE TRIGGER. */
export const triggerKind: Kind<TriggerAttributes> = {
  name: 'trigger',
  scope: ['schema', 'table'],
  verb: 'create',
  lenient: 'drop',
  part: { of: 'table', field: 'triggers', detachable: true },
  unmodelled: 'stops',
  attributes: {
    event: { alter: 'replace' },
    action: { alter: 'replace' },
    constraint: replaced(false),
    fires: { default: 'origin', alter: ({ id, to }) => [setFiring(id, 'TRIGGER', to.fires ?? 'origin')] },
    comment: commentOn(address),
  },
  // A constraint trigger has the name of a constraint, too.
  namespaces: (id, { constraint }) => [
    `triggers of ${id.schema}.${id.table}`,
    ...(constraint ? [constraintNames(id)] : []),
  ],
  needs: ({ id, attributes: { event, action }, dependsOn }, find) => [
    ...relationKeys(id),
    ...(dependsOn ? [] : spokenColumns(id, find, event, action)),
  ],
  follow: (object, renaming) => ({
    ...object.attributes,
    event: followText(object.attributes.event, object, renaming),
    action: followText(object.attributes.action, object, renaming),
  }),
  apart: () => true,
  create: ({ id, attributes: { event, action, constraint, fires } }) => [
    inside(
      `CREATE ${constraint ? 'CONSTRAINT ' : ''}TRIGGER ${ident(id.name)} ${event} ON ${ident(id.schema, id.table)} ${runnable(action)}`,
    ),
    ...firingOf(id, 'TRIGGER', fires),
  ],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => [`ALTER ${address(id)} RENAME TO ${ident(to)}`, renameConstraintOf(id, to)],
  address,
  texts: {
    attributes: ['event', 'action'],
    ask,
  },
  catalog: triggerCatalog,
};

/** The constraint that a constraint trigger is, which keeps its name where only the trigger gets another. */
function renameConstraintOf(id: Id, to: string): string {
  const table = literal(ident(id.schema, id.table));
  const isThere = `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = ${table}::regclass AND contype = 't' AND conname = ${literal(id.name)})`;
  return `DO ${literal(`BEGIN IF ${isThere} THEN ${renameConstraint(id, to)}; END IF; END`)}`;
}

/** One that runs instead of what it waits for stands on a view. */
function ask(
  { kind, attributes: { event, action, constraint } }: DatabaseObject<TriggerAttributes>,
  columns: readonly ContextColumn[],
  write: (expression: string) => string,
): Question {
  const create = `CREATE ${constraint ? 'CONSTRAINT ' : ''}TRIGGER sluice_question ${event} ON `;
  return event.startsWith('INSTEAD OF')
    ? { kind, statement: ['CREATE VIEW ', ` AS SELECT 1 AS one;\n${create}`, ` ${write(action)}`] }
    : { kind, columns, statement: [create, ` ${write(action)}`] };
}
