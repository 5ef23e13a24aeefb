import { keyOf, type Id } from './object.js';
import { kindOf, type KindName } from './objects/kinds.js';

interface Named {
  readonly kind: KindName;
  readonly id: Id;
}

/** The id of an object once something has another name: the object itself, or that in which or on which it stands. */
export function renamedId(object: Named, renamed: Named, to: string): Id {
  const { kind } = object;
  if (keyOf(kindOf(kind).namesake ?? kind, object.id) === keyOf(renamed.kind, renamed.id))
    return { ...object.id, name: to };
  const id = ownName(object, renamed, to);
  const { container } = kindOf(renamed.kind);
  if (container === 'schema' && id.schema === renamed.id.name) return { ...id, schema: to };
  const isOnIt = id.schema === renamed.id.schema && id.table === renamed.id.name;
  return container === true && kindOf(kind).scope.includes('table') && isOnIt ? { ...id, table: to } : id;
}

/** What the name of the object itself speaks of may be what has another name. */
function ownName({ kind, id }: Named, renamed: Named, to: string): Id {
  const name = kindOf(kind).followName?.(id, { ...renamed, to }) ?? id.name;
  return name === id.name ? id : { ...id, name };
}
