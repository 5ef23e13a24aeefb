import { createRequire } from 'node:module';
import type { Op } from '@sluice/core';
import { DrizzleNotInstalled } from './database-errors.js';
import { textField } from './driver-error.js';

/**
 * Drizzle over a function that runs a query. Required and not imported, since `op.db` is there at once; drizzle-orm
 * knows its own objects whichever copy of it they come from.
 */
export function drizzleOver(query: Op['query']): Op['db'] {
  const { drizzle } = requireProxy();
  return drizzle(query);
}

function requireProxy(): typeof import('drizzle-orm/pg-proxy') {
  const require = createRequire(import.meta.url);
  try {
    const proxy: typeof import('drizzle-orm/pg-proxy') = require('drizzle-orm/pg-proxy');
    return proxy;
  } catch (error) {
    throw textField(error, 'code')?.endsWith('MODULE_NOT_FOUND') === true ? new DrizzleNotInstalled(error) : error;
  }
}
