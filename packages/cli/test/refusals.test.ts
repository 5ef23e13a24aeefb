import { expect, test } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readPage, repository } from './fixtures/markdown.ts';

/** The reasons of all refusals in the sources; `…` is what the code puts in. */
function reasons(): readonly string[] {
  const packages = path.join(repository, 'packages');
  const files = fs
    .readdirSync(packages)
    .flatMap((name) => {
      const folder = path.join(packages, name, 'src');
      return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));
    })
    .filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText(source) === 'RefusedError')
        found.push(reasonOf(node.arguments?.[1], `${file}:${node.pos}`));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function reasonOf(node: ts.Expression | undefined, place: string): string {
  if (node && ts.isStringLiteralLike(node)) return node.text;
  if (node && ts.isTemplateExpression(node))
    return `${node.head.text}${node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')}`;
  throw new Error(`The reason of a refusal is not written where it is thrown: ${place}`);
}

test('docs/refusals.md has every reason of a refusal, and no other', () => {
  const titles = [...readPage('docs/refusals.md').matchAll(/^## (.*)$/gm)].map((match) => match[1] ?? '');
  expect(titles.toSorted()).toEqual([...new Set(reasons())].toSorted());
});
