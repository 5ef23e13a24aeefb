import { distance } from '@sluice/core/ground';
import { ConfigError } from './errors.js';

/** The fields of a config as the file gives them, with the name of the file for messages. */
export interface Fields {
  readonly values: Readonly<Record<string, unknown>>;
  /** Absolute. */
  readonly file: string;
  /** As a person would name it: `sluice.config.ts`. */
  readonly label: string;
  /** The keys around these fields: `versionTable.` */
  readonly prefix: string;
  /** Keys that stand elsewhere in the file: a database's own, among those that all databases share. */
  readonly prefixes?: ReadonlyMap<string, string>;
}

/** Makes the error for a key. The message goes on after "`key` in file". */
export function fieldError(fields: Fields, key: string, message: string): ConfigError {
  const path = pathOf(fields, key);
  return new ConfigError(`\`${path}\` in ${fields.label} ${message}`, { file: fields.file, key: path });
}

const pathOf = ({ prefix, prefixes }: Fields, key: string): string => (prefixes?.get(key) ?? prefix) + key;

/** A string that is not empty, or `undefined`. */
export function stringField(fields: Fields, key: string, example: string): string | undefined {
  const value = fields.values[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw fieldError(fields, key, `must be a string, not ${describe(value)}: write for example ${key}: '${example}'.`);
}

/** True or false, or `undefined`. */
export function booleanField(fields: Fields, key: string): boolean | undefined {
  const value = fields.values[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw fieldError(fields, key, `must be true or false, not ${describe(value)}.`);
}

/** A string or a list of strings, as a list; `undefined` where there is none. */
export function stringsField(fields: Fields, key: string, example: string): readonly string[] | undefined {
  const value = fields.values[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return [value];
  if (isStrings(value)) return value;
  const wrong = Array.isArray(value)
    ? `a list that holds ${describe(value.find((item) => !isText(item)))}`
    : describe(value);
  throw fieldError(
    fields,
    key,
    `must be a string or a list of strings, not ${wrong}: write for example ${key}: ['${example}'].`,
  );
}

/** A whole number of 1 or more, or `undefined`. */
export function countField(fields: Fields, key: string, example: number): number | undefined {
  const value = fields.values[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw fieldError(
    fields,
    key,
    `must be a whole number of 1 or more, not ${describe(value)}: write for example ${key}: ${example}.`,
  );
}

/** One of a few strings, or `undefined`. */
export function choiceField<T extends string>(fields: Fields, key: string, choices: readonly T[]): T | undefined {
  const value = fields.values[key];
  if (value === undefined) return undefined;
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  const list = choices.map((one) => `'${one}'`).join(' or ');
  throw fieldError(fields, key, `must be ${list}, not ${describe(value)}: write one of these, or leave it out.`);
}

/** True or false, or `undefined`. */
export function flagField(fields: Fields, key: string): boolean | undefined {
  const value = fields.values[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw fieldError(fields, key, `must be true or false, not ${describe(value)}: write one of these, or leave it out.`);
}

/** The fields within a key; none where the key is not there. */
export function objectField(fields: Fields, key: string, example: string): Fields {
  const value = fields.values[key];
  if (value !== undefined && !isFields(value)) {
    throw fieldError(fields, key, `must be an object, not ${describe(value)}: write for example ${key}: ${example}.`);
  }
  const { file, label } = fields;
  return { file, label, values: value ?? {}, prefix: `${pathOf(fields, key)}.` };
}

/** An object of strings; none where the key is not there. */
export function textsField(fields: Fields, key: string, example: string): Readonly<Record<string, string>> {
  const inner = objectField(fields, key, example);
  return Object.fromEntries(Object.keys(inner.values).map((name) => [name, stringField(inner, name, 'name') ?? '']));
}

/** Refuses a key that is not known, with the one that is probably meant. */
export function refuseUnknown(fields: Fields, known: readonly string[]): void {
  // $schema is what editors read in JSON.
  const unknown = Object.keys(fields.values).find((key) => !known.includes(key) && key !== '$schema');
  if (unknown === undefined) return;
  const near = known.find((key) => distance(key.toLowerCase(), unknown.toLowerCase()) <= 2);
  const wayOut = near === undefined ? `the keys are ${known.join(', ')}` : `did you mean \`${near}\`?`;
  throw fieldError(fields, unknown, `is not a key Sluice knows: ${wayOut}${near === undefined ? '.' : ''}`);
}

/** Whether a value can be read as fields. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message names it; the text of strings is cut, since it may be long. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (value === '') return 'an empty string';
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'function' ? 'a function' : `an ${typeof value}`.replace('an symbol', 'a symbol');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isStrings = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
