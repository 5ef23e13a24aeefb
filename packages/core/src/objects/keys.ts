import { keyOf, type Id, type Key } from '../object.js';

/** The key of the schema that an object stands in. */
export const schemaKey = (id: Id): Key => keyOf('schema', { name: id.schema ?? 'public' });

/** The key of the table that a part or an index stands on. */
export const tableKey = (id: Id): Key => keyOf('table', { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table ?? '' });

/** The key of a column of the table that a part or an index stands on. */
export const columnKey = (id: Id, name: string): Key => keyOf('column', { ...id, name });
