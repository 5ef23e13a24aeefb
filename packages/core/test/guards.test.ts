import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { kindNames } from '../src/objects/kinds.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const packages = ['core', 'codegen', 'database', 'cli'];
const sources = packages.flatMap((name) => filesIn(`packages/${name}/src`)).map(parse);

/** Files where a rule is broken on purpose. */
const exceptions: { readonly [rule: string]: readonly string[] } = {
  // The one place where a name becomes its kind, of whose own types the engine knows nothing.
  cast: ['packages/core/src/objects/kinds.ts'],
  quoting: ['packages/core/src/sql/quote.ts'],
};

test('dependencies run one way: cli → codegen, database → core → nothing', () => {
  const cruiser = path.join(root, 'node_modules/dependency-cruiser');
  const { bin } = JSON.parse(fs.readFileSync(path.join(cruiser, 'package.json'), 'utf8'));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(cruiser, bin.depcruise),
      ...packages.map((name) => `packages/${name}/src`),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' } },
  );
  expect(`${stdout}${stderr}`).toMatch(/no dependency violations found/);
});

describe('the engine names no kind', () => {
  const engine = sources.filter(({ fileName }) => isEngine(fileName));
  // `schema` and `table` are also fields of an id, which every object has.
  const names = kindNames.filter((name) => name !== 'schema' && name !== 'table');

  test('not as a text', () => {
    const named = findAll(
      engine,
      (node) => isText(node) && !isTypeOf(node) && names.some((name) => name === node.text),
    );
    expect(named).toEqual([]);
  });

  test('not as an identifier that is the kind and nothing else', () => {
    const spellings = new Set(names.flatMap((name) => (name.includes('_') ? [name, camelCase(name)] : [])));
    expect(findAll(engine, (node) => ts.isIdentifier(node) && spellings.has(node.text))).toEqual([]);
  });

  test("not by reaching into a kind's folder", () => {
    const reaching = findAll(engine, (node) => isImport(node) && /\/objects\/[^/]+\//.test(specifierOf(node)));
    expect(reaching).toEqual([]);
  });
});

describe('types are never overruled', () => {
  test('no any', () => {
    expect(findAll(sources, (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([]);
  });

  test('no casts', () => {
    const casts = findAll(without(exceptions['cast']), (node) => isCast(node) || ts.isNonNullExpression(node));
    expect(casts).toEqual([]);
  });

  test('no compiler directive', () => {
    const silenced = sources.filter(({ text }) => /@ts-(ignore|expect-error|nocheck)/.test(text));
    expect(silenced.map(({ fileName }) => fileName)).toEqual([]);
  });
});

describe('SQL is quoted in one place', () => {
  const files = without(exceptions['quoting']);

  test('no doubling of quotes', () => {
    expect(findAll(files, doublesQuotes)).toEqual([]);
  });

  test('no quotes put around a value in SQL', () => {
    expect(findAll(files, quotesInSql)).toEqual([]);
  });
});

describe.each(packages)('what %s publishes', (name) => {
  const index = sources.find(({ fileName }) => fileName === `packages/${name}/src/index.ts`);

  test('is named one by one', () => {
    const wholesale = findAll(
      index ? [index] : [],
      (node) => ts.isExportDeclaration(node) && (!node.exportClause || ts.isNamespaceExport(node.exportClause)),
    );
    expect(wholesale).toEqual([]);
  });

  test('is the held list, test/exports.txt', () => {
    const list = fs.readFileSync(path.join(root, `packages/${name}/test/exports.txt`), 'utf8');
    expect(`${exportsOf(index).join('\n')}\n`).toBe(list);
  });
});

test('every package carries the licence', () => {
  const licence = fs.readFileSync(path.join(root, 'LICENSE'), 'utf8');
  for (const name of packages) {
    expect(fs.readFileSync(path.join(root, `packages/${name}/LICENSE`), 'utf8')).toBe(licence);
  }
});

function filesIn(folder: string): readonly string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
    .toSorted();
}

function parse(fileName: string): ts.SourceFile {
  return ts.createSourceFile(
    fileName,
    fs.readFileSync(path.join(root, fileName), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
}

/** Files of core that speak of all kinds alike. `op.ts`, `has.ts`, `index.ts` and `declare` are where users meet the kinds by name. */
function isEngine(fileName: string): boolean {
  return (
    fileName.startsWith('packages/core/src/') &&
    !fileName.startsWith('packages/core/src/objects/') &&
    (!fileName.startsWith('packages/core/src/declare/') || fileName.endsWith('/declaration.ts')) &&
    !['packages/core/src/op.ts', 'packages/core/src/has.ts', 'packages/core/src/index.ts'].includes(fileName)
  );
}

function without(files: readonly string[] = []): readonly ts.SourceFile[] {
  return sources.filter(({ fileName }) => !files.includes(fileName));
}

/** The places where a node is as asked for: `packages/core/src/diff.ts:12 'column'`. */
function findAll(files: readonly ts.SourceFile[], matches: (node: ts.Node) => boolean): readonly string[] {
  return files.flatMap((file) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (matches(node)) found.push(placeOf(file, node));
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

function placeOf(file: ts.SourceFile, node: ts.Node): string {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${file.fileName}:${line + 1} ${node.getText(file).slice(0, 80)}`;
}

const isText = (node: ts.Node): node is ts.StringLiteralLike => ts.isStringLiteralLike(node);

/** A text that `typeof` is compared with. */
const isTypeOf = ({ parent }: ts.Node): boolean =>
  ts.isBinaryExpression(parent) && (ts.isTypeOfExpression(parent.left) || ts.isTypeOfExpression(parent.right));

const isImport = (node: ts.Node): node is ts.ImportDeclaration | ts.ExportDeclaration =>
  ts.isImportDeclaration(node) || ts.isExportDeclaration(node);

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string {
  return moduleSpecifier && isText(moduleSpecifier) ? moduleSpecifier.text : '';
}

function isCast(node: ts.Node): boolean {
  if (!ts.isAsExpression(node)) return ts.isTypeAssertionExpression(node);
  return !ts.isConstTypeReference(node.type);
}

/** `text.replaceAll('"', '""')`, with either quote. */
function doublesQuotes(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const replacement = node.arguments[1];
  return (
    /^replace(All)?$/.test(node.expression.name.text) &&
    replacement !== undefined &&
    isText(replacement) &&
    /^(""|'')$/.test(replacement.text)
  );
}

/** A template that starts as SQL does and has `"${…}` or `'${…}` in it. */
function quotesInSql(node: ts.Node): boolean {
  return (
    ts.isTemplateExpression(node) &&
    /^\s*(alter|create|drop|select|insert|update|delete|set|comment on|with)\s/i.test(node.head.text) &&
    [node.head, ...node.templateSpans.map(({ literal }) => literal)].some(
      ({ text, kind }) => kind !== ts.SyntaxKind.TemplateTail && /["']$/.test(text),
    )
  );
}

function camelCase(name: string): string {
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The names that an index publishes, types too, sorted. */
function exportsOf(index: ts.SourceFile | undefined): readonly string[] {
  const statements = index?.statements ?? [];
  return statements.flatMap(exportedNames).toSorted();
}

function exportedNames(statement: ts.Statement): readonly string[] {
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.map(({ name }) => name.text);
  }
  return [];
}
