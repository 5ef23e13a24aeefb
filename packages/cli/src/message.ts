import type { ResolvedConfig } from './config/config.js';
import { MessageRefused } from './errors.js';
import { configOf, openProject, type Project, type ProjectOptions } from './project.js';

/** What the message of a new migration must be. */
export interface MessageOptions {
  /** What it must match, besides what the config wants. */
  readonly messagePattern?: RegExp | undefined;
}

/**
 * Reads a project to which a migration is added, unless its message is not as the project wants messages to be.
 *
 * @param message - none where nobody has given one
 * @throws MessageRefused before the models, the migrations or a database are read
 */
export async function openToWrite(
  options: ProjectOptions & MessageOptions,
  message: string | undefined,
): Promise<Project> {
  requireMatch(message, options.messagePattern);
  const config: ResolvedConfig = await configOf(options);
  requireMatch(message, config.messagePattern);
  return openProject({ ...options, config, database: undefined });
}

function requireMatch(message: string | undefined, pattern: RegExp | undefined): void {
  if (message !== undefined && pattern?.test(message) === false) throw new MessageRefused(message, pattern);
}
