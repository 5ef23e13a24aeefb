import { keyOf, keyOfObject, type Connection, type Key, type Operation } from '@sluice/core';
import { askNobody } from './answers.js';
import { messageOf } from './errors.js';
import { findChanges } from './find-changes.js';
import { readProjectModels } from './compare-models.js';
import type { Project } from './project.js';
import { recordHistory } from './record.js';
import { readState } from './state.js';

/** With what the database is compared once an upgrade has come to the head: the models, or nothing. */
export type VerifyManner = 'models' | 'off';

/** In what the database is not what the models say. */
export interface Drift {
  /** What would make it so. */
  readonly difference: Operation;
  /** The last migration that spoke of it: it is so since then at the earliest. Undefined where none did. */
  readonly since: string | undefined;
}

/** What came of the comparison after an upgrade. */
export type Verification =
  | { readonly status: 'same' }
  | { readonly status: 'differs'; readonly drift: readonly Drift[] }
  /** The models cannot be read here, or not be compared. */
  | { readonly status: 'unknown'; readonly reason: string };

/**
 * Compares a database that has all migrations with the models. Undefined where it has not. What goes wrong on the way is
 * told and not thrown: the migrations are applied, whatever is found.
 */
export async function verify(project: Project, connection: Connection): Promise<Verification | undefined> {
  try {
    const { missing, interrupted } = await readState(project, connection);
    if (missing.length > 0 || interrupted.length > 0) return undefined;
    const { upgrade } = await findChanges(project, connection, readProjectModels(project), {
      standing: project.config,
      ask: askNobody,
    });
    if (upgrade.length === 0) return { status: 'same' };
    const spoken = await lastSpokenOf(project);
    const drift = upgrade.map((difference) => ({ difference, since: spoken(difference) }));
    return { status: 'differs', drift };
  } catch (error) {
    return { status: 'unknown', reason: messageOf(error) };
  }
}

/** Which migration was the last that spoke of what an operation changes. */
async function lastSpokenOf(project: Project): Promise<(operation: Operation) => string | undefined> {
  const { graph, migrations } = project;
  const revisions = graph.revisions.filter(({ revision }) => migrations.has(revision));
  const history = await recordHistory(project);
  const last = new Map<Key, string>();
  for (const [i, operations] of history.entries())
    for (const key of operations.flatMap(keysOf)) last.set(key, revisions[i]?.revision ?? '');
  return (operation) =>
    keysOf(operation)
      .map((key) => last.get(key))
      .find((revision) => revision !== undefined);
}

function keysOf(operation: Operation): readonly Key[] {
  switch (operation.verb) {
    case 'create':
      return [operation.object, ...operation.parts].map(keyOfObject);
    case 'drop':
      return [keyOfObject(operation.object)];
    case 'alter':
      return [keyOf(operation.kind, operation.id)];
    case 'rename':
      return [keyOf(operation.kind, operation.id), keyOf(operation.kind, { ...operation.id, name: operation.to })];
    case 'execute':
      return [];
  }
}
