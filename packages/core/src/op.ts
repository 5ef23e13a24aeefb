import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import { fromCall } from './call.js';
import type { BatchUpdate } from './data/batch-update.js';
import type { BulkInsert } from './data/bulk-insert.js';
import type { SqlTemplate, Value } from './data/execute.js';
import { NoDatabase } from './errors.js';
import { createQuestions, type Ask, type InSchema, type Named, type OnTable, type Questions } from './has.js';
import type { AggregateAttributes } from './objects/aggregates/aggregate.js';
import type { CheckAttributes } from './objects/checks/check.js';
import type { ColumnAttributes } from './objects/columns/column.js';
import type { ColumnOverrideAttributes } from './objects/column-overrides/column-override.js';
import type { CompositeTypeAttributes, CompositeTypeManner } from './objects/composite-types/composite-type.js';
import type { DefaultPrivilegesAttributes } from './objects/default-privileges/default-privileges.js';
import type { DomainAttributes, DomainManner } from './objects/domains/domain.js';
import type { EnumAttributes } from './objects/enums/enum.js';
import type { ExclusionAttributes } from './objects/exclusions/exclusion.js';
import type { ExtensionAttributes } from './objects/extensions/extension.js';
import type { ForeignKeyAttributes } from './objects/foreign-keys/foreign-key.js';
import type { FunctionAttributes } from './objects/functions/function.js';
import type { Grant } from './objects/privileges.js';
import type { IndexAttributes } from './objects/indexes/table-index.js';
import type { MaterializedViewAttributes } from './objects/materialized-views/materialized-view.js';
import type { PolicyAttributes } from './objects/policies/policy.js';
import type { PrimaryKeyAttributes } from './objects/primary-keys/primary-key.js';
import type { PublicationTableAttributes } from './objects/publication-tables/publication-table.js';
import type { RangeTypeAttributes, RangeTypeManner } from './objects/range-types/range-type.js';
import type { RoleAttributes } from './objects/roles/role.js';
import type { StorageParameters } from './objects/rules.js';
import type { RuleAttributes } from './objects/rules/rule.js';
import type { SchemaAttributes } from './objects/schemas/schema.js';
import type { SequenceManner } from './objects/sequences/after-rows.js';
import type { SequenceAttributes, SequenceOptions } from './objects/sequences/sequence.js';
import type { StatisticsAttributes } from './objects/statistics/statistics.js';
import type { TableAttributes } from './objects/tables/table.js';
import type { TriggerAttributes } from './objects/triggers/trigger.js';
import type { TypeAnew } from './objects/type-anew.js';
import type { UniqueAttributes } from './objects/uniques/unique.js';
import type { ViewAttributes } from './objects/views/view.js';
import type { Operation } from './operation.js';
import type { Snapshot } from './snapshot.js';

/** The new name. */
export interface NewName {
  readonly to: string;
}

/** The changes of an alter: of each attribute that changes, what it was and what it becomes. */
export type Alterations<A> = { readonly [K in keyof A]?: { readonly from: A[K]; readonly to: A[K] } };

/** The columns and constraints that CREATE TABLE makes, and what is made right after it. */
export interface TableParts {
  readonly columns?: readonly (Named & ColumnAttributes)[];
  readonly columnOverrides?: readonly (Named & ColumnOverrideAttributes)[];
  readonly primaryKey?: Named & PrimaryKeyAttributes;
  readonly uniques?: readonly (Named & UniqueAttributes)[];
  readonly checks?: readonly (Named & CheckAttributes)[];
  readonly exclusions?: readonly (Named & ExclusionAttributes)[];
  readonly foreignKeys?: readonly (Named & ForeignKeyAttributes)[];
  readonly publications?: readonly (Named & PublicationTableAttributes)[];
  readonly policies?: readonly (Named & PolicyAttributes)[];
  readonly rules?: readonly (Named & RuleAttributes)[];
  readonly triggers?: readonly (Named & TriggerAttributes)[];
}

/** How what is new has only the privileges that are said. */
export interface GrantedAtOnce {
  /** Roles that default privileges give something at once, and that have nothing but what `privileges` says. */
  readonly revoked?: readonly string[];
}

