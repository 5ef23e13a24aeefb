import { SluiceError } from '@sluice/core';

/** The package that parses SQL is not installed. */
export class ParserMissing extends SluiceError {
  override readonly name = 'ParserMissing';

  constructor(cause: unknown) {
    super('Lint reads SQL with the package libpg-query: add it with `npm i -D libpg-query`.', { cause });
  }
}

/** `--since` cannot be answered, since git does not say what has changed. */
export class SinceUnknown extends SluiceError {
  override readonly name = 'SinceUnknown';

  constructor(since: string, reason: string, wayOut: string, cause?: unknown) {
    super(`What has changed since ${since} is not known: ${reason}. ${wayOut}`, { cause });
  }
}
