import { toCall } from '@sluice/core';
import type { LockManner } from '@sluice/database';
import { both, type Events } from '../events.js';
import { interruptSignal } from '../interrupt.js';
import { count, duration, type Output } from '../output.js';
import { relativeTo } from '../project.js';
import { resumeText } from '../resume-text.js';
import { batchText } from '../batch-text.js';
import { retryText } from '../retry-text.js';
import type { RunOptions, RunResult } from '../run-direction.js';
import { operationLines } from './print-operations.js';
import type { TenantOptions, TenantsReport } from '../tenants.js';
import type { Verification } from '../verify.js';
import type { ConfirmLoss } from '../data-loss.js';
import { isAttended } from './attended.js';
import type { LiveLine } from './live-line.js';
import { createLockWatch } from './longest-lock.js';
import type { Invocation } from './project-options.js';
import { tenantsOf, type TenantFlags } from './tenant-flags.js';

/** The options of `sluice upgrade` and `sluice downgrade`. */
export interface RunFlags extends TenantFlags {
  readonly createSchema?: true;
  readonly wait?: number;
  readonly lock?: LockManner;
  readonly lockTimeout?: string;
  readonly statementTimeout?: string;
  readonly idleTimeout?: string;
  readonly lockRetries?: number;
  readonly backup?: string;
  readonly allowDataLoss?: true;
  readonly park?: true;
  readonly sql?: true;
}

type RunInvocation = Invocation<RunFlags>;

/** Writes what a direction would run, as a script. */
export async function printScript(
  invocation: RunInvocation,
  direction: 'upgrade' | 'downgrade',
  target: string,
): Promise<void> {
  const { options, project, output } = invocation;
  const { offline } = await import('../offline.js');
  const { sql, revisions } = await offline({
    ...project,
    direction,
    target,
    lockTimeout: options.lockTimeout,
    park: options.park,
    statementTimeout: options.statementTimeout,
    tenants: tenantsOf(options)?.tenants,
    createSchema: options.createSchema,
  });
  output.json({ sql, revisions });
  output.result(sql.trimEnd());
}

/** Gives up what is half done, with the options of a command, and prints what came of it. */
export async function abandonAndPrint({ options, project, output }: RunInvocation): Promise<void> {
  const { abandon } = await import('../abandon.js');
  const found = await abandon({
    ...project,
    waitSeconds: options.wait,
    lock: options.lock,
    lockTimeout: options.lockTimeout,
  });
  output.json({
    abandoned:
      found === undefined
        ? null
        : { ...found, undone: found.undone.map(toCall), remaining: found.remaining.map(toCall) },
  });
  if (found === undefined) return output.tell('Nothing to do: no migration is half done.');
  output.tell(`Gave up the ${found.direction} of ${found.revision}.`);
  for (const line of operationLines(found.undone)) output.tell(`Taken back  ${line}`);
  for (const line of operationLines(found.remaining)) output.tell(`Stays done  ${line}`);
  if (found.remaining.length > 0)
    output.tell('What stays done is not recorded any more: look after it by hand before the next upgrade.');
}

/** Runs migrations with the options of a command, and prints each as it is done. */
export async function runAndPrint(
  invocation: RunInvocation,
  run: (options: RunOptions) => Promise<RunResult>,
): Promise<void> {
  const { options } = invocation;
  const live = await liveLineOf(invocation);
  const output = live?.output ?? invocation.output;
  const locks = createLockWatch();
  const { migrations, before, revisions, backup, verification } = await run({
    confirmDataLoss: isAttended(options) ? confirmAtTerminal : undefined,
    ...runOptions(
      { ...invocation, output },
      {
        // What is asked for each migration is for somebody who looks; and of batches the line tells.
        ...(live === undefined ? {} : { onLocks: locks.onLocks, onBatch: undefined }),
        onBackup: ({ file, restore }) => {
          output.tell(`Backed up  ${relativeTo(process.cwd(), file)}`);
          output.tell(`           to bring it back, which drops the database first: ${restore}`);
        },
        onResume: (pending) => output.tell(resumeText(pending)),
        onMigrationEnd: ({ direction, revision, message, milliseconds }) => {
          const done = direction === 'upgrade' ? 'Upgraded  ' : 'Downgraded';
          output.tell(`${done} ${revision} ${message.split('\n')[0] ?? ''} (${duration(milliseconds)})`);
        },
      },
      await beside(invocation, live),
    ),
  }).finally(() => live?.end());
  output.json({
    migrations,
    before,
    revisions,
    ...(backup === undefined ? {} : { backup }),
    ...(verification === undefined ? {} : { verification: verificationFields(verification) }),
  });
  const place = revisions.length === 0 ? 'its base' : revisions.join(', ');
  output.tell(
    migrations.length === 0
      ? `Nothing to do: the database is at ${place}.`
      : `Done: ${count(migrations.length, 'migration')}; the database is at ${place}.`,
  );
  const held = locks.line();
  if (held !== undefined) output.tell(held);
  if (verification !== undefined) await printVerification(verification, output);
}

