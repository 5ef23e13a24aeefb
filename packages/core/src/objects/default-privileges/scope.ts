import { DirectiveError } from '../../errors.js';
import type { PrivilegeTarget, Renaming } from '../../kind.js';
import { written } from '../../sql/expression.js';
import type { KindName } from '../kinds.js';
import { ident, unquote } from '../../sql/quote.js';

/** The sorts of objects that have default privileges, with what everybody may do with what is new. */
const sorts: Readonly<Record<string, PrivilegeTarget>> = {
  tables: { on: 'TABLES' },
  sequences: { on: 'SEQUENCES' },
  functions: { on: 'FUNCTIONS', everybody: ['EXECUTE'] },
  types: { on: 'TYPES', everybody: ['USAGE'] },
  schemas: { on: 'SCHEMAS' },
};

/** What default privileges are for, as their name has it. */
export interface Scope {
  readonly sort: string;
  /** None is the role that runs migrations. */
  readonly role: string | undefined;
  readonly schema: string | undefined;
}

const name = '("(?:[^"]|"")+"|[^" ]+)';
const pattern = new RegExp(`^(${Object.keys(sorts).join('|')})(?: of ${name})?(?: in ${name})?$`, 'u');

/** Reads such a name. */
export function scopeOf(text: string): Scope {
  const [, sort, role, schema] = pattern.exec(text) ?? [];
  if (sort === undefined)
    throw new DirectiveError(
      'createDefaultPrivileges',
      `\`name\` says for what: "tables", "tables of role", "tables in schema", "functions of role in schema"; not "${text}".`,
    );
  return { sort, role: role && unquote(role), schema: schema && unquote(schema) };
}

/** The name once a role or a schema in it has another name. */
export function followScope(text: string, { kind, id, to }: Renaming): string {
  const { sort, role, schema } = scopeOf(text);
  const now = (of: KindName, name: string): string => written(kind === of && id.name === name ? to : name);
  return [
    sort,
    ...(role === undefined ? [] : [`of ${now('role', role)}`]),
    ...(schema === undefined ? [] : [`in ${now('schema', schema)}`]),
  ].join(' ');
}

/** What GRANT names after ON. In a schema nothing is granted to begin with. */
export const targetOf = ({ sort, schema }: Scope): PrivilegeTarget => {
  const target = sorts[sort] ?? { on: sort.toUpperCase() };
  return schema === undefined ? target : { on: target.on };
};

/** ALTER DEFAULT PRIVILEGES, before GRANT or REVOKE. */
export const prefix = ({ role, schema }: Scope): string =>
  [
    'ALTER DEFAULT PRIVILEGES',
    ...(role === undefined ? [] : [`FOR ROLE ${ident(role)}`]),
    ...(schema === undefined ? [] : [`IN SCHEMA ${ident(schema)}`]),
  ].join(' ');

/** The letters that pg_default_acl has for the sorts. */
export const letters = { tables: 'r', sequences: 'S', functions: 'f', types: 'T', schemas: 'n' } as const;

/** The letter of a scope's sort. */
export const letterOf = ({ sort }: Scope): string => Object.entries(letters).find(([word]) => word === sort)?.[1] ?? '';

/** The sort of what GRANT names as `TABLE "users"`. */
export function sortOf({ on, column }: PrivilegeTarget): string | undefined {
  const word = /^[A-Z]+/.exec(on)?.[0] ?? '';
  return column === undefined ? bySort[word] : undefined;
}

const bySort: Readonly<Record<string, string>> = {
  TABLE: 'tables',
  SEQUENCE: 'sequences',
  FUNCTION: 'functions',
  PROCEDURE: 'functions',
  ROUTINE: 'functions',
  AGGREGATE: 'functions',
  TYPE: 'types',
  DOMAIN: 'types',
  SCHEMA: 'schemas',
};