/** How the sequences that identities and serials make have only the privileges that are said. */
export interface GrantedAlong {
  /** Roles that default privileges give something on them at once, and that have nothing but what their `privileges` say. */
  readonly revokedAlong?: readonly string[];
}

/** DROP … IF EXISTS: what is not there is passed over. */
export interface IfExists {
  readonly ifExists?: boolean;
}

/** Rows and values that a drop puts aside. */
export interface Park {
  /**
   * Whether rows or values are put aside into the schema `sluice_parked`, from where the other direction brings them back.
   * Where it is left out, `--park` and `park` of the config say it.
   */
  readonly park?: boolean;
}

/** Where the values of a column that is dropped are since. */
export interface KeptIn {
  /** The column that has them, in a form of its own: lost is only what that lacks. A trigger kept the two in step. */
  readonly keptIn?: string;
}

/** CREATE … IF NOT EXISTS: what is there stays, whatever it looks like; a comment, an owner and privileges are set all the same. */
export interface IfNotExists {
  readonly ifNotExists?: boolean;
}

/** How rows that exist get a value. */
export interface Fill {
  /** SQL, computed for each row that exists: `"''"`, `'now()'`, `"lower(name)"`. It may count rows: `row_number() OVER ()`. */
  readonly fill?: string;
}

/** How a value of the old type becomes one of the new. */
export interface Using {
  /** SQL over the row: `"zip"::integer`. */
  readonly using?: string;
  /** What stays and must be said again: the type where only the collation changes, the collation where only the type does. */
  readonly keep?: {
    readonly type?: string;
    readonly collation?: string;
    readonly storage?: string;
    readonly compression?: string;
    /** The name of NOT NULL, where another in the schema bears it too. */
    readonly notNullName?: string;
  };
}

/** What an inherited column has when nothing is said otherwise. */
export interface Instead {
  /** The parent's values, or null for PostgreSQL's own choice. */
  readonly instead?: {
    readonly [K in Exclude<keyof ColumnOverrideAttributes, 'notNullConstraint'>]?:
      string | boolean | null | readonly string[];
  } & { readonly notNullConstraint?: { readonly name?: string; readonly comment: null } };
  /** The privileges to take away. */
  readonly revoke?: readonly Grant[];
}

/** How the values of an enum are changed. */
export interface EnumManner extends TypeAnew {
  /** Values that keep their rows under another name: `{ active: 'enabled' }`. */
  readonly rename?: Readonly<Record<string, string>>;
  /** What a type made anew must be given again. */
  readonly keep?: Partial<EnumAttributes>;
  /** Commit before what follows: it uses a value that is added here. */
  readonly commit?: boolean;
}

/** How a key comes to its index. */
export interface UsingIndex {
  /** It takes over the unique index of its own name, which was built before. */
  readonly usingIndex?: boolean;
}

/** How a view gets another query. */
export interface ViewManner {
  /** The options that stay: CREATE OR REPLACE VIEW forgets those that it does not say. */
  readonly keep?: { readonly with?: StorageParameters };
}

/**
 * What a migration is given: a directive for each change. Each is awaited; its SQL has run when it is done.
 *
 * @example
 * ```ts
 * import type { Op } from 'sluice';
 *
 * export async function upgrade(op: Op): Promise<void> {
 *   await op.addColumn({ table: 'users', name: 'email', type: 'text', notNull: true, fill: "''" });
 *   await op.createIndex({ table: 'users', name: 'ix_users_email', columns: [{ column: 'email' }] });
 * }
 * ```
 */
