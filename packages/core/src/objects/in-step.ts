import { keyOf, usualSchema, type DatabaseObject } from '../object.js';
import { makeObjectName } from '../sql/names.js';
import { ident } from '../sql/quote.js';
import { bareName, writeSignature } from './functions/signature.js';

/** Two columns of a table of which one takes the place of the other, and how rows that are written have both. */
export interface InStep {
  readonly schema?: string;
  readonly table: string;
  readonly old: string;
  readonly new: string;
  /**
   * Who writes: `either` is for two names of one thing, of which some code knows the one and some the other; else all
   * code writes one of the two, and the other follows.
   */
  readonly written: 'either' | 'old' | 'new';
  /** SQL over the row for the column that follows, where its value does not become the other by itself. */
  readonly value?: string | undefined;
}

/** Whether a value is NULL as a whole: of one of a composite type IS NULL asks each field. */
export const isNull = (value: string): string => `${value} IS NOT DISTINCT FROM NULL`;
/** The opposite of {@link isNull}. */
export const isThere = (value: string): string => `${value} IS DISTINCT FROM NULL`;

/**
 * The function and the trigger that keep two columns in step. The name of the trigger makes PostgreSQL fire it last: it
 * sees what others have made of the row.
 *
 * @param isFree - whether a name can be taken
 */
export function inStep(columns: InStep, isFree: (object: DatabaseObject) => boolean): readonly DatabaseObject[] {
  // Of long names of columns the ends are cut off: two may make one name.
  for (let n = 1; ; n++) {
    const made = inStepAs(columns, n === 1 ? 'in_step' : `in_step_${n}`);
    if (made.every(isFree)) return made;
  }
}

function inStepAs(columns: InStep, label: string): readonly DatabaseObject[] {
  const { schema = usualSchema, table } = columns;
  const routine: DatabaseObject = {
    kind: 'function',
    id: { schema, name: writeSignature({ name: makeObjectName(table, columns.new, label), types: '' }) },
    attributes: { returns: 'trigger', language: 'plpgsql', body: body(columns) },
  };
  const place = schema === usualSchema ? '' : `${ident(schema)}.`;
  const trigger: DatabaseObject = {
    kind: 'trigger',
    id: { schema, table, name: makeObjectName('zz', columns.new, label) },
    attributes: {
      event: 'BEFORE INSERT OR UPDATE',
      action: `FOR EACH ROW EXECUTE FUNCTION ${place}${bareName(routine.id)}()`,
    },
    dependsOn: [keyOf('table', { schema, name: table }), keyOf('function', routine.id)],
  };
  return [routine, trigger];
}

function body(columns: InStep): string {
  const lines = columns.written === 'either' ? twoNames(columns) : oneFollows(columns);
  return [
    '',
    '#variable_conflict use_column',
    'BEGIN',
    ...lines.map((line) => `  ${line}`),
    '  RETURN NEW;',
    'END',
    '',
  ].join('\n');
}

/** The name that a statement writes decides; where it writes both, the new one. */
function twoNames({ old, new: fresh }: InStep): readonly string[] {
  const [before, after] = [`NEW.${ident(old)}`, `NEW.${ident(fresh)}`];
  return [
    `IF TG_OP = 'INSERT' THEN`,
    `  IF ${isNull(after)} THEN ${after} := ${before}; ELSE ${before} := ${after}; END IF;`,
    `ELSIF ${isChanged(fresh)} THEN`,
    `  ${before} := ${after};`,
    `ELSIF ${isChanged(old)} OR ${isNull(after)} THEN`,
    `  ${after} := ${before};`,
    `END IF;`,
  ];
}

function oneFollows({ table, old, new: fresh, written, value }: InStep): readonly string[] {
  const [leading, following] = written === 'old' ? [old, fresh] : [fresh, old];
  const given =
    value === undefined ? `NEW.${ident(leading)}` : `(SELECT ${value}\n    FROM (SELECT NEW.*) AS ${ident(table)})`;
  return [`IF TG_OP = 'INSERT' OR ${isChanged(leading)} THEN`, `  NEW.${ident(following)} := ${given};`, `END IF;`];
}

/**
 * Told by the bytes of a value: there are types whose values have no `=`, and others for which `A` is `a`. Of two ROWs
 * PostgreSQL would compare the fields, each by its own operator.
 */
const isChanged = (column: string): string =>
  `ROW(NEW.${ident(column)})::record OPERATOR(pg_catalog.*<>) ROW(OLD.${ident(column)})::record`;
