import { keyOfObject, kindNames, parentKey, type DatabaseObject, type Difference } from '@sluice/core';

/** Those of a table stand together. What comes or goes with its table, such as its columns, goes without saying. */
export const inPlaces = (differences: readonly Difference[]): readonly Difference[] =>
  withoutParts(differences).toSorted(byPlace);

function withoutParts(differences: readonly Difference[]): readonly Difference[] {
  const whole = new Set(
    differences.flatMap((one) => (isWhole(one) ? [`${one.verb} ${keyOfObject(objectOf(one))}`] : [])),
  );
  return differences.filter((one) => !(isWhole(one) && whole.has(`${one.verb} ${parentKey(objectOf(one)) ?? ''}`)));
}

const isWhole = ({ verb }: Difference): boolean => verb === 'create' || verb === 'drop';

/** What differs: as it was, where it was there. */
export const objectOf = (difference: Difference): DatabaseObject =>
  difference.verb === 'create' ? difference.after : difference.before;

/** A table, what stands on it, and what else bears its name. */
function byPlace(a: Difference, b: Difference): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function placeOf(difference: Difference): string {
  const { kind, id } = objectOf(difference);
  const rank = String(kindNames.indexOf(kind)).padStart(3, '0');
  return [id.schema ?? '', id.table ?? id.name, id.table === undefined ? '' : rank, id.name].join('\0');
}
