import type { Connection } from '@sluice/core';

/**
 * The settings that every session of Sluice has, so that what it reads does not depend on who asks from where.
 * The search path is left to callers.
 */
const settings = {
  application_name: 'sluice',
  client_encoding: 'UTF8',
  client_min_messages: 'warning',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
} as const;

/** Settings of a session, by name. */
export type Settings = { readonly [name: string]: string };

type Queries = Pick<Connection, 'query'>;

/**
 * Gives the session of a new connection the settings of Sluice; closes it when that fails. A session that has a name
 * keeps it, since that tells an operator who runs migrations.
 */
export async function prepareSession(connection: Connection): Promise<Connection> {
  try {
    await connection.query(
      `select set_config(key, value, false) from json_each_text($1::json)
       where key <> 'application_name' or current_setting(key) = ''`,
      [settings],
    );
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The settings that {@link prepareSession} changes, as they are now. */
export const settingsOfSession = (connection: Queries): Promise<Settings> =>
  readSettings(connection, Object.keys(settings));

/** Settings as they are now. */
export async function readSettings(connection: Queries, names: readonly string[]): Promise<Settings> {
  const rows = await connection.query('select name, current_setting(name) as value from unnest($1::text[]) as name', [
    names,
  ]);
  return Object.fromEntries(rows.map(({ name, value }) => [String(name), String(value)]));
}

/** Sets all settings for the rest of the session. */
export async function setAll(connection: Queries, values: Settings): Promise<void> {
  await connection.query('select set_config(key, value, false) from json_each_text($1::json)', [values]);
}
