import { describe, expect, test } from '@jest/globals';
import type { MigrationInfo } from '../src/migration-info.ts';
import { drawHistory, mermaidHistory } from '../src/commands/draw-history.ts';

const info = (revision: string, down: string | readonly string[] | null, more: Partial<MigrationInfo> = {}) => ({
  revision,
  downRevision: down,
  branchLabels: [],
  dependsOn: [],
  replaces: [],
  message: `about ${revision}`,
  createDate: null,
  file: `/migrations/${revision}.ts`,
  isHead: false,
  ...more,
});

const drawn = (...migrations: readonly MigrationInfo[]): string => `\n${drawHistory(migrations).join('\n')}\n`;

describe('a history drawn', () => {
  test('a line', () => {
    expect(drawn(info('b', 'a'), info('a', null))).toBe(`
●  b  about b
●  a  about a
`);
  });

  test('two heads of one base', () => {
    expect(drawn(info('c', 'a'), info('b', 'a'), info('a', null))).toBe(`
●  c  about c
│ ●  b  about b
├─╯
●  a  about a
`);
  });

  test('a merge of three, one of them longer', () => {
    const migrations = [
      info('m', ['b', 'c', 'd']),
      info('d', 'a'),
      info('c', 'x'),
      info('x', 'a'),
      info('b', 'a'),
      info('a', null),
    ];
    expect(drawn(...migrations)).toBe(`
●  m  about m
├─┬─╮
│ │ ●  d  about d
│ ● │  c  about c
│ ● │  x  about x
● │ │  b  about b
├─┴─╯
●  a  about a
`);
  });

  test('two bases', () => {
    expect(drawn(info('d', 'c'), info('b', 'a'), info('c', null), info('a', null))).toBe(`
●  d  about d
│ ●  b  about b
● │  c  about c
  ●  a  about a
`);
  });

  test('as Mermaid', () => {
    const migrations = [
      info('m', ['b', 'c'], { dependsOn: ['x'] }),
      info('c', 'x', { message: 'a "b" <c>' }),
      info('b', 'x'),
      info('x', null),
    ];
    expect(mermaidHistory(migrations).join('\n')).toBe(`flowchart TD
  r_x["x<br>about x"]
  r_b["b<br>about b"]
  r_c["c<br>a #34;b#34; #60;c#62;"]
  r_m["m<br>about m"]
  r_x --> r_b
  r_x --> r_c
  r_b --> r_m
  r_c --> r_m
  r_x -.-> r_m`);
  });
});
