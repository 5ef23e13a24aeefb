import { arrayTypes } from './array-types.ts';
import type { DeclaredType, TypeData } from './data.ts';
import { otherTypes } from './other-types.ts';
import { plainTypes } from './plain-types.ts';
import { btree, type Type } from './type.ts';

/** All types of pg-core that need no extension, and a few that it does not know. */
export const types: Readonly<Record<string, Type>> = { ...plainTypes, ...otherTypes, ...arrayTypes };

/** What is known of a type; of an enum, what enums have in common. */
export function typeOf(type: TypeData): Omit<Type, 'make'> {
  if (typeof type !== 'string' && 'declared' in type) return declaredType(type);
  if (typeof type !== 'string') {
    const stored = `${JSON.stringify([type.enum.schema ?? 'public', type.enum.name])}${type.array ? '[]' : ''}`;
    const family = type.array ? 'array' : 'enum';
    return {
      family,
      stored,
      defaults: [],
      rows: [],
      becomes: [],
      opclasses: type.array ? { ...btree(), gin: [] } : btree('enum_ops'),
    };
  }
  const found = types[type];
  if (!found) throw new Error(`There is no type ${type}.`);
  return found;
}

/** A type of the models' own does what the one that it is like does; its values are those of that, if it is a domain. */
function declaredType({ declared, like }: DeclaredType): Omit<Type, 'make'> {
  const { serial: _, ...known } = typeOf(like);
  // Of what is made for any array there is no operator class that is a domain's by default
  const { gin: __, ...opclasses } = known.opclasses;
  const stored = JSON.stringify([declared.schema ?? 'public', declared.name]);
  return like === 'line'
    ? { family: 'other', stored, defaults: [], rows: [], becomes: [], opclasses: {} }
    : { ...known, stored, defaults: [], becomes: [like], opclasses };
}
