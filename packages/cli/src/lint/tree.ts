import type { Node, RangeVar } from 'libpg-query';

type NodeName = Node extends infer One ? (One extends Node ? keyof One : never) : never;

/** A node of a parse tree under its name, as `tree.IndexStmt`; one name is there, and all others are not. */
export type Tree = { readonly [Name in NodeName]?: Extract<Node, Readonly<Record<Name, unknown>>>[Name] };

/** A node, to be asked by name. */
export const tree = (node: Node | undefined): Tree => node ?? {};

/** Every node within a value of a parse tree, itself first. */
export function* nodes(value: unknown): Generator<Tree, void, undefined> {
  if (!isTree(value)) return;
  yield value;
  for (const inner of Object.values(value)) {
    if (Array.isArray(inner)) for (const item of inner) yield* nodes(item);
    else yield* nodes(inner);
  }
}

/** Fields are written small and nodes with a capital, so that any object can be asked which node it is. */
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of names that say none: in it a migration is written. */
const USUAL_SCHEMA = 'public';

/** A relation as rules compare it: `public.users`. */
export const relationName = (relation: RangeVar | undefined): string =>
  `${relation?.schemaname ?? USUAL_SCHEMA}.${relation?.relname ?? ''}`;

/** A relation as messages name it: `users`, `billing.invoices`. */
export const shown = (name: string): string =>
  name.startsWith(`${USUAL_SCHEMA}.`) ? name.slice(USUAL_SCHEMA.length + 1) : name;

/** The words of a list of names. */
export const words = (list: readonly Node[] | undefined): readonly string[] =>
  (list ?? []).flatMap((node) => tree(node).String?.sval ?? []);

/** A qualified name, of a type or an index: its last two words. */
export function qualified(list: readonly Node[] | undefined): string {
  const found = words(list);
  const [schema, name] = found.length > 1 ? found.slice(-2) : [USUAL_SCHEMA, found[0]];
  return `${schema}.${name}`;
}

/** The objects that a DROP names: each qualified, however the tree writes it. */
export const droppedNames = (objects: readonly Node[] | undefined): readonly string[] =>
  (objects ?? []).map((object) => {
    const { List: list, TypeName: type, String: word } = tree(object);
    return word === undefined ? qualified(list?.items ?? type?.names) : (word.sval ?? '');
  });
