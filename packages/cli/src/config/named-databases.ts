import path from 'node:path';
import { ConfigError } from './errors.js';
import { describe, fieldError, isFields, objectField, type Fields } from './fields.js';

/** One of several databases, as a config names it. */
export interface NamedDatabase {
  readonly name: string;
  /** Whether it is the one that is meant where none is named. */
  readonly isDefault: boolean;
  /** What it says itself. */
  readonly own: Fields;
  /** What it says itself, and what holds for all. */
  readonly fields: Fields;
}

/** A database is named that the config does not have. */
export class DatabaseUnknown extends ConfigError {
  override readonly name = 'DatabaseUnknown';
  readonly database: string;
  /** The names that the config has. */
  readonly names: readonly string[];

  constructor(database: string, names: readonly string[], file: string) {
    const label = path.basename(file);
    super(
      database === 'all'
        ? allText(names, label)
        : names.length === 0
          ? `"${database}" is no database: give a URL that begins with postgres:// or pglite:, or name it under \`databases\` in ${label}.`
          : `There is no database "${database}" in ${label}: it has ${names.join(', ')}. A URL begins with postgres:// or pglite:.`,
      { file, key: 'databases' },
    );
    this.database = database;
    this.names = names;
  }
}

/** Each of them is meant where there are none, or by a command that is for one. */
const allText = (names: readonly string[], label: string): string =>
  names.length === 0
    ? `--database all is for a config that names its databases, and ${label} has but one: leave it out, or name them under \`databases\`.`
    : `--database all is for upgrade, downgrade, current, check and status. Name one of those in ${label}: ${names.join(', ')}.`;

/** There are several databases, and nothing says which is meant. */
export class DatabaseUnnamed extends ConfigError {
  override readonly name = 'DatabaseUnnamed';
  readonly names: readonly string[];

  constructor(names: readonly string[], file: string) {
    super(
      `${path.basename(file)} has several databases: say which with --database ${names.join(' or --database ')}, or name one of them \`default\`.`,
      { file, key: 'databases' },
    );
    this.names = names;
  }
}

/** A config of one database has no names to choose from. */
export function onlyOne(fields: Fields, wanted: string | undefined): Fields {
  if (wanted === undefined) return fields;
  throw new DatabaseUnknown(wanted, [], fields.file);
}

/**
 * Picks one of several databases.
 *
 * @throws DatabaseUnknown where there is none of that name
 * @throws DatabaseUnnamed where none is named and none is the default
 */
export function pickDatabase(fields: Fields, wanted: string | undefined): NamedDatabase {
  const { databases: _, ...shared } = fields.values;
  const all = objectField(fields, 'databases', EXAMPLE);
  const names = namesOf(all);
  const standard = names.length === 1 ? names[0] : names.find((name) => name === 'default');
  const name = wanted ?? standard;
  if (name === undefined) throw new DatabaseUnnamed(names, fields.file);
  if (!names.includes(name)) throw new DatabaseUnknown(name, names, fields.file);
  const own = objectField(all, name, `{ models: './src/${name}/models.ts' }`);
  const values = { ...shared, ...usualMigrations(name, own, shared), ...own.values };
  const prefixes = new Map(Object.keys(own.values).map((key) => [key, own.prefix]));
  return { name, isDefault: name === standard, own, fields: { ...fields, values, prefixes } };
}

/** Models of its own make a history of its own. */
const usualMigrations = (name: string, own: Fields, shared: Fields['values']): Fields['values'] =>
  'models' in own.values && !('migrations' in shared) ? { migrations: `./migrations/${name}` } : {};

/** The names of all databases. */
export const namesOfAll = (fields: Fields): readonly string[] => namesOf(objectField(fields, 'databases', EXAMPLE));

function namesOf(all: Fields): readonly string[] {
  const names = Object.keys(all.values);
  const key = all.prefix.slice(0, -1);
  const about = { ...all, prefix: '' };
  if (names.length === 0) throw fieldError(about, key, `names no database: write for example databases: ${EXAMPLE}.`);
  for (const name of names) {
    if (!/^[\w-][\w.-]*$/.test(name))
      throw fieldError(
        about,
        key,
        `has a database "${name}": take letters, digits, _, - and dots, since --database shall not take it for a URL.`,
      );
    const value = all.values[name];
    if (!isFields(value)) throw fieldError(all, name, `must be an object, not ${describe(value)}.`);
  }
  return names;
}

const EXAMPLE = `{ main: { models: './src/models.ts' } }`;
