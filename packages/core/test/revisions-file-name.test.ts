import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultFileTemplate, fileName, isTimeZone, newRevisionId, slug, UnknownToken, wallTime } from '@sluice/core';

const date = new Date('2026-11-20T14:05:09.700Z');

test.each([
  ['Add user_roles table', 'add_user_roles_table'],
  ['  Größe: naïve — café!  ', 'gro_e_naive_cafe'],
  ['', 'migration'],
  ['日本語', 'migration'],
  ['../../etc/passwd', 'etc_passwd'],
  ['a message that is cut where a word ends, not inside', 'a_message_that_is_cut_where_a_word_ends'],
  ['x'.repeat(50), 'x'.repeat(40)],
  [`${'x'.repeat(40)} y`, 'x'.repeat(40)],
])('slug of %j', (message, expected) => {
  expect(slug(message)).toBe(expected);
});

test('a slug is made of words and never too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (message) => {
      expect(slug(message)).toMatch(/^(?=.{1,40}$)[a-z0-9]+(_[a-z0-9]+)*$/);
    }),
  );
});

test.each([
  [defaultFileTemplate, '20261120_1405_9c2b3f1a4e5d_add_email'],
  ['{epoch}-{slug}', '1795183509-add_email'],
  ['{year}/{month}/{day}_{hour}{minute}{second}', '2026/11/20_140509'],
  ['plain', 'plain'],
])('file name of %s', (template, expected) => {
  expect(fileName(template, { revision: '9c2b3f1a4e5d', slug: 'add_email', date })).toBe(expected);
});

test('a token without a meaning is refused with those that have one', () => {
  const make = () => fileName('{rev}_{slug}', { revision: 'a', slug: 'b', date });
  expect(make).toThrow(UnknownToken);
  expect(make).toThrow('{rev}, which has no meaning; use {revision}, {slug},');
});

test('a new revision id is 12 hexadecimal digits of the bytes given', () => {
  expect(newRevisionId(Uint8Array.of(0, 1, 0x2b, 0xff, 0x10, 9, 77))).toBe('00012bff1009');
  expect(() => newRevisionId(new Uint8Array(5))).toThrow(RangeError);
});

test.each([
  [undefined, '2026-11-20T14:05:09.700Z', '20261120_1405'],
  ['UTC', '2026-11-20T14:05:09.700Z', '20261120_1405'],
  ['Europe/Zurich', '2026-11-20T15:05:09.700+01:00', '20261120_1505'],
  ['Asia/Kathmandu', '2026-11-20T19:50:09.700+05:45', '20261120_1950'],
  ['Pacific/Kiritimati', '2026-11-21T04:05:09.700+14:00', '20261121_0405'],
  ['America/St_Johns', '2026-11-20T10:35:09.700-03:30', '20261120_1035'],
])('the time in %s', (timeZone, iso, name) => {
  expect(wallTime(date, timeZone).iso).toBe(iso);
  expect(new Date(wallTime(date, timeZone).iso)).toEqual(date);
  expect(fileName('{date}_{time}', { revision: 'a', slug: 'b', date, timeZone })).toBe(name);
});

test('midnight is the hour 00', () => {
  expect(wallTime(new Date('2026-11-20T00:00:00Z')).iso).toBe('2026-11-20T00:00:00.000Z');
  expect(wallTime(new Date('2026-06-30T22:00:00Z'), 'Europe/Zurich').iso).toBe('2026-07-01T00:00:00.000+02:00');
});

test('a time zone that is none', () => {
  expect(['Europe/Zurich', 'UTC', 'Europe/Zurch', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
