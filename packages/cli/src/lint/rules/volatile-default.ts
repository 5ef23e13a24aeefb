import type { Node } from 'libpg-query';
import { addedColumns, found } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { nodes, words } from '../tree.js';

/** ADD COLUMN with a default that is another value for each row. */
export const volatileDefault: Rule = {
  name: 'volatile-default',
  level: 'error',
  title: 'a column is added with a default that is computed for each row',
  reason: 'PostgreSQL writes all rows again under ACCESS EXCLUSIVE. A constant, or now(), costs nothing.',
  safeForm: 'Add the column without a default, then set the default, then fill the rows with op.batchUpdate.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { statement, constraints, path, shown } of addedColumns(subject)) {
      const expression = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr;
      const name = expression === undefined ? undefined : volatileIn(expression, statement);
      if (name !== undefined)
        yield found(
          statement,
          `The default of the new column ${path} calls ${name}(), for which all rows of ${shown} are written again.`,
        );
    }
  },
};

function volatileIn(expression: Node, statement: LintStatement): string | undefined {
  const called = [...nodes(expression)].flatMap(({ FuncCall: call }) => words(call?.funcname).at(-1) ?? []);
  return called.find((name) => VOLATILE.has(name) || isVolatile(name, statement));
}

/** One of the user's own is volatile unless it says otherwise. */
const isVolatile = (name: string, { before }: LintStatement): boolean =>
  before.some(
    ({ kind, id, attributes }) =>
      kind === 'function' && id.name.startsWith(`${name}(`) && (attributes['volatility'] ?? 'volatile') === 'volatile',
  );

/** PostgreSQL's own, and those of extensions that are used as defaults. */
const VOLATILE: ReadonlySet<string> = new Set([
  'clock_timestamp',
  'currval',
  'gen_random_bytes',
  'gen_random_uuid',
  'gen_salt',
  'lastval',
  'nextval',
  'random',
  'random_normal',
  'timeofday',
  'txid_current',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuid_generate_v4',
  'uuidv4',
  'uuidv7',
]);
