import { isAmendment, type Amendment } from '../declare/declaration.js';
import { isList, type JsonObject } from '../json.js';
import type { ModelObject } from '../model-object.js';
import { keyOfObject, type Key } from '../object.js';
import { kindOf } from '../objects/kinds.js';
import { ModelUnreadable } from './errors.js';
import { fileOf, type Models } from './models.js';

/** What an amendment says of an object. */
export interface Meaning {
  readonly key: Key;
  readonly attributes: JsonObject;
}

/**
 * The objects with what amendments say of them. `meaningsOf` gives the keys that an amendment may be of, with what it says.
 *
 * @throws ModelUnreadable when an amendment is of something that the models do not hold, or that has no such attribute.
 */
export function amended(
  models: Models,
  objects: readonly ModelObject[],
  meaningsOf: (amendment: Amendment) => readonly Meaning[],
): readonly ModelObject[] {
  const byKey = new Map(objects.map((object) => [keyOfObject(object), object]));
  const declared = new Map(objects.flatMap((object) => (object.declaration ? [[object.declaration, object]] : [])));
  const said = new Map<Key, JsonObject>();
  for (const found of models.exports) {
    const { value } = found;
    if (!isAmendment(value)) continue;
    const original = declared.get(value.of);
    const meaning = original
      ? { key: keyOfObject(original), attributes: value.attributes }
      : meaningsOf(value).find(({ key }) => byKey.has(key));
    const object = meaning && byKey.get(meaning.key);
    if (!object) throw new ModelUnreadable(`${found.name}${fileOf(found)}`, unknown(models, value));
    for (const name of Object.keys(meaning.attributes))
      if (!Object.hasOwn(kindOf(object.kind).attributes, name))
        throw new ModelUnreadable(
          `${found.name}${fileOf(found)}`,
          `what it speaks of is of the kind ${object.kind.replaceAll('_', ' ')}, of which no ${name} can be declared`,
        );
    said.set(meaning.key, together(said.get(meaning.key), meaning.attributes));
  }
  return objects.map((object) => {
    const more = said.get(keyOfObject(object));
    return more ? { ...object, attributes: { ...object.attributes, ...more } } : object;
  });
}

/** Why nothing is found of which it speaks. */
const unknown = (models: Models, { of }: Amendment): string =>
  models.exports.some(({ value }) => value === of)
    ? 'this cannot be said of what it speaks of; it can be of a table, a column, a view, an enum, a sequence, a schema, a linked policy, and what is declared'
    : 'it speaks of something that no model has; export that too';

/** Lists add up; of anything else the last word counts. */
function together(before: JsonObject = {}, more: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...before, ...more }).map(([name, value]) => {
      const first = before[name];
      return [name, isList(first) && isList(value) && Object.hasOwn(more, name) ? [...first, ...value] : value];
    }),
  );
}
