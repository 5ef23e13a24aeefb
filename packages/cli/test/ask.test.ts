import { expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { askAt } from '../src/commands/ask.ts';

const question = {
  what: 'column',
  path: 'users.full_name',
  candidates: [
    { path: 'users.name', likeness: 0.9 },
    { path: 'users.fax', likeness: 0.2 },
  ],
};

/** What is answered where somebody presses these keys, and what they see. */
async function press(keys: string, asked = question): Promise<{ answer: Promise<unknown>; seen: () => string }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = '';
  output.on('data', (data: Buffer) => (text += data.toString()));
  const answer = askAt({ input, output })(asked);
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
