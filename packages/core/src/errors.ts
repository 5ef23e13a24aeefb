/** The base of all errors that Sluice throws on purpose: a sentence for the user, and facts in its fields. */
export class SluiceError extends Error {
  override readonly name: string = 'SluiceError';
}

/** A change that Sluice will not write, since it cannot be made, or not be undone, without loss. */
export class RefusedError extends SluiceError {
  override readonly name = 'RefusedError';
  /** The key of the object that would change. */
  readonly object: string;
  /** What is in the way, in a few words, the same for all refusals of a sort. */
  readonly reason: string;

  constructor(object: string, reason: string, message: string) {
    super(message);
    this.object = object;
    this.reason = reason;
  }
}

/** A directive called with arguments that it cannot take. */
export class DirectiveError extends SluiceError {
  override readonly name = 'DirectiveError';
  readonly directive: string;

  constructor(directive: string, message: string) {
    super(`op.${directive}: ${message}`);
    this.directive = directive;
  }
}

/** A directive asks the database, and there is none to ask: a script is written. */
export class NoDatabase extends SluiceError {
  override readonly name = 'NoDatabase';
  readonly directive: string;

  constructor(directive: string) {
    super(
      `op.${directive} asks the database, and a script is written without one: run the migration online, or say it without a question: \`ifExists\` and \`ifNotExists\` of a directive, or a DO block in op.execute that looks for itself.`,
    );
    this.directive = directive;
  }
}
