import type { JsonObject } from '../../json.js';
import type { Alteration } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { mayReplaceArguments } from './arguments.js';
import type { FunctionAttributes, FunctionProperties } from './function.js';
import { routine, routineName } from './signature.js';

/** A body may speak of tables that are made after the function: PostgreSQL shall not look into it now. */
export const unchecked: Statement = inside('SET LOCAL check_function_bodies = off');

/** CREATE FUNCTION or PROCEDURE. */
export const createFunction = ({ id, attributes }: DatabaseObject<FunctionAttributes>): readonly Statement[] => [
  unchecked,
  inside(`CREATE ${functionText(id, attributes)}`),
];

/** All that stands after CREATE. */
const functionText = (id: Id, attributes: FunctionAttributes): string => definition(attributes).join(routineName(id));

/** What stands in CREATE before the name, and what stands after it. */
export function definition(attributes: FunctionAttributes): readonly [before: string, after: string] {
  const { routine: sort = 'function', returns, language, transforms = [], body, library, standardBody } = attributes;
  const clauses = [
    `(${attributes.arguments ?? ''})`,
    ...(returns == null || sort === 'procedure' ? [] : [`RETURNS ${returns}`]),
    `LANGUAGE ${ident(language)}`,
    ...(transforms.length === 0 ? [] : [`TRANSFORM ${transforms.map((type) => `FOR TYPE ${type}`).join(', ')}`]),
    ...(sort === 'window' ? ['WINDOW'] : []),
    ...propertyClauses(attributes),
    ...(standardBody == null
      ? [`AS ${[...(library == null ? [] : [library]), body ?? ''].map(literal).join(', ')}`]
      : [standardBody]),
  ];
  return [sort === 'procedure' ? 'PROCEDURE ' : 'FUNCTION ', clauses.join('\n  ')];
}

/** The properties as clauses of CREATE, those left out that are PostgreSQL's defaults. */
function propertyClauses(properties: FunctionProperties): readonly string[] {
  const { volatility, strict, securityDefiner, leakproof, parallel, cost, rows, support, set = {} } = properties;
  return [
    ...(volatility === undefined || volatility === 'volatile' ? [] : [volatility.toUpperCase()]),
    ...(strict ? ['STRICT'] : []),
    ...(securityDefiner ? ['SECURITY DEFINER'] : []),
    ...(leakproof ? ['LEAKPROOF'] : []),
    ...(parallel === undefined || parallel === 'unsafe' ? [] : [`PARALLEL ${parallel.toUpperCase()}`]),
    ...(cost == null ? [] : [`COST ${cost}`]),
    ...(rows == null ? [] : [`ROWS ${rows}`]),
    ...(support == null ? [] : [`SUPPORT ${support}`]),
    ...Object.entries(set).map(([name, value]) => `SET ${settingClause(name, value)}`),
  ];
}

/**
 * In place where PostgreSQL allows it: ALTER for what is a mere property, else CREATE OR REPLACE, for which `keep` says
 * the rest of the definition.
 */
export function alterFunction(alteration: Alteration<FunctionAttributes>): readonly Statement[] | 'replace' {
  const { id, from, to, manner } = alteration;
  if (!mayReplaceArguments(from.arguments ?? '', to.arguments ?? '')) return 'replace';
  if (!isWhole(Object.keys(to), to)) return [inside(`ALTER ${routine(id)} ${changedClauses(from, to).join(' ')}`)];
  const keep: unknown = manner['keep'];
  const { language = 'sql', ...rest } = { ...(isDefinition(keep) ? keep : {}), ...to };
  return [unchecked, inside(`CREATE OR REPLACE ${functionText(id, { language, ...rest })}`)];
}

/** What a migration says of the part of a definition that stays: the same fields. */
const isDefinition = (value: unknown): value is Partial<FunctionAttributes> =>
  typeof value === 'object' && value !== null;

const propertyNames: ReadonlySet<string> = new Set([
  'volatility',
  'strict',
  'securityDefiner',
  'leakproof',
  'parallel',
  'cost',
  'rows',
  'support',
  'set',
] satisfies readonly (keyof FunctionProperties)[]);

const apart: ReadonlySet<string> = new Set(['owner', 'privileges', 'comment']);

/** Whether a change wants the whole definition: more than properties, or one that ALTER cannot take back. */
export const isWhole = (names: readonly string[], to: JsonObject | Partial<FunctionAttributes>): boolean =>
  names.some((name) => !apart.has(name) && !propertyNames.has(name)) ||
  (['cost', 'rows', 'support'] as const).some((name) => names.includes(name) && to[name] == null);

/** Whether an attribute is part of what CREATE OR REPLACE must say. */
export const isDefining = (name: string): boolean => !apart.has(name);

/** The properties that change, as clauses of ALTER. */
function changedClauses(from: FunctionProperties, to: FunctionProperties): readonly string[] {
  const { volatility, strict, securityDefiner, leakproof, parallel, cost, rows, support } = to;
  return [
    ...(volatility === undefined ? [] : [volatility.toUpperCase()]),
    ...(strict === undefined ? [] : [strict ? 'STRICT' : 'CALLED ON NULL INPUT']),
    ...(securityDefiner === undefined ? [] : [`SECURITY ${securityDefiner ? 'DEFINER' : 'INVOKER'}`]),
    ...(leakproof === undefined ? [] : [leakproof ? 'LEAKPROOF' : 'NOT LEAKPROOF']),
    ...(parallel === undefined ? [] : [`PARALLEL ${parallel.toUpperCase()}`]),
    ...(cost == null ? [] : [`COST ${cost}`]),
    ...(rows == null ? [] : [`ROWS ${rows}`]),
    ...(support == null ? [] : [`SUPPORT ${support}`]),
    ...changedSettings(from.set ?? {}, to.set ?? {}),
  ];
}

type Settings = NonNullable<FunctionProperties['set']>;

const changedSettings = (from: Settings, to: Settings): readonly string[] => [
  ...Object.keys(from)
    .filter((name) => !Object.hasOwn(to, name))
    .map((name) => `RESET ${setting(name)}`),
  ...Object.entries(to)
    .filter(([name, value]) => from[name] !== value)
    .map(([name, value]) => `SET ${settingClause(name, value)}`),
];

/** Settings that are lists of names, each quoted where it must be: `app, "My Schema"`. */
const lists: ReadonlySet<string> = new Set([
  'search_path',
  'temp_tablespaces',
  'session_preload_libraries',
  'shared_preload_libraries',
  'local_preload_libraries',
  'unix_socket_directories',
]);

function settingClause(name: string, value: string): string {
  const values = lists.has(name.toLowerCase()) ? readNames(value) : [value];
  return `${setting(name)} TO ${values.map(literal).join(', ')}`;
}

/** A setting's name may be qualified: `app.user`. */
const setting = (name: string): string => ident(...name.split('.'));

const readNames = (list: string): readonly string[] =>
  [...list.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
