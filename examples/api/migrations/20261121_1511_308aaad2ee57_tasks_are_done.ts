/**
 * Tasks are done
 *
 * Revision ID: 308aaad2ee57
 * Revises: ba86f4ce140f
 * Create Date: 2026-11-21T15:11:57.214Z
 * Proof: PGlite 18.6, there, back and there again; checksum af128f92cb25
 */
import type { Op } from 'sluice';

export const revision = '308aaad2ee57';
export const downRevision = 'ba86f4ce140f';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function upgrade(op: Op): Promise<void> {
  await op.addColumn({ table: 'tasks', name: 'done', type: 'boolean', notNull: true, default: 'false' });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropColumn({ table: 'tasks', name: 'done' });
}