export interface Op extends Questions {
  /**
   * Runs SQL. A text alone, one or more statements, is run as it is: no placeholder is looked for. With a list of
   * parameters it is one statement, in which `$1` is the first of them; a `sql` template of drizzle-orm brings its own.
   * A script has the parameters as literals.
   *
   * @example
   * ```ts
   * import type { Op } from 'sluice';
   *
   * export async function upgrade(op: Op): Promise<void> {
   *   await op.execute(`UPDATE settings SET value = '{"a": true}'`);
   *   await op.execute('UPDATE settings SET changed = $1 WHERE name = $2', [new Date('2026-11-20'), "it's"]);
   * }
   * ```
   */
  execute(sql: string | SqlTemplate, parameters?: readonly Value[]): Promise<void>;
  /** INSERT of many rows, in as few statements as PostgreSQL's limit of 65,535 parameters allows. */
  bulkInsert(rows: BulkInsert): Promise<void>;
  /**
   * UPDATE of many rows in batches by their key, each committed before the next begins: no row stays locked for long.
   * What came before in the migration is committed too. Run again it goes on, since `where` leaves out what is done; in
   * the end it must find nothing.
   */
  batchUpdate(update: BatchUpdate): Promise<void>;
  /**
   * Fails with `message` and some of the rows where a query finds any: it asks for the rows that must not be there.
   *
   * @example
   * ```ts
   * import type { Op } from 'sluice';
   *
   * export async function upgrade(op: Op): Promise<void> {
   *   await op.assert('SELECT id FROM orders WHERE total < 0', 'There are orders of less than nothing');
   * }
   * ```
   */
  assert(sql: string, message: string): Promise<void>;
  /**
   * Commits what came before, runs each statement that is called for within on its own, in no transaction, and begins a
   * new transaction after. For what PostgreSQL refuses in a transaction: VACUUM, REINDEX CONCURRENTLY.
   */
  autocommit(work: () => Promise<void>): Promise<void>;

  /**
   * Drizzle on the migration's own connection, within its transaction. Loaded when it is first asked for. For `db.query`
   * make one with a schema: `drizzle(op.query, { schema })`, of `drizzle-orm/pg-proxy`.
   */
  readonly db: PgRemoteDatabase;
  /**
   * Runs one statement on the migration's own connection and gives its rows: integers of up to 4 bytes as numbers, booleans
   * and JSON as such, all else as PostgreSQL's text. With the method `all` each row is a list of its values.
   */
  query(sql: string, parameters?: readonly unknown[], method?: 'all' | 'execute'): Promise<{ rows: unknown[] }>;
  /** The database as it is at this point of the migration. */
  introspect(): Promise<Snapshot>;

  /** CREATE ROLE. Where the cluster has the role already, what is said here is made of it. */
  createRole(role: Named & RoleAttributes): Promise<void>;
  /** DROP ROLE, in no database of the cluster may anything depend on it. */
  dropRole(role: Named & IfExists): Promise<void>;
  /** ALTER ROLE, GRANT and REVOKE of memberships. */
  alterRole(role: Named & Alterations<RoleAttributes>): Promise<void>;
  /** ALTER ROLE … RENAME TO. */
  renameRole(role: Named & NewName): Promise<void>;

  /** CREATE SCHEMA. */
  createSchema(schema: Named & SchemaAttributes & GrantedAtOnce & IfNotExists): Promise<void>;
  /** DROP SCHEMA; it must be empty. */
  dropSchema(schema: Named & IfExists): Promise<void>;
  /** ALTER SCHEMA. */
  alterSchema(schema: Named & Alterations<SchemaAttributes>): Promise<void>;
  /** ALTER SCHEMA … RENAME TO. */
  renameSchema(schema: Named & NewName): Promise<void>;

  /** CREATE EXTENSION. */
  createExtension(extension: Named & ExtensionAttributes & IfNotExists): Promise<void>;
  /** DROP EXTENSION, when nothing needs it. */
  dropExtension(extension: Named & IfExists): Promise<void>;
  /** ALTER EXTENSION: SET SCHEMA, UPDATE TO. */
  alterExtension(extension: Named & Alterations<ExtensionAttributes>): Promise<void>;

  /** CREATE TYPE … AS ENUM. */
  createEnum(type: InSchema & EnumAttributes & GrantedAtOnce): Promise<void>;
  /** DROP TYPE of an enum that no column uses. */
  dropEnum(type: InSchema & IfExists): Promise<void>;
  /** ALTER TYPE of an enum. Values that are only added are added in place; removed or moved, the type is made anew. */
  alterEnum(type: InSchema & Alterations<EnumAttributes> & EnumManner): Promise<void>;
  /** ALTER TYPE … RENAME TO. */
  renameEnum(type: InSchema & NewName): Promise<void>;

