import { ownDirectives, type CustomDirective, type Plugin } from '../plugin.js';
import { describe, fieldError, isFields, type Fields } from './fields.js';

const EXAMPLE = `write for example plugins: [definePlugin({ name: 'audit', directives: { auditTable: async (op, args) => { … } } })].`;

/** The plugins of a config: no directive may hide another. */
export function resolvePlugins(fields: Fields): readonly Plugin[] {
  const list = fields.values['plugins'];
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw fieldError(fields, 'plugins', `must be a list, not ${describe(list)}: ${EXAMPLE}`);
  const plugins = list.map((plugin: unknown) => {
    if (isPlugin(plugin)) return plugin;
    throw fieldError(fields, 'plugins', `holds ${describe(plugin)} that is no plugin: ${EXAMPLE}`);
  });
  refuseSameNames(fields, plugins);
  return plugins;
}

function refuseSameNames(fields: Fields, plugins: readonly Plugin[]): void {
  const owners = new Map(ownDirectives().map((name) => [name, 'Sluice']));
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
  isFields(value) && typeof value['name'] === 'string' && isDirectives(value['directives']);

const isDirectives = (value: unknown): value is Readonly<Record<string, CustomDirective>> =>
  isFields(value) && Object.values(value).every((directive) => typeof directive === 'function');
