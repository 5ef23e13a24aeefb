import { PermissionDenied, StatementFailed, type StatementFacts } from './database-errors.js';

/**
 * What a driver's error says. Told by its fields, never by its class: each driver, and each copy of one, has its own.
 * Undefined when it does not come from PostgreSQL.
 */
export function sqlState(error: unknown): string | undefined {
  const code = textField(error, 'code');
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && textField(error, 'severity') !== undefined
    ? code
    : undefined;
}

/** A statement's failure with the facts that PostgreSQL gives. */
export function statementFailed(sql: string, error: unknown): StatementFailed {
  const code = sqlState(error);
  const detail = textField(error, 'detail');
  const hint = textField(error, 'hint');
  // Of what a unique index has found twice, PostgreSQL names the index.
  const [schema, name] = code === '23505' ? [textField(error, 'schema'), textField(error, 'constraint')] : [];
  const position = Number(textField(error, 'position')) || undefined;
  const facts: StatementFacts = {
    sql,
    reason: reasonOf(error),
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(schema === undefined || name === undefined ? {} : { index: { schema, name } }),
    ...(position === undefined ? {} : { position, line: lineAt(sql, position) }),
  };
  return code === '42501' ? new PermissionDenied(facts, error) : new StatementFailed(facts, error);
}

/** Why something failed, in a few words. */
export function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return textField(first, 'message') || textField(first, 'code') || String(first);
}

/** A field of an error, when it is there and a text. */
export function textField(error: unknown, field: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : undefined;
}

const lineAt = (sql: string, position: number): number =>
  Array.from(sql)
    .slice(0, position - 1)
    .filter((character) => character === '\n').length + 1;