  /** CREATE DOMAIN. */
  createDomain(domain: InSchema & DomainAttributes & GrantedAtOnce): Promise<void>;
  /** DROP DOMAIN that no column uses. */
  dropDomain(domain: InSchema & IfExists): Promise<void>;
  /** ALTER DOMAIN. Of another type, the domain is made anew and `columns` are cast. */
  alterDomain(domain: InSchema & Alterations<DomainAttributes> & DomainManner & TypeAnew): Promise<void>;
  /** ALTER DOMAIN … RENAME TO. */
  renameDomain(domain: InSchema & NewName): Promise<void>;

  /** CREATE TYPE … AS. */
  createCompositeType(type: InSchema & CompositeTypeAttributes & GrantedAtOnce): Promise<void>;
  /** DROP TYPE of a composite type that no column uses. */
  dropCompositeType(type: InSchema & IfExists): Promise<void>;
  /** ALTER TYPE of a composite type. With `columns` it is made anew, and they are cast. */
  alterCompositeType(
    type: InSchema & Alterations<CompositeTypeAttributes> & CompositeTypeManner & TypeAnew,
  ): Promise<void>;
  /** ALTER TYPE … RENAME TO. */
  renameCompositeType(type: InSchema & NewName): Promise<void>;

  /** CREATE TYPE … AS RANGE. */
  createRangeType(type: InSchema & RangeTypeAttributes & GrantedAtOnce): Promise<void>;
  /** DROP TYPE of a range type that no column uses. */
  dropRangeType(type: InSchema & IfExists): Promise<void>;
  /** ALTER TYPE of a range type: it is made anew, and `columns` are cast. */
  alterRangeType(type: InSchema & Alterations<RangeTypeAttributes> & RangeTypeManner & TypeAnew): Promise<void>;
  /** ALTER TYPE … RENAME TO. */
  renameRangeType(type: InSchema & NewName): Promise<void>;

  /** CREATE SEQUENCE. */
  createSequence(sequence: InSchema & SequenceAttributes & SequenceManner & GrantedAtOnce & IfNotExists): Promise<void>;
  /** DROP SEQUENCE. */
  dropSequence(sequence: InSchema & IfExists): Promise<void>;
  /** ALTER SEQUENCE. */
  alterSequence(
    sequence: InSchema & Alterations<SequenceAttributes> & { readonly keep?: SequenceOptions },
  ): Promise<void>;
  /** ALTER SEQUENCE … RENAME TO. */
  renameSequence(sequence: InSchema & NewName): Promise<void>;

  /** CREATE FUNCTION or PROCEDURE. Its name is its signature: `add(integer, integer)`. */
  createFunction(routine: InSchema & FunctionAttributes & GrantedAtOnce): Promise<void>;
  /** DROP ROUTINE of a function or a procedure. */
  dropFunction(routine: InSchema & IfExists): Promise<void>;
  /** ALTER ROUTINE, or CREATE OR REPLACE where more changes than a property. */
  alterFunction(
    routine: InSchema & Alterations<FunctionAttributes> & { readonly keep?: Partial<FunctionAttributes> },
  ): Promise<void>;
  /** ALTER ROUTINE … RENAME TO; the new name is a signature, too. */
  renameFunction(routine: InSchema & NewName): Promise<void>;

  /** CREATE AGGREGATE. Its name is its signature: `total(integer)`. */
  createAggregate(aggregate: InSchema & AggregateAttributes & GrantedAtOnce): Promise<void>;
  /** DROP ROUTINE of an aggregate. */
  dropAggregate(aggregate: InSchema & IfExists): Promise<void>;
  /** Owner, privileges and COMMENT of an aggregate. */
  alterAggregate(aggregate: InSchema & Alterations<AggregateAttributes>): Promise<void>;
  /** ALTER ROUTINE … RENAME TO; the new name is a signature, too. */
  renameAggregate(aggregate: InSchema & NewName): Promise<void>;

  /** CREATE TABLE, with its columns and constraints. */
  createTable(
    table: InSchema & TableAttributes & TableParts & GrantedAtOnce & GrantedAlong & IfNotExists,
  ): Promise<void>;
  /** DROP TABLE. Its rows are gone, unless they are parked. */
  dropTable(table: InSchema & IfExists & Park): Promise<void>;
  /** ALTER TABLE, of the table itself. */
  alterTable(table: InSchema & Alterations<TableAttributes>): Promise<void>;
  /** ALTER TABLE … RENAME TO. */
  renameTable(table: InSchema & NewName): Promise<void>;

