import * as pgCore from 'drizzle-orm/pg-core';

/** A line of Drizzle. */
export type Line = '0.45' | '1.0';

/** The line that models are made with here: a project of Jest puts the one in place of the other. */
export const line: Line = 'PgArray' in pgCore ? '0.45' : '1.0';
