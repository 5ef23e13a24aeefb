import type { Json } from '@sluice/core';
import type { Options } from 'prettier';
import type { FunctionDeclarationStructure, StatementStructures } from 'ts-morph';
import { header, lineComments } from './comment.js';
import { makeHoles } from './holes.js';
import { literal } from './literal.js';
import type { ImportedType, MigrationFile, Step } from './migration-file.js';

/** How a migration is written. */
export interface WriteOptions {
  /**
   * The path of the file to be, whose prettier configuration is looked up; or a configuration. Left out, prettier's own
   * defaults hold.
   */
  readonly prettier?: string | Options;
  /** Comments that the file begins with. */
  readonly header?: string;
  /** Imports besides that of the type. */
  readonly imports?: readonly string[];
  /** The package a migration imports its type from. */
  readonly importFrom?: string;
}

/**
 * The text of a migration's file. The same migration gives the same text: nothing else goes into it, neither clock nor
 * chance.
 *
 * ts-morph and prettier are loaded when this is called, not before.
 *
 * @example
 * ```ts
 * const text = await writeMigration(migration, { prettier: 'migrations/20261120_1405_9c2b3f1a4e5d_add_email.ts' });
 * ```
 */
export async function writeMigration(migration: MigrationFile, options: WriteOptions = {}): Promise<string> {
  const { header = '', imports = [], importFrom = 'sluice', prettier } = options;
  return format(await print(migration, { header, imports, importFrom }), prettier);
}

/** What stands around a migration. */
type Surroundings = Required<Pick<WriteOptions, 'header' | 'imports' | 'importFrom'>>;

/** The file as ts-morph prints it, all at once: a statement at a time it would parse the whole again for each. */
async function print(migration: MigrationFile, surroundings: Surroundings): Promise<string> {
  const morph = await import('ts-morph');
  const project = new morph.Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const holes = makeHoles();
  const write = structures(morph, (value) => holes.keep(literal(value)));
  const file = project.createSourceFile('migration.ts', { statements: write(migration, surroundings) });
  return holes.fill(file.getFullText());
}

/** What a migration consists of, `print` being how a value is printed. */
function structures(
  { StructureKind, VariableDeclarationKind }: typeof import('ts-morph'),
  print: (value: Json) => string,
): (migration: MigrationFile, surroundings: Surroundings) => (string | StatementStructures)[] {
  return (migration, surroundings) => [
    ...(surroundings.header.trim() === '' ? [] : [surroundings.header.trim()]),
    header(migration),
    typeImport({ name: hasPlugins(migration) ? 'OpWith' : 'Op', from: surroundings.importFrom }),
    ...(migration.plugins ?? []).map(typeImport),
    ...surroundings.imports,
    { ...constant('revision', migration.revision), leadingTrivia: '\n' },
    constant('downRevision', migration.downRevision),
    constant('branchLabels', migration.branchLabels),
    constant('dependsOn', migration.dependsOn),
    ...(migration.replaces === undefined ? [] : [constant('replaces', migration.replaces)]),
    ...direction(migration, 'upgrade'),
    ...direction(migration, 'downgrade', migration.irreversible),
  ];

  function typeImport({ name, from }: ImportedType): StatementStructures {
    return { kind: StructureKind.ImportDeclaration, isTypeOnly: true, namedImports: [name], moduleSpecifier: from };
  }

  function constant(name: string, value: string | readonly string[] | null): StatementStructures {
    const type = typeof value === 'string' || value === null ? {} : { type: 'string[]' };
    return {
      kind: StructureKind.VariableStatement,
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      declarations: [{ name, ...type, initializer: print(value) }],
    };
  }

  function direction(
    migration: MigrationFile,
    name: 'upgrade' | 'downgrade',
    refusal?: string,
  ): readonly StatementStructures[] {
    const type = opType(migration);
    if (refusal !== undefined) return [{ ...directionOf(name, type, [], `throw new Error(${print(refusal)});`) }];
    const steps = migration[name];
    const parts = partsOf(steps);
    if (parts.length <= 1) return [directionOf(name, type, steps, steps.map(statement).join('\n'))];
    const calls = parts.map((_, i) => `await ${name}${i + 1}(op);`);
    return [
      directionOf(name, type, steps, calls.join('\n')),
      ...parts.map((part, i) => ({
        ...directionOf(`${name}${i + 1}`, type, part, part.map(statement).join('\n')),
        isExported: false,
      })),
    ];
  }

  function directionOf(
    name: string,
    type: string,
    steps: readonly Step[],
    statements: string,
  ): FunctionDeclarationStructure {
    return {
      kind: StructureKind.Function,
      isExported: true,
      isAsync: true,
      name,
      // An unused parameter compiles under the strictest settings when its name begins so.
      parameters: [{ name: steps.length === 0 ? '_op' : 'op', type }],
      returnType: 'Promise<void>',
      statements,
    };
  }

  function statement({ directive, args, more = [], comments = [] }: Step): string {
    const list = (args === undefined ? [] : [args, ...more]).map(print).join(', ');
    return [...lineComments(comments), `await op.${directive}(${list});`].join('\n');
  }
}

const hasPlugins = ({ plugins = [] }: MigrationFile): boolean => plugins.length > 0;

/** The type of the `op` that a migration is given. */
const opType = (migration: MigrationFile): string =>
  hasPlugins(migration) ? (migration.plugins ?? []).map(({ name }) => `OpWith<typeof ${name}>`).join(' & ') : 'Op';

/** As many steps as one function holds: an editor folds and shows it still, and a person goes from one to the next. */
const MOST = 100;

/** The steps as they are divided among functions. */
function partsOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const count = Math.ceil(steps.length / MOST);
  return Array.from({ length: count }, (_, i) => steps.slice(i * MOST, (i + 1) * MOST));
}

async function format(text: string, configuration: WriteOptions['prettier']): Promise<string> {
  const prettier = await import('prettier');
  const options = typeof configuration === 'string' ? await resolve(configuration) : configuration;
  return prettier.format(text, { ...options, parser: 'typescript', requirePragma: false });

  async function resolve(filepath: string): Promise<Options> {
    return { ...(await prettier.resolveConfig(filepath, { editorconfig: true })), filepath };
  }
}
