import { recordedObjects, type DatabaseObject, type Op } from '@sluice/core';
import type { Direction } from '@sluice/database';
import { readCallLines, type CallLines } from './call-lines.js';
import { goneBy, madeAfter } from './made.js';
import type { ParsedStatement, Parser } from './parse-sql.js';
import { operationsOf, recordCalls, type RecordedCall, type Recording } from './record-calls.js';
import type { LintStatement, RecordedDirection, Subject } from './rule.js';

/** A migration to look at. */
export interface ToRead {
  readonly file: string;
  readonly source: string;
  readonly upgrade: (op: Op) => Promise<void>;
  readonly downgrade: (op: Op) => Promise<void>;
  /** What the migrations before have made. */
  readonly before: readonly DatabaseObject[];
  readonly models: readonly string[];
}

/** Records a migration, and parses all that it sends. */
export async function readSubject(migration: ToRead, parser: Parser): Promise<Subject> {
  const { file, source, before, models } = migration;
  const lines = readCallLines(source);
  const up = await recordCalls(migration.upgrade, before);
  const after = recordedObjects(operationsOf(up.calls), before);
  const down = await recordCalls(migration.downgrade, after);
  const recorded = (direction: Direction, { calls, thrown }: Recording): RecordedDirection => ({
    direction,
    line: lines.functionLine(direction),
    before: direction === 'upgrade' ? before : after,
    calls: calls.length,
    thrown,
  });
  const [upgrade, downgrade] = [recorded('upgrade', up), recorded('downgrade', down)];
  return {
    file,
    source,
    upgrade,
    downgrade,
    models,
    parser,
    statements: [
      ...readStatements(upgrade, up.calls, { lines, parser }),
      ...readStatements(downgrade, down.calls, { lines, parser }),
    ],
  };
}

interface Means {
  readonly lines: CallLines;
  readonly parser: Parser;
}

function readStatements(
  recorded: RecordedDirection,
  calls: readonly RecordedCall[],
  { lines, parser }: Means,
): readonly LintStatement[] {
  const { direction, before } = recorded;
  const read: Omit<LintStatement, 'going'>[] = [];
  let made: ReadonlySet<string> = new Set();
  let transaction = 0;
  for (const [i, { directive, operation, statements }] of calls.entries()) {
    const nth = calls.slice(0, i).filter((call) => call.directive === directive).length;
    const of = calls.filter((call) => call.directive === directive).length;
    const line = lines.callLine(direction, directive, nth, of) ?? recorded.line;
    for (const { sql, transaction: rule } of statements) {
      if (rule === 'outside') transaction++;
      for (const parsed of parsedOf(sql, parser)) {
        read.push({
          ...parsed,
          text: sql,
          direction,
          line,
          operation,
          made,
          before,
          transaction: rule === 'outside' ? undefined : transaction,
        });
        made = madeAfter(made, parsed.tree);
      }
      if (rule === 'committed') transaction++;
    }
  }
  return withGoing(read);
}

function withGoing(statements: readonly Omit<LintStatement, 'going'>[]): readonly LintStatement[] {
  let going: ReadonlySet<string> = new Set();
  const backwards = statements.toReversed().map((statement) => {
    const one = { ...statement, going };
    const dropped = goneBy(statement.tree);
    if (dropped.length > 0) going = new Set([...going, ...dropped]);
    return one;
  });
  return backwards.toReversed();
}

/** What cannot be parsed is there all the same: a rule of its own tells of it. */
function parsedOf(sql: string, { parse }: Parser): readonly (ParsedStatement & { readonly unreadable?: string })[] {
  try {
    return parse(sql);
  } catch (error) {
    return [{ tree: {}, sql, unreadable: error instanceof Error ? error.message : String(error) }];
  }
}
