/**
 * Lists and tasks
 *
 * Revision ID: ba86f4ce140f
 * Revises: (base)
 * Create Date: 2026-11-21T15:11:44.463Z
 * Proof: PGlite 18.6, there, back and there again; checksum b05580b273d6
 */
import type { Op } from 'sluice';

export const revision = 'ba86f4ce140f';
export const downRevision = null;
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: 'lists',
    columns: [
      { name: 'id', type: 'integer', notNull: true, identity: { generation: 'always' } },
      { name: 'name', type: 'text', notNull: true },
    ],
    primaryKey: { name: 'lists_pkey', columns: ['id'] },
    uniques: [{ name: 'lists_name_unique', columns: ['name'] }],
  });
  await op.createTable({
    name: 'tasks',
    columns: [
      { name: 'id', type: 'integer', notNull: true, identity: { generation: 'always' } },
      { name: 'list_id', type: 'integer', notNull: true },
      { name: 'title', type: 'text', notNull: true },
      { name: 'created_at', type: 'timestamp with time zone', notNull: true, default: 'now()' },
    ],
    primaryKey: { name: 'tasks_pkey', columns: ['id'] },
    foreignKeys: [
      {
        name: 'tasks_list_id_lists_id_fk',
        columns: ['list_id'],
        references: { table: 'lists', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
  });
  await op.createIndex({ table: 'tasks', name: 'tasks_list_id_idx', columns: [{ column: 'list_id' }] });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropIndex({ table: 'tasks', name: 'tasks_list_id_idx' });
  await op.dropTable({ name: 'tasks' });
  await op.dropTable({ name: 'lists' });
}