  /** ALTER TABLE … ADD COLUMN. A NOT NULL column without a default needs `fill` where there are rows. */
  addColumn(column: OnTable & ColumnAttributes & Fill & GrantedAlong & IfNotExists): Promise<void>;
  /** ALTER TABLE … DROP COLUMN. Its values are gone, unless they are parked or in another column. */
  dropColumn(column: OnTable & IfExists & Park & KeptIn): Promise<void>;
  /** ALTER TABLE … ALTER COLUMN: all changes of the column at once, in the order that works. */
  alterColumn(column: OnTable & Alterations<ColumnAttributes> & Using & Fill & GrantedAlong): Promise<void>;
  /** ALTER TABLE … RENAME COLUMN. */
  renameColumn(column: OnTable & NewName): Promise<void>;

  /** ALTER TABLE … ALTER COLUMN of a column that a partition or a child inherits: what it says otherwise than its parent. */
  addColumnOverride(override: OnTable & ColumnOverrideAttributes & Fill): Promise<void>;
  /** ALTER TABLE … ALTER COLUMN: what is put in the place of what was said. */
  dropColumnOverride(override: OnTable & Instead): Promise<void>;
  /** ALTER TABLE … ALTER COLUMN of an inherited column. */
  alterColumnOverride(override: OnTable & Alterations<ColumnOverrideAttributes>): Promise<void>;

  /** ALTER TABLE … ADD PRIMARY KEY. */
  addPrimaryKey(key: OnTable & PrimaryKeyAttributes & UsingIndex): Promise<void>;
  /** ALTER TABLE … DROP CONSTRAINT of the primary key. */
  dropPrimaryKey(key: OnTable & IfExists): Promise<void>;
  /** ALTER INDEX and COMMENT of a primary key. */
  alterPrimaryKey(key: OnTable & Alterations<PrimaryKeyAttributes>): Promise<void>;
  /** ALTER TABLE … RENAME CONSTRAINT. */
  renamePrimaryKey(key: OnTable & NewName): Promise<void>;

  /** ALTER TABLE … ADD UNIQUE. */
  addUnique(unique: OnTable & UniqueAttributes & UsingIndex): Promise<void>;
  /** ALTER TABLE … DROP CONSTRAINT of a unique constraint. */
  dropUnique(unique: OnTable & IfExists): Promise<void>;
  /** ALTER INDEX and COMMENT of a unique constraint. */
  alterUnique(unique: OnTable & Alterations<UniqueAttributes>): Promise<void>;
  /** ALTER TABLE … RENAME CONSTRAINT. */
  renameUnique(unique: OnTable & NewName): Promise<void>;

  /** ALTER TABLE … ADD CHECK. */
  addCheck(check: OnTable & CheckAttributes): Promise<void>;
  /** ALTER TABLE … DROP CONSTRAINT of a check. */
  dropCheck(check: OnTable & IfExists): Promise<void>;
  /** VALIDATE CONSTRAINT and COMMENT of a check. */
  alterCheck(check: OnTable & Alterations<CheckAttributes>): Promise<void>;
  /** ALTER TABLE … RENAME CONSTRAINT. */
  renameCheck(check: OnTable & NewName): Promise<void>;

  /** ALTER TABLE … ADD … EXCLUDE. */
  addExclusion(exclusion: OnTable & ExclusionAttributes): Promise<void>;
  /** ALTER TABLE … DROP CONSTRAINT of an exclusion constraint. */
  dropExclusion(exclusion: OnTable & IfExists): Promise<void>;
  /** COMMENT of an exclusion constraint. */
  alterExclusion(exclusion: OnTable & Alterations<ExclusionAttributes>): Promise<void>;
  /** ALTER TABLE … RENAME CONSTRAINT. */
  renameExclusion(exclusion: OnTable & NewName): Promise<void>;

