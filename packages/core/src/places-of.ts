import type { DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';

/** Where the name of an object must be its own. */
export const placesOf = ({ kind, id, attributes }: DatabaseObject): readonly string[] =>
  kindOf(kind)
    .namespaces(id, attributes)
    .map((namespace) => JSON.stringify([namespace, id.name]));
