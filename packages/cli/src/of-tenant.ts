import { relocate, type Connection, type Operation, type Relocation } from '@sluice/core';
import type { Directions, Hazard } from '@sluice/database';
import type { ResolvedConfig } from './config/config.js';
import { DatabaseNotConfigured, TenantMissing } from './errors.js';
import type { Project } from './project.js';
import type { SizeOf } from './proof/hazard-text.js';
import type { Proof } from './proof/proof.js';
import { configOfTenant, schemasAmong } from './tenants.js';

/**
 * A project as it is for one tenant: what stands in its schema is compared with the models. Without a tenant, the same.
 *
 * @throws DatabaseNotConfigured where there is no database that could have tenants
 */
export function projectOfTenant(project: Project, tenant: string | undefined): Project {
  const { config } = project;
  if (tenant === undefined) return project;
  if (config.database === undefined || config.database === 'pglite:')
    throw new DatabaseNotConfigured(config.file, config.name);
  return { ...project, config: configOfTenant(config, tenant) };
}

/**
 * Refuses a tenant that is not there, of which nothing could be said but that it lacks all migrations.
 *
 * @throws TenantMissing
 */
export async function requireTenant(connection: Connection, tenant: string | undefined): Promise<void> {
  if (tenant !== undefined && !(await schemasAmong(connection, [tenant])).has(tenant)) throw new TenantMissing(tenant);
}

/** What was found of a database, for migrations to be written. */
interface ToWrite<P> {
  readonly parts: readonly P[];
  /** Of each part. */
  readonly proofs: readonly Proof[] | undefined;
  readonly changes: readonly Operation[];
  readonly sizeOf: SizeOf | undefined;
}

/** What was found in the schema of a tenant, as it is written for all: in the schema that migrations are written for. */
export function asWritten<P extends Directions>(
  { defaultSchema: from, writtenFor: to }: ResolvedConfig,
  found: ToWrite<P>,
): ToWrite<P> {
  if (to === undefined || to === from) return found;
  const there: Relocation = { from, to };
  const back: Relocation = { from: to, to: from };
  const moved = (operations: readonly Operation[]): readonly Operation[] =>
    operations.map((operation) => relocate(operation, there));
  const { parts, proofs, changes, sizeOf } = found;
  return {
    parts: parts.map((part) => ({ ...part, upgrade: moved(part.upgrade), downgrade: moved(part.downgrade) })),
    proofs: proofs?.map((proof) => proofIn(proof, there)),
    changes: moved(changes),
    sizeOf: sizeOf && ((table) => sizeOf(movedTable(table, back))),
  };
}

const movedTable = <T extends Pick<Hazard, 'schema' | 'name'>>(table: T, { from, to }: Relocation): T =>
  table.schema === from ? { ...table, schema: to } : table;

function proofIn(proof: Proof, there: Relocation): Proof {
  if (!proof.proved || proof.hazards === undefined) return proof;
  const moved = (steps: readonly (readonly Hazard[])[]): readonly (readonly Hazard[])[] =>
    steps.map((hazards) => hazards.map((hazard) => movedTable(hazard, there)));
  const { upgrade, downgrade } = proof.hazards;
  return { ...proof, hazards: { upgrade: moved(upgrade), downgrade: moved(downgrade) } };
}
