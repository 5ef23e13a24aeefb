import { isJsonObject, type Json } from '../json.js';
import type { ModelObject } from '../model-object.js';
import type { DatabaseObject } from '../object.js';
import type { KindName } from '../objects/kinds.js';
import { cutName } from '../sql/names.js';

/**
 * How objects are named that the models give no name, by kind: `ix_%(column_0_label)s`. The tokens are those of
 * SQLAlchemy's naming conventions.
 */
export type Naming = Readonly<Partial<Record<KindName, string>>>;

/** The first token of a convention that means nothing, if there is one. */
export const unknownToken = (convention: string): string | undefined =>
  [...convention.matchAll(token)].map(([, name = '']) => name).find((name) => !known.test(name));

const token = /%\(([^)]*)\)s/g;
const known = /^(table_name|referred_table_name|constraint_name|(referred_)?column_(0_?N|\d+)_(name|label|key))$/;

/** The name that a convention makes of what an object is, where it needs no other name for that. */
export function nameOfConvention(naming: Naming, object: DatabaseObject, defaultSchema: string): string | undefined {
  const convention = naming[object.kind];
  if (convention === undefined || convention.includes('%(constraint_name)s')) return undefined;
  return cutName(convention.replaceAll(token, (_, said: string) => valueOf(object, said, defaultSchema)));
}

/** Names by their conventions what the models give no name, and what a convention makes of the name that they give. */
export function nameByConvention(naming: Naming, defaultSchema: string): (object: ModelObject) => ModelObject {
  return (object) => {
    const convention = naming[object.kind];
    const speaksOfName = convention?.includes('%(constraint_name)s') === true;
    if (convention === undefined || (object.implicitName === true) === speaksOfName) return object;
    const name = cutName(convention.replaceAll(token, (_, said: string) => valueOf(object, said, defaultSchema)));
    return { ...object, id: { ...object.id, name }, implicitName: true, byConvention: true };
  };
}

function valueOf({ id, attributes }: DatabaseObject, said: string, defaultSchema: string): string {
  if (said === 'table_name') return id.table ?? '';
  if (said === 'constraint_name') return id.name;
  const references = isJsonObject(attributes['references']) ? attributes['references'] : {};
  const referred = { table: textOf(references['table']), schema: textOf(references['schema']) };
  if (said === 'referred_table_name') return referred.table;
  const isReferred = said.startsWith('referred_');
  const [, which = '', form] = /column_(0_?N|\d+)_(name|label|key)$/.exec(said) ?? [];
  const place = isReferred ? referred : { table: id.table ?? '', schema: id.schema ?? '' };
  const schema = place.schema === '' || place.schema === defaultSchema ? '' : `${place.schema}_`;
  const texts = columnsOf(isReferred ? references['columns'] : attributes['columns']).map((column) =>
    form === 'label' ? `${schema}${place.table}_${column}` : column,
  );
  if (which === '0N') return texts.join('');
  return which === '0_N' ? texts.join('_') : (texts[Number(which)] ?? '');
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Of an index, PostgreSQL's `expr` stands for an expression. */
const columnsOf = (columns: Json | undefined): readonly string[] =>
  Array.isArray(columns)
    ? columns.map((member: Json) => {
        const { column } = isJsonObject(member) ? member : { column: member };
        return typeof column === 'string' ? column : 'expr';
      })
    : [];
