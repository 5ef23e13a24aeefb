import type { CustomDirective, Plugin } from '../plugin.js';
import { describe, fieldError, isFields, type Fields } from './fields.js';

const EXAMPLE = `write for example plugins: [definePlugin({ name: 'audit', directives: { auditTable: async (op, args) => { … } } })].`;

/** The plugins of a config: no directive may hide another. */
export async function resolvePlugins(fields: Fields): Promise<readonly Plugin[]> {
  const list = fields.values['plugins'];
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw fieldError(fields, 'plugins', `must be a list, not ${describe(list)}: ${EXAMPLE}`);
  const plugins = list.map((plugin: unknown) => {
    if (isPlugin(plugin)) return plugin;
    throw fieldError(fields, 'plugins', `holds ${describe(plugin)} that is no plugin: ${EXAMPLE}`);
  });
  if (plugins.length > 0) refuseSameNames(fields, plugins, await ownDirectives());
  return plugins;
}

/** The names that `op` has itself. They come with the engine, so it is asked only where there are plugins. */
async function ownDirectives(): Promise<readonly string[]> {
  const { createOp } = await import('@sluice/core');
  return Object.keys(createOp(() => Promise.resolve()));
}

function refuseSameNames(fields: Fields, plugins: readonly Plugin[], own: readonly string[]): void {
  const owners = new Map(own.map((name) => [name, 'Sluice']));
  for (const plugin of plugins) {
    for (const name of Object.keys(plugin.directives)) {
      const owner = owners.get(name);
      if (owner !== undefined)
        throw fieldError(
          fields,
          'plugins',
          `has op.${name} in ${plugin.name}, and ${owner} has one of that name: give it another.`,
        );
      owners.set(name, plugin.name);
    }
  }
}

const isPlugin = (value: unknown): value is Plugin =>
  isFields(value) &&
  typeof value['name'] === 'string' &&
  isDirectives(value['directives']) &&
  (value['exported'] === undefined || isExport(value['exported']));

const isExport = (value: unknown): boolean =>
  isFields(value) && typeof value['as'] === 'string' && typeof value['from'] === 'string';

const isDirectives = (value: unknown): value is Readonly<Record<string, CustomDirective>> =>
  isFields(value) && Object.values(value).every((directive) => typeof directive === 'function');
