import path from 'node:path';

/** Where in a file something is. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** From 1. */
  readonly column?: number | undefined;
}

/** A place as editors and terminals know it: `src/models.ts:3:14`. */
export function placeText(place: Place, root: string): string {
  const relative = path.relative(root, place.file);
  const name = relative === '' || relative.startsWith('..') ? place.file : relative;
  return [name, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** A file that could not be imported. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError';
  /** The file at fault, which may be one that the asked for file imports. */
  readonly place: Place;
  /** `read`: it is not valid, or imports what is not there. `run`: it threw. */
  readonly phase: 'read' | 'run';
  /** What is wrong, without the place. */
  readonly reason: string;
  /** The package or file that could not be found, where that is what is wrong. */
  readonly missing: string | undefined;

  constructor(facts: Pick<ModuleError, 'place' | 'phase' | 'reason' | 'missing'>, cause: unknown) {
    super(`${placeText(facts.place, path.parse(facts.place.file).root)}: ${facts.reason}`, { cause });
    this.place = facts.place;
    this.phase = facts.phase;
    this.reason = facts.reason;
    this.missing = facts.missing;
  }

  /** What is wrong and where, with the path from a folder. */
  describe(root: string): string {
    return `${placeText(this.place, root)}: ${this.reason}`;
  }
}

/** The models could not be imported, or hold nothing for Sluice. */
export class ModelsError extends Error {
  override readonly name: string = 'ModelsError';
  /** The file at fault. */
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(message: string, place: Place, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
  }
}

/** No file is where the config says the models are. */
export class NoModelsFound extends ModelsError {
  override readonly name = 'NoModelsFound';
  readonly patterns: readonly string[];

  constructor(
    patterns: readonly string[],
    config: { readonly file: string; readonly key: string; readonly root: string },
  ) {
    const named = patterns.map((pattern) => placeText({ file: pattern }, config.root)).join(', ');
    const file = path.basename(config.file);
    super(
      `No file matches ${named}: correct \`${config.key}\` in ${file}, which says where your Drizzle models are.`,
      config,
    );
    this.patterns = patterns;
  }
}

/** The files were read, and export nothing that Drizzle would make in PostgreSQL. */
export class NoModelsExported extends ModelsError {
  override readonly name = 'NoModelsExported';
  readonly files: readonly string[];

  constructor(files: readonly string[], root: string, otherDialect: boolean) {
    const named = files
      .slice(0, 5)
      .map((file) => placeText({ file }, root))
      .join(', ');
    const rest = files.length > 5 ? ` and ${files.length - 5} more` : '';
    const wayOut = otherDialect
      ? 'their tables are of another dialect; Sluice reads those made with pgTable of drizzle-orm/pg-core'
      : 'export what you define with pgTable, pgEnum and the like, so that it can be seen';
    super(`Nothing that ${named}${rest} exports is a PostgreSQL model: ${wayOut}.`, { file: files[0] ?? root });
    this.files = files;
  }
}

/** The models' own drizzle-orm cannot be used. */
export class DrizzleMissing extends ModelsError {
  override readonly name = 'DrizzleMissing';

  constructor(file: string, root: string, found?: string) {
    const where = placeText({ file }, root);
    super(
      found === undefined
        ? `drizzle-orm is not installed where ${where} can import it: add it with \`npm install drizzle-orm\`.`
        : `The drizzle-orm that ${where} imports is ${found}, and Sluice reads 0.44 up to 1.x: add one of these with \`npm install drizzle-orm@latest\`.`,
      { file },
    );
  }
}

/** What is wrong with a migration's file. */
export type MigrationFileReason =
  'unreadable' | 'no revision' | 'missing' | 'not a constant' | 'wrong type' | 'defined twice' | 'not a function';

/** A file that is not a migration, or not a correct one. */
export class MigrationFileError extends Error {
  override readonly name = 'MigrationFileError';
  readonly file: string;
  readonly line: number | undefined;
  readonly reason: MigrationFileReason;

  constructor(reason: MigrationFileReason, place: Place, message: string, cause?: unknown) {
    const where = placeText({ ...place, file: path.basename(place.file) }, '');
    super(`${where}: ${message}`, cause === undefined ? undefined : { cause });
    this.file = place.file;
    this.line = place.line;
    this.reason = reason;
  }
}
