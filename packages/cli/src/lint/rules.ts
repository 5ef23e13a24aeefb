import { attachPartitionScans } from './rules/attach-partition-scans.js';
import { cascade } from './rules/cascade.js';
import { checkValidatedAtOnce } from './rules/check-validated-at-once.js';
import { columnTypeReindexes } from './rules/column-type-reindexes.js';
import { columnTypeRewrites } from './rules/column-type-rewrites.js';
import { columnWithConstraint } from './rules/column-with-constraint.js';
import { concurrentlyInTransaction } from './rules/concurrently-in-transaction.js';
import { constrainedDomainColumn } from './rules/constrained-domain-column.js';
import { constraintOnPartitionedTable } from './rules/constraint-on-partitioned-table.js';
import { createIfNotExists } from './rules/create-if-not-exists.js';
import { createPartitionLocks } from './rules/create-partition-locks.js';
import { dataAndSchema } from './rules/data-and-schema.js';
import { detachNotConcurrently } from './rules/detach-not-concurrently.js';
import { directionThrows } from './rules/direction-throws.js';
import { disableRowSecurity } from './rules/disable-row-security.js';
import { domainConstraint } from './rules/domain-constraint.js';
import { dropColumn } from './rules/drop-column.js';
import { dropExtension } from './rules/drop-extension.js';
import { dropForeignKey } from './rules/drop-foreign-key.js';
import { dropIndexNotConcurrently } from './rules/drop-index-not-concurrently.js';
import { dropNotNull } from './rules/drop-not-null.js';
import { dropTable } from './rules/drop-table.js';
import { enumValueUsedAtOnce } from './rules/enum-value-used-at-once.js';
import { exclusionConstraint } from './rules/exclusion-constraint.js';
import { foreignKeyValidatedAtOnce } from './rules/foreign-key-validated-at-once.js';
import { foreignKeyWithoutIndex } from './rules/foreign-key-without-index.js';
import { identityColumn } from './rules/identity-column.js';
import { importsModels } from './rules/imports-models.js';
import { indexIfNotExists } from './rules/index-if-not-exists.js';
import { indexNotConcurrently } from './rules/index-not-concurrently.js';
import { indexOnPartitionedTable } from './rules/index-on-partitioned-table.js';
import { intPrimaryKey } from './rules/int-primary-key.js';
import { jsonColumn } from './rules/json-column.js';
import { keyWithoutIndex } from './rules/key-without-index.js';
import { longIdentifier } from './rules/long-identifier.js';
import { missingDowngrade } from './rules/missing-downgrade.js';
import { nameNeedsQuotes } from './rules/name-needs-quotes.js';
import { notValidAndValidate } from './rules/not-valid-and-validate.js';
import { refreshNotConcurrently } from './rules/refresh-not-concurrently.js';
import { reindexNotConcurrently } from './rules/reindex-not-concurrently.js';
import { renameColumn } from './rules/rename-column.js';
import { renameTable } from './rules/rename-table.js';
import { renameType } from './rules/rename-type.js';
import { requiredColumn } from './rules/required-column.js';
import { revoke } from './rules/revoke.js';
import { setNotNullScans } from './rules/set-not-null-scans.js';
import { storedGeneratedColumn } from './rules/stored-generated-column.js';
import { tableStorageRewrites } from './rules/table-storage-rewrites.js';
import { transactionControl } from './rules/transaction-control.js';
import { truncate } from './rules/truncate.js';
import { unboundedChange } from './rules/unbounded-change.js';
import { unnamedObject } from './rules/unnamed-object.js';
import { unreadableSql } from './rules/unreadable-sql.js';
import { vacuumFull } from './rules/vacuum-full.js';
import { volatileDefault } from './rules/volatile-default.js';
import type { Rule, RuleFacts } from './rule.js';

/** All rules that look at a migration, grouped by what they are about. */
export const rules: readonly Rule[] = [
  indexNotConcurrently,
  indexOnPartitionedTable,
  dropIndexNotConcurrently,
  reindexNotConcurrently,
  indexIfNotExists,
  concurrentlyInTransaction,
  foreignKeyValidatedAtOnce,
  checkValidatedAtOnce,
  notValidAndValidate,
  keyWithoutIndex,
  exclusionConstraint,
  constraintOnPartitionedTable,
  foreignKeyWithoutIndex,
  dropForeignKey,
  requiredColumn,
  volatileDefault,
  identityColumn,
  storedGeneratedColumn,
  constrainedDomainColumn,
  columnWithConstraint,
  setNotNullScans,
  dropNotNull,
  columnTypeRewrites,
  columnTypeReindexes,
  jsonColumn,
  intPrimaryKey,
  dropColumn,
  dropTable,
  renameColumn,
  renameTable,
  renameType,
  truncate,
  cascade,
  dropExtension,
  tableStorageRewrites,
  vacuumFull,
  createIfNotExists,
  attachPartitionScans,
  createPartitionLocks,
  detachNotConcurrently,
  enumValueUsedAtOnce,
  domainConstraint,
  refreshNotConcurrently,
  disableRowSecurity,
  revoke,
  unboundedChange,
  dataAndSchema,
  transactionControl,
  missingDowngrade,
  importsModels,
  longIdentifier,
  unnamedObject,
  nameNeedsQuotes,
  unreadableSql,
  directionThrows,
];

/** What is said of waivers, when all rules have looked. */
export const waiverRules = {
  expired: {
    name: 'waiver-expired',
    level: 'warning',
    title: 'a waiver whose last day is over',
    reason: 'It was to hold until then, and holds no longer: what it waived is told again.',
    safeForm: 'Do what was put off; or give it another day.',
    source: 'sluice lint',
  },
  unused: {
    name: 'waiver-unused',
    level: 'warning',
    title: 'a waiver that waives nothing',
    reason: 'It would waive what comes there later, and nobody has looked at that.',
    safeForm: 'Delete it.',
    source: 'sluice lint',
  },
  flawed: {
    name: 'waiver-flawed',
    level: 'warning',
    title: 'a waiver that names no rule or gives no reason',
    reason: 'It waives nothing.',
    safeForm:
      '// sluice-lint-ignore <rule> until 2027-01-31: <reason>, on a line of its own above the call; the day may be left out.',
    source: 'sluice lint',
  },
} as const satisfies Readonly<Record<string, RuleFacts>>;

/** Every rule that can be named. */
export const allRules: readonly RuleFacts[] = [...rules, ...Object.values(waiverRules)];

/** The names of all rules. */
export const ruleNames: readonly string[] = allRules.map(({ name }) => name);
