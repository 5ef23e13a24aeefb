/**
 * What the dump wants of the extension vector, for a server that has not got it: a type with a length, an access method
 * and an operator class by the same names. Nothing is ever stored in them.
 */
export const standIn: readonly string[] = [
  'CREATE TYPE public.vector',
  `CREATE FUNCTION public.vector_in(cstring, oid, integer) RETURNS public.vector LANGUAGE internal IMMUTABLE STRICT AS 'varcharin'`,
  `CREATE FUNCTION public.vector_out(public.vector) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout'`,
  `CREATE TYPE public.vector (INPUT = public.vector_in, OUTPUT = public.vector_out, TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout)`,
  `CREATE FUNCTION public.vector_cmp(public.vector, public.vector) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'bttextcmp'`,
  'CREATE ACCESS METHOD hnsw TYPE INDEX HANDLER bthandler',
  'CREATE OPERATOR CLASS public.vector_cosine_ops FOR TYPE public.vector USING hnsw AS FUNCTION 1 public.vector_cmp(public.vector, public.vector)',
];

/** Whether a statement is about the extension itself. */
export const isOfExtension = (sql: string): boolean => /^(?:create|comment on)\s+extension\b.*\bvector\b/is.test(sql);
