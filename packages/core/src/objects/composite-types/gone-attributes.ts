import type { Alter } from '../../operation.js';
import { readAttributes, type TypeAttribute } from './composite-type.js';
import { attributeRenames, renamedAttributes } from './ddl.js';

/** The attributes before, under their new names, and after. */
export function sidesOf({
  changes,
  manner,
}: Alter): readonly [before: readonly TypeAttribute[], after: readonly TypeAttribute[]] {
  const [from, to] = [readAttributes(changes['attributes']?.from), readAttributes(changes['attributes']?.to)];
  return [renamedAttributes(from, attributeRenames(manner?.['rename'])), to];
}

/** The attributes that a change takes away. */
export function goneAttributes(alter: Alter): readonly string[] {
  const [before, after] = sidesOf(alter);
  return before.map(({ name }) => name).filter((name) => !after.some((attribute) => attribute.name === name));
}
