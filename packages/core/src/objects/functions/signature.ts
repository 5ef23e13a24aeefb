import type { Renaming } from '../../kind.js';
import type { Id } from '../../object.js';
import { renameIn } from '../../sql/expression.js';
import { ident, readName } from '../../sql/quote.js';
import type { KindName } from '../kinds.js';

/** What stands before the brackets of a signature and what stands in them: `add(integer, integer)`. */
export interface Signature {
  /** The bare name, without quotes. */
  readonly name: string;
  /** The types of the arguments that are handed in, as PostgreSQL writes them. */
  readonly types: string;
}

/** Reads the name of a function or an aggregate; one without brackets takes no arguments. */
export function readSignature(text: string): Signature {
  const [, name = text, types = ''] = /^("(?:[^"]|"")+"|[^("]+)(?:\((.*)\))?$/s.exec(text) ?? [];
  return { name: readName(name)?.name ?? name, types };
}

/** The signature as a text. */
export const writeSignature = ({ name, types }: Signature): string => `${written(name)}(${types})`;

/** The name before the brackets, in quotes where it must. */
export const bareName = ({ name }: Id): string => written(readSignature(name).name);

const written = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name));

/** As SQL names it, whatever of all it is: `ROUTINE "public"."add"(integer, integer)`. */
export const routine = (id: Id): string => {
  const { name, types } = readSignature(id.name);
  return `ROUTINE ${ident(id.schema, name)}(${types})`;
};

/** Its name alone, as SQL: what stands in CREATE and after RENAME TO. */
export const routineName = (id: Id): string => ident(id.schema, readSignature(id.name).name);

/** The signature once something has another name: a type, or the schema that one stands in. */
export function followSignature({ name }: Id, { kind, id, to, value }: Renaming): string {
  const { types } = readSignature(name);
  if (types === '' || id.table !== undefined || value !== undefined || routines.has(kind)) return name;
  return `${name.slice(0, -types.length - 1)}${renameIn(types, id.name, to)})`;
}

/** Kinds whose names are no types. */
const routines: ReadonlySet<KindName> = new Set(['function', 'aggregate', 'sequence'] as const);

/** ALTER ROUTINE … RENAME TO; the new name is a signature too. */
export const renameRoutine = (id: Id, to: string): string =>
  `ALTER ${routine(id)} RENAME TO ${ident(readSignature(to).name)}`;

/** Functions, aggregates and their like share their names, with their arguments. */
export const routineNames = (id: Id): readonly string[] => [`functions of ${id.schema}`];