  /** CREATE INDEX. With `concurrently` it runs outside the transaction and blocks no writes. */
  createIndex(index: OnTable & IndexAttributes & IfNotExists): Promise<void>;
  /** DROP INDEX. */
  dropIndex(index: OnTable & { readonly concurrently?: boolean } & IfExists): Promise<void>;
  /** ALTER INDEX. */
  alterIndex(index: OnTable & Alterations<IndexAttributes>): Promise<void>;
  /** ALTER INDEX … RENAME TO. */
  renameIndex(index: OnTable & NewName): Promise<void>;

  /** CREATE STATISTICS, in the schema of the table. */
  createStatistics(statistics: OnTable & StatisticsAttributes & IfNotExists): Promise<void>;
  /** DROP STATISTICS. */
  dropStatistics(statistics: OnTable & IfExists): Promise<void>;
  /** ALTER STATISTICS. */
  alterStatistics(statistics: OnTable & Alterations<StatisticsAttributes>): Promise<void>;
  /** ALTER STATISTICS … RENAME TO. */
  renameStatistics(statistics: OnTable & NewName): Promise<void>;

  /** ALTER TABLE … ADD FOREIGN KEY. */
  addForeignKey(key: OnTable & ForeignKeyAttributes): Promise<void>;
  /** ALTER TABLE … DROP CONSTRAINT of a foreign key. */
  dropForeignKey(key: OnTable & IfExists): Promise<void>;
  /** ALTER CONSTRAINT, VALIDATE CONSTRAINT and COMMENT of a foreign key. */
  alterForeignKey(key: OnTable & Alterations<ForeignKeyAttributes>): Promise<void>;
  /** ALTER TABLE … RENAME CONSTRAINT. */
  renameForeignKey(key: OnTable & NewName): Promise<void>;

  /** CREATE VIEW. */
  createView(view: InSchema & ViewAttributes & GrantedAtOnce): Promise<void>;
  /** DROP VIEW. */
  dropView(view: InSchema & IfExists): Promise<void>;
  /** CREATE OR REPLACE VIEW for another query, which can only add columns after the others; ALTER VIEW for all else. */
  alterView(view: InSchema & Alterations<ViewAttributes> & ViewManner): Promise<void>;
  /** ALTER VIEW … RENAME TO. */
  renameView(view: InSchema & NewName): Promise<void>;

  /** CREATE MATERIALIZED VIEW: its query runs, unless `withNoData` is said. */
  createMaterializedView(view: InSchema & MaterializedViewAttributes & GrantedAtOnce & IfNotExists): Promise<void>;
  /** DROP MATERIALIZED VIEW. */
  dropMaterializedView(view: InSchema & IfExists): Promise<void>;
  /** ALTER MATERIALIZED VIEW. Another query wants a drop and a create. */
  alterMaterializedView(view: InSchema & Alterations<MaterializedViewAttributes>): Promise<void>;
  /** ALTER MATERIALIZED VIEW … RENAME TO. */
  renameMaterializedView(view: InSchema & NewName): Promise<void>;
  /** ALTER PUBLICATION … ADD TABLE; the name is the publication's. */
  addPublicationTable(table: OnTable & PublicationTableAttributes): Promise<void>;
  /** ALTER PUBLICATION … DROP TABLE. */
  dropPublicationTable(table: OnTable): Promise<void>;
  /** ALTER PUBLICATION … DROP TABLE and ADD TABLE. */
  alterPublicationTable(
    table: OnTable & Alterations<PublicationTableAttributes> & { readonly keep?: PublicationTableAttributes },
  ): Promise<void>;

  /** CREATE POLICY. It holds where the table's `rowSecurity` is on. */
  createPolicy(policy: OnTable & PolicyAttributes): Promise<void>;
  /** DROP POLICY. */
  dropPolicy(policy: OnTable & IfExists): Promise<void>;
  /** ALTER POLICY: its roles and expressions. */
  alterPolicy(policy: OnTable & Alterations<PolicyAttributes>): Promise<void>;
  /** ALTER POLICY … RENAME TO. */
  renamePolicy(policy: OnTable & NewName): Promise<void>;

  /** CREATE RULE. */
  createRule(rule: OnTable & RuleAttributes): Promise<void>;
  /** DROP RULE. */
  dropRule(rule: OnTable & IfExists): Promise<void>;
  /** ALTER TABLE … ENABLE or DISABLE RULE. */
  alterRule(rule: OnTable & Alterations<RuleAttributes>): Promise<void>;
  /** ALTER RULE … RENAME TO. */
  renameRule(rule: OnTable & NewName): Promise<void>;

