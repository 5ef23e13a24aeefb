import type { ResolvedConfig } from './config.js';
import { choiceField, objectField, refuseUnknown, type Fields } from './fields.js';

/** The levels of rules. Which rules there are is asked when they are loaded. */
export function resolveLint(fields: Fields): ResolvedConfig['lint'] {
  const lint = objectField(fields, 'lint', `{ rules: { 'drop-column': 'error' } }`);
  refuseUnknown(lint, ['rules']);
  const rules = objectField(lint, 'rules', `{ 'drop-column': 'error' }`);
  const levels = Object.keys(rules.values).flatMap((name) => {
    const level = choiceField(rules, name, ['error', 'warning', 'off']);
    return level === undefined ? [] : [[name, level] as const];
  });
  return { rules: Object.fromEntries(levels) };
}
