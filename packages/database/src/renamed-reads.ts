import { keyOf, keyOfObject, lookUp, type ModelObject, type Operation, type Snapshot } from '@sluice/core';

/** Whether some of the models speak of something that is renamed, and so must find it under its new name. */
export function readRenamed(reading: readonly ModelObject[], models: Snapshot, renames: readonly Operation[]): boolean {
  const renamed = new Set(
    renames.flatMap((each) => (each.verb === 'rename' ? [keyOf(each.kind, { ...each.id, name: each.to })] : [])),
  );
  if (renamed.size === 0) return false;
  const lookup = lookUp(models);
  return reading.some((model) => [...lookup.needs(keyOfObject(model))].some((key) => renamed.has(key)));
}
