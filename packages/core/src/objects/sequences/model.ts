import type { PgSequence, PgSequenceOptions } from 'drizzle-orm/pg-core';
import { mayBeEntity } from '../../model-reader/drizzle.js';
import { ModelUnreadable } from '../../model-reader/errors.js';
import { fileOf, type ModelReader, type Models } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { cutName } from '../../sql/names.js';
import { usualOptions } from './options.js';
import type { SequenceOptions } from './sequence.js';

/** Sequences that are exported. A model says neither their type nor their owner. */
export const sequenceReader: ModelReader = {
  namespaces: (id) => [namespaces.relations(id)],
  idOf: ({ drizzle, defaultSchema }, entity) =>
    drizzle.pgCore.isPgSequence(entity) && entity.seqName !== undefined
      ? { schema: cutName(entity.schema ?? defaultSchema), name: cutName(entity.seqName) }
      : undefined,
  read: (models) => ({
    objects: sequencesOf(models).map(({ schema, name, sequence, source }) => ({
      kind: 'sequence',
      id: { schema, name },
      attributes: { ...readSequenceOptions(sequence.seqOptions, 'bigint', source) },
      source,
    })),
    notes: [],
  }),
};

/** The sequences of the models. */
export function sequencesOf({ drizzle, defaultSchema, exports }: Models): readonly SequenceModel[] {
  return exports.flatMap((found) => {
    const { value } = found;
    if (!mayBeEntity(value) || !drizzle.root.is(value, drizzle.pgCore.PgSequence) || value.seqName === undefined)
      return [];
    const names = { schema: cutName(value.schema ?? defaultSchema), name: cutName(value.seqName) };
    return [{ ...names, sequence: value, source: `${value.seqName}${fileOf(found)}` }];
  });
}

interface SequenceModel {
  readonly schema: string;
  readonly name: string;
  readonly sequence: PgSequence;
  readonly source: string;
}

/** The options as decimal texts, null where they are what PostgreSQL chooses for the type and the direction. */
export function readSequenceOptions(
  options: PgSequenceOptions = {},
  type: string,
  source: string,
): Required<SequenceOptions> {
  const number = (value: number | string | undefined): string | undefined =>
    value === undefined ? undefined : decimal(value, source);
  const increment = number(options.increment);
  const cache = number(options.cache);
  const usual = usualOptions(
    {
      start: number(options.startWith) ?? null,
      min: number(options.minValue) ?? null,
      max: number(options.maxValue) ?? null,
      cycle: options.cycle ?? false,
      ...(increment === undefined ? {} : { increment }),
      ...(cache === undefined ? {} : { cache }),
    },
    type,
  );
  return { start: null, increment: '1', min: null, max: null, cache: '1', cycle: false, ...usual };
}

function decimal(value: number | string, source: string): string {
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return BigInt(value.replace('+', '')).toString();
  if (typeof value !== 'string' && Number.isInteger(value)) return BigInt(value).toString();
  throw new ModelUnreadable(source, `its sequence has an option that is no whole number, ${value}`);
}
