import type { Operation } from '../../operation.js';

/**
 * A neutral value for the rows that exist when a NOT NULL column without a default comes to a table, as SQL; none
 * when the type has none. The author of the migration puts a better one in its place.
 */
export function neutralValue(type: string, unique: boolean): string | undefined {
  const bare = type.replace(/\(.*?\)/, '');
  if (type.endsWith('[]')) return unique ? undefined : "'{}'";
  return unique ? numbered(bare, type) : values[bare];
}

/** What a reader of the file should look at. */
export function remarks(operation: Operation): readonly string[] {
  const { manner = {} } = operation.verb === 'create' || operation.verb === 'alter' ? operation : {};
  return [
    ...(typeof manner['fill'] === 'string'
      ? ['The rows that exist get the value of `fill`: put a better one in its place.']
      : []),
    ...(typeof manner['using'] === 'string' && manner['using'].endsWith('[1]')
      ? ['Only the first element of each list is kept.']
      : []),
  ];
}

const rowNumber = 'row_number() OVER ()';

function numbered(bare: string, type: string): string | undefined {
  const length = Number(/\((\d+)\)/.exec(type)?.[1] ?? 12);
  if (bare.startsWith('character') || bare === 'text' || bare === 'citext')
    return `lpad((${rowNumber})::text, ${Math.min(length, 12)}, '0')`;
  if (['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'].includes(bare)) return rowNumber;
  if (bare.startsWith('timestamp')) return `now() + ${rowNumber} * interval '1 second'`;
  if (bare === 'date') return `current_date + (${rowNumber})::integer`;
  return bare === 'uuid' ? values['uuid'] : undefined;
}

const values: Readonly<Record<string, string>> = {
  smallint: '0',
  integer: '0',
  bigint: '0',
  numeric: '0',
  real: '0',
  'double precision': '0',
  money: '0',
  boolean: 'false',
  text: "''",
  citext: "''",
  'character varying': "''",
  character: "''",
  bytea: "''",
  json: "'{}'",
  jsonb: "'{}'",
  uuid: 'gen_random_uuid()',
  date: 'current_date',
  'timestamp without time zone': 'now()',
  'timestamp with time zone': 'now()',
  'time without time zone': 'localtime',
  'time with time zone': 'current_time',
  interval: "'0'",
  inet: "'0.0.0.0'",
  cidr: "'0.0.0.0/32'",
  macaddr: "'00:00:00:00:00:00'",
  point: "'(0,0)'",
  tsvector: "''",
};
