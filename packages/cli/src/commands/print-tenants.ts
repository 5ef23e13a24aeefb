import { messageOf } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, type Output } from '../output.js';
import type { TenantOutcome, TenantsReport } from '../tenants.js';

/** Revisions as a place. */
export const place = (revisions: readonly string[]): string => (revisions.length === 0 ? 'base' : revisions.join(', '));

/** From where to where, or where it stays. */
export const way = (before: readonly string[], after: readonly string[]): string =>
  place(before) === place(after) ? `${place(after)}, as before` : `${place(before)} → ${place(after)}`;

/** Prints each as it is done with. */
export const printTenant =
  <R>(output: Output, done: (result: R) => string) =>
  (outcome: TenantOutcome<R>): void =>
    output.result(tenantLine(outcome, done));

/** What came of a tenant, as a line: `acme: base → 9c2b3f1a4e5d (34 ms)`. */
function tenantLine<R>(outcome: TenantOutcome<R>, done: (result: R) => string): string {
  const { tenant } = outcome;
  switch (outcome.status) {
    case 'done':
      return `${tenant}: ${done(outcome.result)} (${duration(outcome.milliseconds)})`;
    case 'failed':
      return `${tenant}: failed (${duration(outcome.milliseconds)}). ${firstLine(messageOf(outcome.error))}`;
    case 'skipped':
      return `${tenant}: not begun, since another failed`;
  }
}

/** Prints what came of all, once each has been told of, and says with the exit code whether some failed. */
export function printTenants<R>(
  { tenants, failed }: TenantsReport<R>,
  output: Output,
  fields: (result: R) => object,
): void {
  output.json({ tenants: tenants.map((outcome) => jsonOf(outcome, fields)), failed });
  const rest = failed === 0 ? '' : `, ${failed} of them not done`;
  output.tell(tenants.length === 0 ? 'There are no tenants.' : `Done: ${count(tenants.length, 'tenant')}${rest}.`);
  if (failed > 0) process.exitCode = EXIT.failed;
}

function jsonOf<R>(outcome: TenantOutcome<R>, fields: (result: R) => object): object {
  const { tenant, status } = outcome;
  if (outcome.status === 'skipped') return { tenant, status };
  const { milliseconds } = outcome;
  if (outcome.status === 'failed') return { tenant, status, milliseconds, error: messageOf(outcome.error) };
  return { tenant, status, milliseconds, ...fields(outcome.result) };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
