import { isGiven, redactUrl, type Target } from '@sluice/database';

/** A database as messages name it, without its password; undefined where an application gives what it has opened. */
export function targetName(target: Target): string | undefined {
  if (typeof target === 'function' || isGiven(target)) return undefined;
  return redactUrl(typeof target === 'string' ? target : target.url);
}
