import type { Connection, Operation, Revision } from '@sluice/core';
import {
  NotProvableHere,
  ownTables,
  prove as tryOut,
  renamedBetween,
  type Direction,
  type Step as RunStep,
  type Verdict,
} from '@sluice/database';
import { readFile } from 'node:fs/promises';
import { sizeOfIn, type Against, type AgainstReport } from '../against.js';
import { describeDifference, describeOperation } from '../describe.js';
import { headOf } from '../head-of.js';
import { recordCalls } from '../lint/record-calls.js';
import { checksumOf } from '../load/checksum.js';
import type { Project } from '../project.js';
import { readProofLine } from '../proof/proof-line.js';
import type { SizeOf } from '../proof/hazard-text.js';
import { holds, linesOf, notProvable, textOf, warningsOf, type Proof } from '../proof/proof.js';
import { reach, trialOf } from '../proof/trial-of.js';
import { loadGuarded } from '../record.js';
import { inTransactions } from '../sql-script.js';
import { reviewAround } from './around.js';
import { reviewLocks } from './locks.js';
import { reviewLosses } from './losses.js';
import { createObserver, type Step } from './observe.js';
import type { ReviewedDirection, ReviewedLoss, ReviewedMigration, ReviewedProof } from './reviewed.js';
import { reviewRollOut } from './roll-out.js';
import {
  asSnapshot,
  look,
  outcomeOf,
  recordedBefore,
  recordedSurroundings,
  type Surroundings,
} from './surroundings.js';
import { concernedTables, reviewTables } from './tables.js';

/** All but what the rules of lint say, which look at the file. */
export type Looked = Omit<ReviewedMigration, 'lint'>;

/**
 * Looks at a migration: it is tried in a scratch database in which those before it are run, and what it does there is what
 * is told. Where it cannot be tried, what it calls for is told.
 *
 * @param connection - the scratch database; undefined where a migration before it does not hold
 * @param against - a database that is asked what it would meet there
 */
export async function lookAtMigration(
  project: Project,
  revision: Revision,
  connection: Connection | undefined,
  against?: Against,
): Promise<Looked> {
  const found = connection === undefined ? 'not tried' : await tryMigration(project, revision, connection);
  if (typeof found !== 'string' && 'surroundings' in found) return told(project, revision, found, against);
  const before = await recordedBefore(project, revision);
  const recorded = await recordSteps(project, revision, before.objects);
  const known: Known = {
    ...recorded,
    // What the trial met, it tells.
    thrown: found !== 'not tried' && found.proved ? [] : recorded.thrown,
    proof: found,
    surroundings: recordedSurroundings(before, operationsOf(recorded.upgrade)),
    losses: [
      ...(await reviewLosses('upgrade', operationsOf(recorded.upgrade))),
      ...(await reviewLosses('downgrade', operationsOf(recorded.downgrade))),
    ],
  };
  return told(project, revision, known, against);
}

/** What is known of a migration. */
interface Known {
  readonly proof: Proof | 'not tried';
  readonly surroundings: Surroundings;
  readonly losses: readonly ReviewedLoss[];
  readonly upgrade: readonly Step[];
  readonly downgrade: readonly Step[];
  /** What its code threw where nobody answered it, by direction. */
  readonly thrown: readonly string[];
}

/** Tries a migration. Where it cannot be tried, or its upgrade fails, only that is told. */
async function tryMigration(project: Project, revision: Revision, connection: Connection): Promise<Known | Proof> {
  try {
    return await observe(project, revision, connection, await reach(project, connection, revision.revision));
  } catch (error) {
    if (!(error instanceof NotProvableHere)) throw error;
    return notProvable(error.reason, connection.engine === 'server');
  }
}

async function observe(
  project: Project,
  revision: Revision,
  connection: Connection,
  step: RunStep,
): Promise<Known | Proof> {
  const observer = createObserver(connection, ownTables(project.config.versionTable));
  const before = await look(project, connection);
  const recorded = await recordSteps(project, revision, before.snapshot.objects);
  const upgradeLosses = await reviewLosses('upgrade', operationsOf(recorded.upgrade), connection);
  const verdict = await tryOut(await trialOf(project, connection, revision, step, observer.watch));
  const proof: Proof = { proved: true, ...verdict };
  if (fails(verdict, 'the upgrade runs')) return proof;
  const isBack = fails(verdict, 'the upgrade runs again');
  const after = await look(project, connection);
  const downgrade = fails(verdict, 'the downgrade runs') ? recorded.downgrade : observer.steps('downgrade');
  const losses = await reviewLosses('downgrade', operationsOf(downgrade), isBack ? undefined : connection);
  const surroundings = isBack
    ? recordedSurroundings(before.snapshot, operationsOf(recorded.upgrade))
    : { before: before.snapshot, after: after.snapshot, renames: renamedBetween(before.names, after.names) };
  return {
    proof,
    surroundings,
    upgrade: observer.steps('upgrade'),
    downgrade,
    losses: [...upgradeLosses, ...losses],
    thrown: [],
  };
}

const fails = ({ findings }: Verdict, law: Verdict['findings'][number]['law']): boolean =>
  findings.some((finding) => finding.law === law && !finding.onRows);