/** Where somebody looks at a terminal. What a log keeps is lines. */
async function liveLineOf({ options, output }: RunInvocation): Promise<LiveLine | undefined> {
  const { CI = '' } = process.env;
  const isLive = process.stderr.isTTY && options.json !== true && options.quiet !== true && CI === '';
  if (!isLive) return undefined;
  const { createLiveLine } = await import('./live-line.js');
  return createLiveLine(output, process.stderr);
}

/** Who is told of all that happens, besides. */
async function beside({ options }: RunInvocation, live: LiveLine | undefined): Promise<Events | undefined> {
  if (options.json !== true || options.quiet === true) return live?.events;
  const { eventLines } = await import('./event-lines.js');
  return eventLines((line) => void process.stderr.write(`${line}\n`));
}

async function printVerification(verification: Verification, output: Output): Promise<void> {
  const { driftLines } = await import('../drift-text.js');
  for (const line of driftLines(verification)) output.note(line);
}

const verificationFields = (found: Verification): object =>
  found.status === 'differs'
    ? {
        ...found,
        drift: found.drift.map(({ difference, since = null }) => ({ difference: toCall(difference), since })),
      }
    : found;

/** The same for many tenants, of which each is a line. */
export async function runTenantsAndPrint(
  invocation: RunInvocation,
  run: (options: RunOptions & Pick<TenantOptions<RunResult>, 'onTenantEnd'>) => Promise<TenantsReport<RunResult>>,
): Promise<void> {
  const { output } = invocation;
  const { printTenant, printTenants, way } = await import('./print-tenants.js');
  const onTenantEnd = printTenant<RunResult>(output, ({ before, revisions }) => way(before, revisions));
  const report = await run({ ...runOptions(invocation, {}), onTenantEnd });
  printTenants(report, output, ({ migrations, before, revisions }) => ({
    before,
    revisions,
    migrations: migrations.map(({ revision }) => revision),
  }));
}

/** The options of the library that those of a command mean. */
function runOptions({ options, project, output }: RunInvocation, events: Events, others?: Events): RunOptions {
  return {
    ...project,
    signal: interruptSignal(),
    waitSeconds: options.wait,
    lock: options.lock,
    waitForDatabase: options.wait,
    backup: options.backup,
    allowDataLoss: options.allowDataLoss,
    park: options.park,
    lockTimeout: options.lockTimeout,
    statementTimeout: options.statementTimeout,
    idleTimeout: options.idleTimeout,
    lockRetries: options.lockRetries,
    events: both(
      {
        ...project.events,
        // A person is told once that the database does not answer, or that replicas do not follow.
        onRetry: (retry) =>
          retry.of !== 'runner' && retry.of !== 'lock' && retry.attempt > 1 ? undefined : output.note(retryText(retry)),
        onBatch: (batch) => output.note(batchText(batch)),
        ...events,
      },
      others,
    ),
  };
}

/** Loads what asks when there is something to ask. */
const confirmAtTerminal: ConfirmLoss = async (losses) => {
  const { confirmAt } = await import('./ask.js');
  return confirmAt({ input: process.stdin, output: process.stderr })(losses);
};
