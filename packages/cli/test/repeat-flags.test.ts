import { expect, test } from '@jest/globals';
import { repeatFlags } from '../src/repeat-flags.ts';

test.each([
  { name: 'nothing was given', given: {}, text: 'run sluice upgrade', said: 'run sluice upgrade' },
  {
    name: 'a name',
    given: { database: 'main' },
    text: 'run `sluice upgrade head`, then',
    said: 'run `sluice upgrade --database main head`, then',
  },
  {
    name: 'a file whose name has a quote',
    given: { config: "it's.ts" },
    text: 'sluice merge a b -m "…"',
    said: String.raw`sluice merge --config 'it'\''s.ts' a b -m "…"`,
  },
  {
    name: 'a URL',
    given: { database: 'postgres://app@localhost/app' },
    text: 'sluice check',
    said: 'sluice check --database postgres://app@localhost/app',
  },
  {
    name: 'a URL with a password, which is not told',
    given: { database: 'postgres://app:secret@localhost/app' },
    text: 'sluice check',
    said: 'sluice check --database <url>',
  },
  { name: 'what reads no config', given: { database: 'main' }, text: 'sluice init', said: 'sluice init' },
  { name: 'no command', given: { database: 'main' }, text: 'the sluice upgrades', said: 'the sluice upgrades' },
])('$name', ({ given, text, said }) => {
  expect(repeatFlags(text, given)).toBe(said);
});
