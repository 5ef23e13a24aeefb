import type { Target } from '@sluice/database';
import { isGiven } from '@sluice/database/ground';
import path from 'node:path';
import { ConfigError } from './errors.js';
import { describe, fieldError, isFields, objectField, refuseUnknown, stringField, type Fields } from './fields.js';

/** The environment a config is read in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The database a config names, or else the one `DATABASE_URL` names. */
export function resolveDatabase(fields: Fields, root: string, environment: Environment): Target | undefined {
  const value = fields.values['database'];
  if (value === undefined || value === '') return fromEnvironment(root, environment);
  if (isFactory(value) || isGiven(value)) return value;
  if (isFields(value)) return serverOf(objectField(fields, 'database', EXAMPLE));
  if (typeof value !== 'string') {
    throw fieldError(
      fields,
      'database',
      `must be a URL, 'pglite:' with a folder, a pg pool, a PGlite, a drizzle database, or a function that gives one of these, not ${describe(value)}.`,
    );
  }
  if (isDatabaseText(value)) return withAbsoluteFolder(value, root);
  throw fieldError(
    fields,
    'database',
    'must begin with postgres://, postgresql:// or pglite:, or be a pg pool, a PGlite, a drizzle database, or a function that gives one of these.',
  );
}

/** The database `DATABASE_URL` names. */
export function fromEnvironment(root: string, environment: Environment): string | undefined {
  const url = environment['DATABASE_URL'];
  if (url === undefined || url === '') return undefined;
  if (isDatabaseText(url)) return withAbsoluteFolder(url, root);
  throw new ConfigError(
    'The environment variable DATABASE_URL must begin with postgres://, postgresql:// or pglite:.',
    {
      key: 'DATABASE_URL',
    },
  );
}

/** A server with what `pg` is to know of TLS. */
export function serverOf(fields: Fields): Target {
  refuseUnknown(fields, ['url', 'ssl']);
  const url = stringField(fields, 'url', 'postgres://user@localhost/app');
  if (url === undefined || !isServerUrl(url))
    throw fieldError(fields, 'url', 'must begin with postgres:// or postgresql://.');
  const ssl = fields.values['ssl'];
  if (ssl === undefined) return { url };
  if (typeof ssl === 'boolean') return { url, ssl };
  return { url, ssl: objectField(fields, 'ssl', '{ ca }').values };
}

/** Whether a text is the URL of a server. */
export const isServerUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text);

const EXAMPLE = `{ url: 'postgres://user@localhost/app', ssl: true }`;

const isFactory = (value: unknown): value is Extract<Target, () => unknown> => typeof value === 'function';

/** Whether a text is a database, and not the name of one. */
export const isDatabaseText = (text: string): boolean => isServerUrl(text) || text.startsWith('pglite:');

/** `pglite:./data` names a folder from where the config is, not from where the process happens to run. */
function withAbsoluteFolder(text: string, root: string): string {
  if (!text.startsWith('pglite:')) return text;
  const folder = text.slice('pglite:'.length);
  if (folder === '' || folder.startsWith('memory:')) return 'pglite:';
  return `pglite:${path.resolve(root, folder)}`;
}
