import type { Json, JsonObject } from '../packages/core/src/json.ts';
import type { Operation } from '../packages/core/src/operation.ts';

/** The two directions of a migration. */
interface Directions {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

/** A migration that somebody spoiled. */
export interface Mutant extends Directions {
  /** What was done to it. */
  readonly how: string;
}

/** Every way in which one thing can go wrong in a migration: a step is missing, comes too early, or says something else. */
export function mutantsOf({ upgrade, downgrade }: Directions): readonly Mutant[] {
  return [
    ...spoiled(upgrade).map(({ how, steps }) => ({ how: `upgrade: ${how}`, upgrade: steps, downgrade })),
    ...spoiled(downgrade).map(({ how, steps }) => ({ how: `downgrade: ${how}`, upgrade, downgrade: steps })),
  ];
}

interface Spoiled {
  readonly how: string;
  readonly steps: readonly Operation[];
}

const spoiled = (steps: readonly Operation[]): readonly Spoiled[] =>
  steps.flatMap((step, i) => [
    { how: `step ${i} is missing`, steps: steps.toSpliced(i, 1) },
    ...(i + 1 < steps.length
      ? [
          {
            how: `steps ${i} and ${i + 1} change places`,
            steps: steps.toSpliced(i, 2, ...steps.slice(i, i + 2).toReversed()),
          },
        ]
      : []),
    ...changed(step).map(({ how, operation }) => ({ how: `step ${i}: ${how}`, steps: steps.with(i, operation) })),
  ]);

interface Changed {
  readonly how: string;
  readonly operation: Operation;
}

/** The ways in which one step can say something else. */
function changed(step: Operation): readonly Changed[] {
  switch (step.verb) {
    case 'create':
      return otherValues(step.object.attributes).map(({ how, value }) => ({
        how,
        operation: { ...step, object: { ...step.object, attributes: value } },
      }));
    case 'alter':
      return Object.entries(step.changes).flatMap(([name, { from, to }]) => [
        {
          how: `${name} goes back`,
          operation: { ...step, changes: { ...step.changes, [name]: { from: to, to: from } } },
        },
        ...(Object.keys(step.changes).length > 1
          ? [{ how: `${name} is forgotten`, operation: { ...step, changes: without(step.changes, name) } }]
          : []),
      ]);
    case 'rename':
      return [{ how: 'another name', operation: { ...step, to: `${step.to}_other` } }];
    case 'drop':
    case 'execute':
      return [];
  }
}

const without = <T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

/** Attributes of which one is another: a switch turned, a text left out. */
const otherValues = (attributes: JsonObject): readonly { readonly how: string; readonly value: JsonObject }[] =>
  Object.entries(attributes).map(([name, value]) =>
    typeof value === 'boolean'
      ? { how: `${name} is ${String(!value)}`, value: { ...attributes, [name]: !value } }
      : { how: `${name} is left out`, value: forget(attributes, name) },
  );

function forget(attributes: JsonObject, name: string): JsonObject {
  const rest: readonly (readonly [string, Json])[] = Object.entries(attributes).filter(([key]) => key !== name);
  return Object.fromEntries(rest);
}
