/**
 * Whether a row of a catalog is no member of an extension, as a condition: what an extension brings is the extension's.
 * `catalog` is the table whose row it is, `oid` the row's.
 */
export const isFree = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
