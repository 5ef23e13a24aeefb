import { idOf } from './call.js';
import type { Id } from './object.js';
import type { KindName } from './objects/kinds.js';

/** The name of an object that stands in no schema. */
export interface Named {
  readonly name: string;
}

/** The name of an object in a schema. */
export interface InSchema extends Named {
  /** Left out when it is `public`. */
  readonly schema?: string;
}

/** The name of an object on a table. */
export interface OnTable extends InSchema {
  readonly table: string;
}

/** Whether the database has something, for steps that depend on it. */
export interface Questions {
  /** Whether the table has a constraint of this name, of whatever sort. */
  hasConstraint(object: OnTable): Promise<boolean>;
  /** Whether there is an enum, a domain, a composite type or a range type of this name. */
  hasType(object: InSchema): Promise<boolean>;
  /** Whether there is a role of this name. */
  hasRole(object: Named): Promise<boolean>;
  /** Whether there is a schema of this name. */
  hasSchema(object: Named): Promise<boolean>;
  /** Whether there is an extension of this name. */
  hasExtension(object: Named): Promise<boolean>;
  /** Whether there is an enum of this name. */
  hasEnum(object: InSchema): Promise<boolean>;
  /** Whether there is a domain of this name. */
  hasDomain(object: InSchema): Promise<boolean>;
  /** Whether there is a composite type of this name. */
  hasCompositeType(object: InSchema): Promise<boolean>;
  /** Whether there is a range type of this name. */
  hasRangeType(object: InSchema): Promise<boolean>;
  /** Whether there is a sequence of this name. */
  hasSequence(object: InSchema): Promise<boolean>;
  /** Whether there is a function or a procedure of this signature. */
  hasFunction(object: InSchema): Promise<boolean>;
  /** Whether there is an aggregate of this signature. */
  hasAggregate(object: InSchema): Promise<boolean>;
  /** Whether there is a table of this name. */
  hasTable(object: InSchema): Promise<boolean>;
  /** Whether the table has a column of this name. */
  hasColumn(object: OnTable): Promise<boolean>;
  /** Whether there is a column that says otherwise than its parent. */
  hasColumnOverride(object: OnTable): Promise<boolean>;
  /** Whether the table has a primary key of this name. */
  hasPrimaryKey(object: OnTable): Promise<boolean>;
  /** Whether the table has a unique of this name. */
  hasUnique(object: OnTable): Promise<boolean>;
  /** Whether the table has a check of this name. */
  hasCheck(object: OnTable): Promise<boolean>;
  /** Whether the table has an exclusion of this name. */
  hasExclusion(object: OnTable): Promise<boolean>;
  /** Whether the table has an index of this name. */
  hasIndex(object: OnTable): Promise<boolean>;
  /** Whether the table has statistics of this name. */
  hasStatistics(object: OnTable): Promise<boolean>;
  /** Whether the table has a foreign key of this name. */
  hasForeignKey(object: OnTable): Promise<boolean>;
  /** Whether there is a view of this name. */
  hasView(object: InSchema): Promise<boolean>;
  /** Whether there is a materialized view of this name. */
  hasMaterializedView(object: InSchema): Promise<boolean>;
  /** Whether the publication of this name publishes the table. */
  hasPublicationTable(object: OnTable): Promise<boolean>;
  /** Whether the table has a policy of this name. */
  hasPolicy(object: OnTable): Promise<boolean>;
  /** Whether the table has a rule of this name. */
  hasRule(object: OnTable): Promise<boolean>;
  /** Whether the table has a trigger of this name. */
  hasTrigger(object: OnTable): Promise<boolean>;
  /** Whether there is default privileges of this name. */
  hasDefaultPrivileges(object: Named): Promise<boolean>;
}

/** Answers whether there is an object of one of the kinds. */
export type Ask = (directive: string, kinds: readonly KindName[], id: Id) => Promise<boolean>;

const constraints = ['primary_key', 'unique', 'check', 'exclusion', 'foreign_key'] as const;
const types = ['enum', 'domain', 'composite_type', 'range_type'] as const;

/** The questions, each put to the same function. */
export function createQuestions(ask: Ask): Questions {
  const has =
    (name: string, ...kinds: readonly [KindName, ...KindName[]]) =>
    (args: unknown): Promise<boolean> =>
      ask(name, kinds, idOf(name, kinds[0], args));
  return {
    hasConstraint: has('hasConstraint', ...constraints),
    hasType: has('hasType', ...types),
    hasRole: has('hasRole', 'role'),
    hasSchema: has('hasSchema', 'schema'),
    hasExtension: has('hasExtension', 'extension'),
    hasEnum: has('hasEnum', 'enum'),
    hasDomain: has('hasDomain', 'domain'),
    hasCompositeType: has('hasCompositeType', 'composite_type'),
    hasRangeType: has('hasRangeType', 'range_type'),
    hasSequence: has('hasSequence', 'sequence'),
    hasFunction: has('hasFunction', 'function'),
    hasAggregate: has('hasAggregate', 'aggregate'),
    hasTable: has('hasTable', 'table'),
    hasColumn: has('hasColumn', 'column'),
    hasColumnOverride: has('hasColumnOverride', 'column_override'),
    hasPrimaryKey: has('hasPrimaryKey', 'primary_key'),
    hasUnique: has('hasUnique', 'unique'),
    hasCheck: has('hasCheck', 'check'),
    hasExclusion: has('hasExclusion', 'exclusion'),
    hasIndex: has('hasIndex', 'index'),
    hasStatistics: has('hasStatistics', 'statistics'),
    hasForeignKey: has('hasForeignKey', 'foreign_key'),
    hasView: has('hasView', 'view'),
    hasMaterializedView: has('hasMaterializedView', 'materialized_view'),
    hasPublicationTable: has('hasPublicationTable', 'publication_table'),
    hasPolicy: has('hasPolicy', 'policy'),
    hasRule: has('hasRule', 'rule'),
    hasTrigger: has('hasTrigger', 'trigger'),
    hasDefaultPrivileges: has('hasDefaultPrivileges', 'default_privileges'),
  };
}
