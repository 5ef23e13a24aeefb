import { mentioned, type Texts } from '../../kind.js';
import { literal } from '../../sql/quote.js';
import type { ColumnAttributes } from './column.js';
import { columnClause } from './ddl.js';

/** The name that a column bears in a question: the answer does not depend on it. */
const asked = 'sluice_column';

/** A column's type, default and expression, asked as a column of that kind. */
export const columnTexts: Texts<ColumnAttributes> = {
  attributes: ['type', 'collation', 'default', 'generated'],
  ask: ({ kind, id, attributes }, columns, write) => {
    const { type, collation = null, default: value = null, generated = null } = attributes;
    const clause = columnClause(
      { kind, id: { name: asked }, attributes: { type, collation, default: value, generated } },
      write,
    );
    const others = columns.filter(({ name }) => name !== id.name);
    return { kind, columns: generated ? mentioned(others, generated.expression) : [], clause };
  },
  alike: (object) => {
    const { type, default: value } = object.attributes;
    if (value == null) return [];
    return [value, isNumeric(type) ? plainNumber(value, type) : value].map((text) => ({
      ...object,
      attributes: { ...object.attributes, default: `CAST(${text} AS ${type})` },
    }));
  },
};

const isNumeric = (type: string): boolean => /^(?:numeric|decimal)\b[^[]*$/i.test(type);

/**
 * A number as one that has no type yet: `5`, `'-5'::integer` and `'-5'::numeric` are the same numeric. Where the type has a
 * scale, zeros at its end mean nothing.
 */
function plainNumber(value: string, type: string): string {
  const [, number] = /^\(?'?(-?\d+(?:\.\d+)?)'?\)?(?:::(?:integer|bigint|numeric))?$/.exec(value.trim()) ?? [];
  if (number === undefined) return value;
  return literal(type.includes('(') ? number.replace(/\.0*$|(\.\d*?)0+$/, '$1') : number);
}
