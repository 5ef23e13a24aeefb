import { DirectiveError } from '../errors.js';
import type { Execute } from '../operation.js';
import { literal } from '../sql/quote.js';

/** How many of the rows that must not be there are shown. */
const mostShown = 5;

/** `op.assert(sql, message)`: a query of the rows that must not be there. */
export function readAssert(args: unknown, [message]: readonly unknown[]): Execute {
  if (typeof args !== 'string' || args.trim() === '')
    throw new DirectiveError('assert', 'takes a query of the rows that must not be there, as a text.');
  if (typeof message !== 'string' || message.trim() === '')
    throw new DirectiveError(
      'assert',
      'needs a message, its second argument: what is wrong where there are such rows.',
    );
  const query = args.trim().replace(/;$/, '');
  const sql = `DO ${literal(block(query, message))}`;
  return {
    verb: 'execute',
    sql: query,
    statements: [{ sql, transaction: 'inside', assertion: { query, message } }],
    call: { directive: 'assert', args, more: [message] },
  };
}

/** A line break ends a comment at the end of the query. Each row is a line of JSON, in which there are no line breaks. */
const block = (query: string, message: string): string => `#variable_conflict use_column
DECLARE sluice_rows text;
BEGIN
  SELECT string_agg(to_jsonb(sluice_row)::text, chr(10)) INTO sluice_rows
  FROM (SELECT * FROM (${query}
) AS sluice_query LIMIT ${mostShown}) AS sluice_row;
  IF sluice_rows IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'assert_failure', MESSAGE = ${literal(message)}, DETAIL = sluice_rows;
  END IF;
END`;
