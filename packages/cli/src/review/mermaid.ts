import { nameThen, pictureOf, type DrawnColumn } from './picture.js';
import type { ReviewedTable } from './reviewed.js';

/** Tables as a Mermaid diagram: https://mermaid.js.org/syntax/entityRelationshipDiagram.html. None where there is no table. */
export function mermaidTables(tables: readonly ReviewedTable[], side: 'before' | 'after'): string | undefined {
  const { tables: drawn, neighbours } = pictureOf(tables, side);
  if (drawn.length === 0) return undefined;
  const ids = new Map([...drawn.map(({ name }) => name), ...neighbours].map((name, i) => [name, `t${i}`]));
  const idOf = (name: string): string => ids.get(name) ?? 't';
  const lines = [
    ...drawn.flatMap(({ name, mark, columns, more }) => [
      `  ${idOf(name)}["${label(mark === '' ? name : `${name} (${mark})`)}"]${columns.length + more === 0 ? '' : ' {'}`,
      ...columns.map((column) => `    ${attribute(column)}`),
      ...(more === 0 ? [] : [`    etc and_${more}_more`]),
      ...(columns.length + more === 0 ? [] : ['  }']),
    ]),
    ...neighbours.map((name) => `  ${idOf(name)}["${label(name)}"]`),
    ...drawn.flatMap(({ name, links }) =>
      links.map(({ to, columns }) => {
        const target = idOf(nameThen(tables, to, side));
        return `  ${idOf(name)} }o--|| ${target} : "${label(columns.join(', '))}"`;
      }),
    ),
  ];
  return ['erDiagram', ...lines].join('\n');
}

function attribute(column: DrawnColumn): string {
  const { name, type, mark, notNull, isPrimary, isForeign, isUnique } = column;
  const keys = [...(isPrimary ? ['PK'] : []), ...(isForeign ? ['FK'] : []), ...(isUnique && !isPrimary ? ['UK'] : [])];
  const comment = [
    ...(word(name) === name ? [] : [name]),
    ...(notNull || isPrimary ? [] : ['null']),
    ...(mark === '' ? [] : [`▸ ${mark}`]),
  ];
  return [
    word(type),
    word(name),
    ...(keys.length === 0 ? [] : [keys.join(', ')]),
    ...(comment.length === 0 ? [] : [`"${label(comment.join(', '))}"`]),
  ].join(' ');
}

/** Of types and names Mermaid takes letters and a few signs alone; the whole name stands beside. */
function word(text: string): string {
  const plain = text.replaceAll(/[^A-Za-z0-9_()[\]-]+/g, '_').replace(/_$/, '');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

/** A text in quotes: what Mermaid or a page would read otherwise is written as a number. */
const label = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/["<>&#;\\`%{}]/g, (character) => `#${character.codePointAt(0) ?? 0};`);
