import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLiveLine, type LiveLine } from '../src/commands/live-line.ts';
import { createLockWatch } from '../src/commands/longest-lock.ts';
import { eventLines } from '../src/commands/event-lines.ts';
import { outputOf } from '../src/output.ts';

/** What a terminal shows, line by line: only what these use of it. */
function screen() {
  const lines = [''];
  return {
    columns: 60,
    shown: (): readonly string[] => [...lines],
    write(text: string): void {
      for (const part of text.split(/(\r\u{1B}\[2K|\n)/u)) {
        if (part === '\n') lines.push('');
        else if (part.startsWith('\r')) lines[lines.length - 1] = '';
        else lines[lines.length - 1] += part;
      }
    },
  };
}

let time = 0;
let terminal: ReturnType<typeof screen>;
let live: LiveLine;
beforeEach(() => {
  time = 0;
  terminal = screen();
  const print = (line: string): void => terminal.write(`${line}\n`);
  live = createLiveLine({ ...outputOf({}), tell: print, note: print }, terminal, () => time);
});
afterEach(() => live.end());

const migration = { revision: 'aaaa', message: 'Add email\n\nAnd more', file: '/a.ts', direction: 'upgrade' } as const;
const during = { revision: 'aaaa', direction: 'upgrade' } as const;
const statement = (directive: string, index: number) => ({
  ...during,
  directive,
  index,
  statement: { sql: '', transaction: 'inside' } as const,
});

test('a line says what is done, how long, and how far it is, and lines above it stay', () => {
  live.events.onMigrationStart?.(migration);
  expect(terminal.shown()).toEqual(['Upgrading aaaa Add email: begins']);
  live.events.onStatement?.(statement('addColumn', 0));
  live.output.note('No lock.');
  time = 2500;
  live.events.onIndexBuild?.({ ...during, phase: 'sorting', percent: undefined });
  expect(terminal.shown()).toEqual(['No lock.', 'Upgrading aaaa Add email: op.addColumn, statement 1, 2.5 s,']);
  live.events.onStatement?.(statement('createIndex', 1));
  live.events.onIndexBuild?.({ ...during, phase: 'scanning', percent: 43 });
  expect(terminal.shown().at(-1)).toBe('Upgrading aaaa Add email: op.createIndex, statement 2, scan');
  live.events.onMigrationEnd?.({ ...migration, milliseconds: 2500 });
  live.output.tell('Upgraded');
  live.end();
  expect(terminal.shown()).toEqual(['No lock.', 'Upgraded', '']);
});

test('the longest locks are told where they were worth it', () => {
  const watch = createLockWatch();
  const locks = [
    { schema: 'public', table: 'users', mode: 'ShareLock' },
    { schema: 'public', table: 'users', mode: 'AccessExclusiveLock' },
    { schema: 'Shop "1"', table: 'o.rders', mode: 'ShareRowExclusiveLock' },
  ];
  watch.onLocks({ ...during, locks, milliseconds: 900 });
  expect(watch.line()).toBeUndefined();
  watch.onLocks({ ...during, locks, milliseconds: 1200 });
  watch.onLocks({ ...during, locks: [], milliseconds: 1100 });
  expect(watch.line()).toBe(
    'The longest locks: users (ACCESS EXCLUSIVE), Shop "1".o.rders (SHARE ROW EXCLUSIVE), for 1.2 s at most, by the upgrade of aaaa.',
  );
});

test('for a log, each event is a line of JSON', () => {
  const lines: string[] = [];
  const events = eventLines(
    (line) => lines.push(line),
    () => new Date('2026-11-21T10:00:00Z'),
  );
  events.onMigrationStart?.(migration);
  events.onStatement?.(statement('addColumn', 0));
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { event: 'migrationStart', at: '2026-11-21T10:00:00.000Z', ...migration },
    { event: 'statement', at: '2026-11-21T10:00:00.000Z', ...during, directive: 'addColumn', index: 0 },
  ]);
});
