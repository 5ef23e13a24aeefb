import type { Op } from '@sluice/core';

/** A directive of one's own: given the `op` of the migration and what it is called with, it does its work by the others. */
export type CustomDirective = (op: Op, ...args: never) => Promise<void>;

/** Directives of one's own, under a name by which messages call them. */
export interface Plugin<
  D extends Readonly<Record<string, CustomDirective>> = Readonly<Record<string, CustomDirective>>,
> {
  readonly name: string;
  readonly directives: D;
  /** Where migrations import its type from. Sluice writes a call of its directives only where it knows that. */
  readonly exported?: PluginExport | undefined;
}

/** Where a plugin is exported. */
export interface PluginExport {
  /** The name of the export. */
  readonly as: string;
  /** A package, or a path from the folder of the config that begins with a dot: `./src/audit.js`. */
  readonly from: string;
}

/** What a directive of a plugin is called with. */
export type DirectiveArguments<P extends Plugin, D extends keyof P['directives']> = P['directives'][D] extends (
  op: Op,
  ...args: infer A
) => Promise<void>
  ? A
  : never;

/**
 * The `op` of a migration that uses the directives of a plugin, or of several: `OpWith<typeof audit>`.
 *
 * @example
 * ```ts
 * import { definePlugin, type OpWith } from 'sluice';
 *
 * export const audit = definePlugin({
 *   name: 'audit',
 *   directives: {
 *     async auditTable(op, { table }: { readonly table: string }) {
 *       await op.addColumn({ table, name: 'changed_at', type: 'timestamp with time zone' });
 *     },
 *   },
 * });
 *
 * export async function upgrade(op: OpWith<typeof audit>): Promise<void> {
 *   await op.auditTable({ table: 'users' });
 * }
 * ```
 */
export type OpWith<P extends Plugin> = Op & DirectivesOf<P['directives']>;

type DirectivesOf<D> = {
  readonly [K in keyof D]: D[K] extends (op: Op, ...args: infer A) => Promise<void>
    ? (...args: A) => Promise<void>
    : never;
};

/** Gives back the plugin that it is given: it is there for its types, which {@link OpWith} makes an `op` of. */
export const definePlugin = <const D extends Readonly<Record<string, CustomDirective>>>(plugin: Plugin<D>): Plugin<D> =>
  plugin;

/** An `op` that has the directives of plugins too. */
export const withPlugins = (op: Op, plugins: readonly Plugin[]): Op =>
  extendedBy(op, plugins, async (extended, _, directive, args) => {
    await Reflect.apply(directive, undefined, [extended, ...args]);
  });

/** An `op` that tells which directives of plugins are called, and does nothing of their work. */
export const tellingPlugins = (
  op: Op,
  plugins: readonly Plugin[],
  tell: (directive: string, args: readonly unknown[]) => void,
): Op => extendedBy(op, plugins, async (_, name, __, args) => tell(name, args));

type Handler = (extended: Op, name: string, directive: CustomDirective, args: readonly unknown[]) => Promise<void>;

function extendedBy(op: Op, plugins: readonly Plugin[], handle: Handler): Op {
  if (plugins.length === 0) return op;
  const extended: Op = Object.create(op);
  for (const [name, directive] of plugins.flatMap(({ directives }) => Object.entries(directives))) {
    const call = async (...args: readonly unknown[]): Promise<void> => handle(extended, name, directive, args);
    Object.defineProperty(extended, name, { value: call, enumerable: true });
  }
  return extended;
}
