import type { SQL } from 'drizzle-orm';

/** A piece of SQL in a declaration: drizzle's `sql`, or its text. */
export type Fragment = SQL | string;
