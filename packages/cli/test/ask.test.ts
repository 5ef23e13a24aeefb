import { describe, expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { askAlongAt, askAt, type Terminal } from '../src/commands/ask.ts';

const question = {
  what: 'column',
  path: 'users.full_name',
  candidates: [
    { path: 'users.name', likeness: 0.9 },
    { path: 'users.fax', likeness: 0.2 },
  ],
};

/** What is answered where somebody presses these keys, and what they see. */
const press = async (keys: string, asked = question): Promise<Pressed> =>
  pressAt(keys, (terminal) => askAt(terminal)(asked));

interface Pressed {
  readonly answer: Promise<unknown>;
  readonly seen: () => string;
}

async function pressAt(keys: string, ask: (terminal: Terminal) => Promise<unknown>): Promise<Pressed> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = '';
  output.on('data', (data: Buffer) => (text += data.toString()));
  const answer = ask({ input, output });
  for (const key of keys) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    input.write(key === 'v' ? '\u001B[B' : key);
  }
  return { answer, seen: () => stripVTControlCharacters(text) };
}

test('the likeliest comes first, what is new before what is unlikely', async () => {
  const { answer, seen } = await press('\r');
  expect(await answer).toBe('users.name');
  expect(seen()).toContain('Is users.full_name a new column, or one of these under another name?');
  const places = ['users.name →', 'a new column\n', 'users.fax →'].map((label) => seen().indexOf(label));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
});

test('a new one', async () => {
  expect(await (await press('v\r')).answer).toBeUndefined();
});

test('of one candidate the question says the name', async () => {
  const [first] = question.candidates;
  const { answer, seen } = await press('\r', { ...question, candidates: first ? [first] : [] });
  expect(await answer).toBe('users.name');
  expect(seen()).toContain('Is users.full_name a new column, or users.name under another name?');
});

test('Ctrl-C', async () => {
  const { answer } = await press('\u0003');
  await expect(answer).rejects.toMatchObject({ name: 'QuestionCancelled' });
});

describe('what is named after it', () => {
  const names = [
    { what: 'primary key', on: 'members', from: 'users_pkey', to: 'members_pkey' },
    { what: 'sequence', on: 'members.id', from: 'users_id_seq', to: 'members_id_seq' },
  ];
  const along = (terminal: Terminal) => askAlongAt(terminal)(names);

  test('goes along', async () => {
    const { answer, seen } = await pressAt('\r', along);
    expect(await answer).toBe(true);
    const words = seen().replaceAll(/[│\s]+/g, ' ');
    expect(words).toContain('named after it: users_pkey → members_pkey, users_id_seq → members_id_seq?');
  });

  test('stays', async () => expect(await (await pressAt('n', along)).answer).toBe(false));

  test('Ctrl-C', async () => {
    const { answer } = await pressAt('\u0003', along);
    await expect(answer).rejects.toMatchObject({ name: 'QuestionCancelled' });
  });
});
