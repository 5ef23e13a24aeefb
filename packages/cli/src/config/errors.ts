/** A config that cannot be used. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  /** The file at fault; `undefined` where it is an environment variable. */
  readonly file: string | undefined;
  /** The key at fault, as a path (`versionTable.name`). */
  readonly key: string | undefined;

  constructor(
    message: string,
    facts: { readonly file?: string; readonly key?: string; readonly cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.file = facts.file;
    this.key = facts.key;
  }
}

/** There is no config where one was looked for. */
export class ConfigMissing extends ConfigError {
  override readonly name = 'ConfigMissing';
  readonly cwd: string;

  constructor(cwd: string) {
    super(`There is no sluice.config.ts in ${cwd}: run \`sluice init\` to write one, or name another with --config.`);
    this.cwd = cwd;
  }
}
