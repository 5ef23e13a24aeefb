import { isDeclaration, type Declaration } from '../declare/declaration.js';
import type { KindName } from '../objects/kinds.js';
import { fileOf, type Models } from './models.js';

/** A declaration of a kind among the exports, and where it stands. */
export interface Declared<D extends Declaration> {
  readonly declaration: D;
  /** For messages: `touch (src/schema.ts)`. */
  readonly source: string;
}

/** The declarations of one kind. Its reader alone makes and reads them, so it knows what they are. */
export function declarationsOf<D extends Declaration>(
  { exports }: Models,
  kind: D['kind'] & KindName,
): readonly Declared<D>[] {
  const isOfKind = (value: unknown): value is D => isDeclaration(value) && value.kind === kind;
  return exports.flatMap((found) =>
    isOfKind(found.value) ? [{ declaration: found.value, source: `${found.name}${fileOf(found)}` }] : [],
  );
}