/** What a migration calls for, without a database; to what it asks, the answer is what there is before. */
async function recordSteps(
  project: Project,
  revision: Revision,
  before: Surroundings['before']['objects'],
): Promise<Pick<Known, Direction | 'thrown'>> {
  const migration = await loadGuarded(headOf(project, revision.revision).file, project.config.plugins);
  const thrown: string[] = [];
  const stepsOf = async (direction: Direction, objects: typeof before): Promise<readonly Step[]> => {
    const { calls, thrown: error } = await recordCalls((op) => migration[direction](op), objects);
    if (error !== undefined) thrown.push(`Without a database, the ${direction} throws: ${messageOf(error.error)}`);
    return calls.map(({ operation, statements }) => ({ operation, statements, hazards: undefined }));
  };
  const upgrade = await stepsOf('upgrade', before);
  const { after } = recordedSurroundings(asSnapshot(before), operationsOf(upgrade));
  return { upgrade, downgrade: await stepsOf('downgrade', after.objects), thrown };
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const operationsOf = (steps: readonly Step[]): readonly Operation[] =>
  steps.flatMap(({ operation }) => operation ?? []);

/** What is known, for a reader. */
async function told(project: Project, revision: Revision, known: Known, other: Against | undefined): Promise<Looked> {
  const { message, file } = headOf(project, revision.revision);
  const outcome = outcomeOf(known.surroundings);
  const tables = concernedTables(outcome);
  const against = other && (await askOf(other, known));
  const sizeOf = against && sizeOfIn(against.tables);
  return {
    revision: revision.revision,
    message,
    file,
    downRevision: revision.downRevision,
    changes: outcome.differences.map(describeDifference),
    rollOut: reviewRollOut(outcome.differences),
    proof: proofFrom(known.proof, await readFile(file, 'utf8')),
    upgrade: directionFrom(known.upgrade, sizeOf),
    downgrade: directionFrom(known.downgrade, sizeOf),
    losses: known.losses,
    against,
    around: reviewAround(outcome, tables, operationsOf(known.upgrade)),
    tables: reviewTables(outcome, tables),
    notes: [...known.thrown, ...notesOn(operationsOf(known.upgrade))],
  };
}

/** What a database says of a migration. */
async function askOf(
  against: Against,
  { surroundings: { before, after }, upgrade, downgrade }: Known,
): Promise<AgainstReport> {
  const met = await against.meet(operationsOf(upgrade), before, after);
  return { ...met, tables: await against.sizes([...upgrade, ...downgrade].flatMap(({ hazards = [] }) => hazards)) };
}

/** What no reading of a catalog tells. */
function notesOn(operations: readonly Operation[]): readonly string[] {
  const own = operations.filter((operation) => operation.verb === 'execute').length;
  if (own === 0) return [];
  return [
    `${own === 1 ? 'A step runs' : `${own} steps run`} SQL of its own: what that does to rows, the order of roll-out does not know.`,
  ];
}

function directionFrom(steps: readonly Step[], sizeOf: SizeOf | undefined): ReviewedDirection {
  const groups = steps.map(({ operation, statements }) => ({
    title: titleOf(operation),
    statements: statements.map((statement) => readable(operation, statement)),
  }));
  return {
    steps: groups.map(({ title, statements }) => ({
      title,
      statements: statements.map(({ sql, transaction }) => ({ sql, transaction })),
    })),
    sql: inTransactions(groups).join('\n\n'),
    locks: steps.some(({ hazards }) => hazards !== undefined) ? reviewLocks(steps, sizeOf) : undefined,
  };
}

/** Of what is done in batches the SQL is long, and says no more than what its author wrote. */
function readable(operation: Operation | undefined, statement: Sent): Sent {
  const list = operation?.verb === 'execute' ? (operation.statements ?? []) : [];
  const isBatched = list.some(({ sql, batches }) => batches !== undefined && sql === statement.sql);
  if (!isBatched || operation?.verb !== 'execute') return statement;
  return { ...statement, sql: `-- In batches, each of which is committed.\n${operation.sql}` };
}

type Sent = Step['statements'][number];

function titleOf(operation: Operation | undefined): string {
  if (operation === undefined) return '! query';
  const { sign, object, detail } = describeOperation(operation);
  return `${sign} ${object}${detail === '' ? '' : ` (${detail})`}`;
}

function proofFrom(proof: Proof | 'not tried', source: string): ReviewedProof {
  const line = readProofLine(source);
  const inFile = line && { text: line.text, isCurrent: line.checksum === checksumOf(source) };
  if (proof === 'not tried')
    return {
      verdict: 'not tried',
      text: 'a migration before it does not hold, or cannot be run here',
      findings: [],
      warnings: [],
      inFile,
    };
  const findings = proof.proved ? proof.findings.filter(({ onRows }) => !onRows).flatMap(linesOf) : [];
  const said = { text: textOf(proof), findings, warnings: warningsOf(proof), inFile };
  if (proof.proved) return { verdict: holds(proof) ? 'proved' : 'refuted', ...said };
  // Who wrote the file had what it takes.
  if (inFile?.isCurrent === true && !inFile.text.startsWith('none'))
    return { verdict: 'proved', ...said, text: `${inFile.text}, as the file says` };
  return { verdict: 'not provable here', ...said, text: proof.reason };
}