  /** CREATE TRIGGER. */
  createTrigger(trigger: OnTable & TriggerAttributes): Promise<void>;
  /** DROP TRIGGER. */
  dropTrigger(trigger: OnTable & IfExists): Promise<void>;
  /** ALTER TABLE … ENABLE or DISABLE TRIGGER. */
  alterTrigger(trigger: OnTable & Alterations<TriggerAttributes>): Promise<void>;
  /** ALTER TRIGGER … RENAME TO. */
  renameTrigger(trigger: OnTable & NewName): Promise<void>;

  /** ALTER DEFAULT PRIVILEGES … GRANT and REVOKE, from PostgreSQL's own. */
  createDefaultPrivileges(privileges: Named & DefaultPrivilegesAttributes): Promise<void>;
  /** ALTER DEFAULT PRIVILEGES, back to PostgreSQL's own. */
  dropDefaultPrivileges(privileges: Named): Promise<void>;
  /** ALTER DEFAULT PRIVILEGES … GRANT and REVOKE. */
  alterDefaultPrivileges(privileges: Named & Alterations<DefaultPrivilegesAttributes>): Promise<void>;
}

/** What is done with each operation that a migration calls for. */
export type RunOperation = (operation: Operation) => Promise<void>;

/** What an `op` can do besides operations, and whoever stands behind it does in a way of its own. */
export interface Abilities {
  /** Has each statement that the work calls for run on its own. */
  autocommit(work: () => Promise<void>): Promise<void>;
  /** Whether there is an object of one of the kinds. */
  readonly has: Ask;
  introspect(): Promise<Snapshot>;
  query(sql: string, parameters: readonly unknown[], method: 'all' | 'execute'): Promise<{ rows: unknown[] }>;
  /** Drizzle over a function such as `query`. */
  drizzle(query: Op['query']): PgRemoteDatabase;
}

/** Where no database is asked: questions are refused. */
const withoutDatabase: Abilities = {
  autocommit: (work) => work(),
  has: (directive) => Promise.reject(new NoDatabase(directive)),
  introspect: () => Promise.reject(new NoDatabase('introspect')),
  query: () => Promise.reject(new NoDatabase('query')),
  drizzle: () => {
    throw new NoDatabase('db');
  },
};

/**
 * The `op` that hands each directive, as an operation, to a function.
 *
 * @param abilities - what else it can do; where it is left out, there is no database to ask.
 */
