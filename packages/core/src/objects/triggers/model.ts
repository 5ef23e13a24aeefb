import type { SqlFunction } from '../../declare/function.js';
import type { Trigger, TriggerDefinition, TriggerEvent } from '../../declare/trigger.js';
import { declarationsOf, type Declared } from '../../model-reader/declarations.js';
import { mayBeEntity } from '../../model-reader/drizzle.js';
import { ModelUnreadable } from '../../model-reader/errors.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { columnNames, type ModelReader, type Models, type TableModel } from '../../model-reader/models.js';
import type { ModelObject } from '../../model-object.js';
import { cutName } from '../../sql/names.js';
import { ident, literal } from '../../sql/quote.js';
import type { TriggerAttributes } from './trigger.js';

/** Triggers that are declared beside the models. */
export const triggerReader: ModelReader = {
  namespaces: (id, { constraint }) => [
    `triggers of ${id.schema}.${id.table}`,
    ...(constraint === true ? [namespaces.constraints(id)] : []),
  ],
  read: (models) => ({
    objects: declarationsOf<Trigger>(models, 'trigger').map((found) => objectOf(models, found)),
    notes: [],
  }),
};

function objectOf(models: Models, { declaration, source }: Declared<Trigger>): ModelObject {
  const on = placeOf(models, declaration, source);
  const attributes: TriggerAttributes = {
    event: eventText(declaration, on.model),
    action: actionText(models, declaration, on.model, source),
    constraint: declaration.constraint !== undefined,
    fires: declaration.fires ?? 'origin',
  };
  return {
    kind: 'trigger',
    id: { schema: on.schema, table: on.name, name: cutName(declaration.name) },
    attributes: { ...attributes },
    declaration,
    source,
  };
}

/** What the trigger is on; of a table also its model. */
interface Place {
  readonly schema: string;
  readonly name: string;
  readonly model?: TableModel;
}

function placeOf(models: Models, { table }: Trigger, source: string): Place {
  const { root, pgCore } = models.drizzle;
  if (root.is(table, pgCore.PgTable)) {
    const model = models.tableOf(table);
    return { schema: model.schema, name: model.name, model };
  }
  if (!mayBeEntity(table) || !root.is(table, pgCore.PgView))
    throw new ModelUnreadable(source, 'its first argument is no table and no view');
  const { schema = models.defaultSchema, name } = pgCore.getViewConfig(table);
  return { schema: cutName(schema), name: cutName(name) };
}

const orderOfEvents = ['insert', 'delete', 'update', 'truncate'] as const;

/** `BEFORE INSERT OR UPDATE OF email`, in the order in which PostgreSQL writes it. */
function eventText({ when, events }: TriggerDefinition, table: TableModel | undefined): string {
  const sorted = events.toSorted((a, b) => orderOfEvents.indexOf(wordOf(a)) - orderOfEvents.indexOf(wordOf(b)));
  return `${when.toUpperCase()} ${sorted.map((event) => clauseOf(event, table)).join(' OR ')}`;
}

const wordOf = (event: TriggerEvent): (typeof orderOfEvents)[number] => (typeof event === 'string' ? event : 'update');

function clauseOf(event: TriggerEvent, table: TableModel | undefined): string {
  if (typeof event === 'string') return event.toUpperCase();
  const names = event.update.map((column) => {
    if (typeof column === 'string') return column;
    return (table ? columnNames(table, [column])[0] : undefined) ?? column.name;
  });
  return `UPDATE OF ${names.map((name) => ident(name)).join(', ')}`;
}

/** What stands after the name of the table. */
function actionText(models: Models, trigger: TriggerDefinition, table: TableModel | undefined, source: string): string {
  const { condition, forEach = 'statement', execute, arguments: given = [] } = trigger;
  const text = typeof condition === 'object' ? models.render(condition, source, table) : condition;
  return [
    ...constraintClauses(models, trigger),
    ...referencingClauses(trigger),
    `FOR EACH ${forEach.toUpperCase()}`,
    ...(text === undefined ? [] : [`WHEN (${text})`]),
    `EXECUTE FUNCTION ${functionName(models, execute)}(${given.map((each) => literal(each)).join(', ')})`,
  ].join(' ');
}

type Deferral = Exclude<NonNullable<TriggerDefinition['constraint']>, true>;

function constraintClauses(models: Models, { constraint }: TriggerDefinition): readonly string[] {
  if (constraint === undefined) return [];
  const { deferrable, initiallyDeferred, from }: Deferral = constraint === true ? {} : constraint;
  const other = from && models.tableOf(from);
  return [
    ...(other ? [`FROM ${ident(other.schema, other.name)}`] : []),
    `${deferrable || initiallyDeferred ? '' : 'NOT '}DEFERRABLE`,
    `INITIALLY ${initiallyDeferred ? 'DEFERRED' : 'IMMEDIATE'}`,
  ];
}

function referencingClauses({ referencing: { old, new: next } = {} }: TriggerDefinition): readonly string[] {
  if (old === undefined && next === undefined) return [];
  return [
    'REFERENCING',
    ...(old === undefined ? [] : [`OLD TABLE AS ${ident(old)}`]),
    ...(next === undefined ? [] : [`NEW TABLE AS ${ident(next)}`]),
  ];
}

const functionName = ({ defaultSchema }: Models, execute: SqlFunction | string): string =>
  typeof execute === 'string' ? execute : ident(cutName(execute.schema ?? defaultSchema), cutName(execute.name));
