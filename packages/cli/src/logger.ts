import type { Events } from './events.js';
import { duration } from './output.js';
import { resumeText } from './resume-text.js';
import { retryText } from './retry-text.js';

/** Where to log: `console`, or a logger of pino, winston, Fastify and the like. Each line is one sentence. */
export interface Logger {
  /** Migrations that begin and end, and what is worth a note. */
  info(message: string): void;
  /** What is not to be had yet and is tried again. */
  warn(message: string): void;
  /** Why a run ended before its end. It is thrown as well. */
  error(message: string): void;
  /** Statements, where there is such a level. */
  debug?(message: string): void;
}

/** A logger of which each line begins with a name. */
export function loggerNamed(logger: Logger | undefined, name: string): Logger | undefined {
  if (logger === undefined) return undefined;
  const named = (message: string): string => `${name}: ${message}`;
  return {
    info: (message) => logger.info(named(message)),
    warn: (message) => logger.warn(named(message)),
    error: (message) => logger.error(named(message)),
    debug: (message) => logger.debug?.(named(message)),
  };
}

/** Events that a logger writes down, besides those that are given. */
export function loggedEvents(logger: Logger | undefined, events: Events): Events {
  if (logger === undefined) return events;
  return {
    ...events,
    onNote: (text) => {
      logger.info(text);
      events.onNote?.(text);
    },
    onBackup: (backup) => {
      logger.info(`Backed up to ${backup.file}`);
      events.onBackup?.(backup);
    },
    onMigrationStart: (migration) => {
      const { direction, revision, message } = migration;
      logger.info(`Begins the ${direction} of ${revision}: ${firstLine(message)}`);
      events.onMigrationStart?.(migration);
    },
    onResume: (pending) => {
      logger.info(resumeText(pending));
      events.onResume?.(pending);
    },
    onMigrationEnd: (migration) => {
      const { direction, revision, milliseconds } = migration;
      logger.info(`Ended the ${direction} of ${revision} in ${duration(milliseconds)}`);
      events.onMigrationEnd?.(migration);
    },
    onStatement: (event) => {
      logger.debug?.(event.statement.sql);
      events.onStatement?.(event);
    },
    onRetry: (retry) => {
      if (retry.of !== 'replica' || retry.attempt === 1) logger.warn(retryText(retry));
      events.onRetry?.(retry);
    },
  };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