export function createOp(run: RunOperation, abilities: Partial<Abilities> = {}): Op {
  const able = { ...withoutDatabase, ...abilities };
  // Not async: the runner sees the very promise that the migration must await.
  const directive =
    (name: string) =>
    (args: unknown, ...more: readonly unknown[]): Promise<void> =>
      run(fromCall({ directive: name, args, more }));
  const query: Op['query'] = (sql, parameters = [], method = 'execute') => able.query(sql, parameters, method);
  let db: PgRemoteDatabase | undefined;
  return {
    execute: directive('execute'),
    bulkInsert: directive('bulkInsert'),
    batchUpdate: directive('batchUpdate'),
    assert: directive('assert'),
    autocommit: (work) => able.autocommit(work),
    get db() {
      db ??= able.drizzle(query);
      return db;
    },
    query,
    introspect: () => able.introspect(),
    ...createQuestions(able.has),
    createRole: directive('createRole'),
    dropRole: directive('dropRole'),
    alterRole: directive('alterRole'),
    renameRole: directive('renameRole'),
    createSchema: directive('createSchema'),
    dropSchema: directive('dropSchema'),
    alterSchema: directive('alterSchema'),
    renameSchema: directive('renameSchema'),
    createExtension: directive('createExtension'),
    dropExtension: directive('dropExtension'),
    alterExtension: directive('alterExtension'),
    createEnum: directive('createEnum'),
    dropEnum: directive('dropEnum'),
    alterEnum: directive('alterEnum'),
    renameEnum: directive('renameEnum'),
    createDomain: directive('createDomain'),
    dropDomain: directive('dropDomain'),
    alterDomain: directive('alterDomain'),
    renameDomain: directive('renameDomain'),
    createCompositeType: directive('createCompositeType'),
    dropCompositeType: directive('dropCompositeType'),
    alterCompositeType: directive('alterCompositeType'),
    renameCompositeType: directive('renameCompositeType'),
    createRangeType: directive('createRangeType'),
    dropRangeType: directive('dropRangeType'),
    alterRangeType: directive('alterRangeType'),
    renameRangeType: directive('renameRangeType'),
    createSequence: directive('createSequence'),
    dropSequence: directive('dropSequence'),
    alterSequence: directive('alterSequence'),
    renameSequence: directive('renameSequence'),
    createFunction: directive('createFunction'),
    dropFunction: directive('dropFunction'),
    alterFunction: directive('alterFunction'),
    renameFunction: directive('renameFunction'),
    createAggregate: directive('createAggregate'),
    dropAggregate: directive('dropAggregate'),
    alterAggregate: directive('alterAggregate'),
    renameAggregate: directive('renameAggregate'),
    createTable: directive('createTable'),
    dropTable: directive('dropTable'),
    alterTable: directive('alterTable'),
    renameTable: directive('renameTable'),
    addColumn: directive('addColumn'),
    dropColumn: directive('dropColumn'),
    alterColumn: directive('alterColumn'),
    renameColumn: directive('renameColumn'),
    addColumnOverride: directive('addColumnOverride'),
    dropColumnOverride: directive('dropColumnOverride'),
    alterColumnOverride: directive('alterColumnOverride'),
    addPrimaryKey: directive('addPrimaryKey'),
    dropPrimaryKey: directive('dropPrimaryKey'),
    alterPrimaryKey: directive('alterPrimaryKey'),
    renamePrimaryKey: directive('renamePrimaryKey'),
    addUnique: directive('addUnique'),
    dropUnique: directive('dropUnique'),
    alterUnique: directive('alterUnique'),
    renameUnique: directive('renameUnique'),
    addCheck: directive('addCheck'),
    dropCheck: directive('dropCheck'),
    alterCheck: directive('alterCheck'),
    renameCheck: directive('renameCheck'),
    addExclusion: directive('addExclusion'),
    dropExclusion: directive('dropExclusion'),
    alterExclusion: directive('alterExclusion'),
    renameExclusion: directive('renameExclusion'),
    createIndex: directive('createIndex'),
    dropIndex: directive('dropIndex'),
    alterIndex: directive('alterIndex'),
    renameIndex: directive('renameIndex'),
    createStatistics: directive('createStatistics'),
    dropStatistics: directive('dropStatistics'),
    alterStatistics: directive('alterStatistics'),
    renameStatistics: directive('renameStatistics'),
    addForeignKey: directive('addForeignKey'),
    dropForeignKey: directive('dropForeignKey'),
    alterForeignKey: directive('alterForeignKey'),
    renameForeignKey: directive('renameForeignKey'),
    createView: directive('createView'),
    dropView: directive('dropView'),
    alterView: directive('alterView'),
    renameView: directive('renameView'),
    createMaterializedView: directive('createMaterializedView'),
    dropMaterializedView: directive('dropMaterializedView'),
    alterMaterializedView: directive('alterMaterializedView'),
    renameMaterializedView: directive('renameMaterializedView'),
    addPublicationTable: directive('addPublicationTable'),
    dropPublicationTable: directive('dropPublicationTable'),
    alterPublicationTable: directive('alterPublicationTable'),
    createPolicy: directive('createPolicy'),
    dropPolicy: directive('dropPolicy'),
    alterPolicy: directive('alterPolicy'),
    renamePolicy: directive('renamePolicy'),
    createRule: directive('createRule'),
    dropRule: directive('dropRule'),
    alterRule: directive('alterRule'),
    renameRule: directive('renameRule'),
    createTrigger: directive('createTrigger'),
    dropTrigger: directive('dropTrigger'),
    alterTrigger: directive('alterTrigger'),
    renameTrigger: directive('renameTrigger'),
    createDefaultPrivileges: directive('createDefaultPrivileges'),
    dropDefaultPrivileges: directive('dropDefaultPrivileges'),
    alterDefaultPrivileges: directive('alterDefaultPrivileges'),
  };
}
