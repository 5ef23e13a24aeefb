import { createRequire } from 'node:module';
import type { Op } from '@sluice/core';
import { DrizzleNotInstalled } from './database-errors.js';
import { codecsOver } from './drizzle-codecs.js';
import { textField } from './driver-error.js';

const require = createRequire(import.meta.url);

/**
 * Drizzle over a function that runs a query. Required and not imported, since `op.db` is there at once; drizzle-orm
 * knows its own objects whichever copy of it they come from.
 */
export function drizzleOver(query: Op['query']): Op['db'] {
  const { drizzle } = requireProxy();
  return drizzle(query, codecs());
}

function requireProxy(): typeof import('drizzle-orm/pg-proxy') {
  try {
    const proxy: typeof import('drizzle-orm/pg-proxy') = require('drizzle-orm/pg-proxy');
    return proxy;
  } catch (error) {
    throw isMissing(error) ? new DrizzleNotInstalled(error) : error;
  }
}

/** A module that drizzle-orm has from 1.0 on. */
const OF_1_0 = 'drizzle-orm/node-postgres/codecs';

/**
 * How values become those of columns. From 1.0 on that is no matter of the column, but of the driver, and a proxy has no
 * way of its own. Before, there is nothing to say.
 */
function codecs(): object {
  try {
    const { nodePgCodecs }: { readonly nodePgCodecs: Parameters<typeof codecsOver>[0] } = require(OF_1_0);
    return { codecs: codecsOver(nodePgCodecs) };
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  /MODULE_NOT_FOUND$|^ERR_PACKAGE_PATH_NOT_EXPORTED$/.test(textField(error, 'code') ?? '');
