import path from 'node:path';
import { tokens } from '../../load/tokens.js';
import type { Place, Rule } from '../rule.js';

/** A migration that imports the application's models. */
export const importsModels: Rule = {
  name: 'imports-models',
  level: 'error',
  title: "the application's models are imported into a migration",
  reason: 'Models go on changing, and the migration with them: it will do another thing than it did, or not compile.',
  safeForm: 'Write the names and types out, as they are now. Types alone (import type) do no harm.',
  source: 'migrations.md',
  *find({ file, source, models }) {
    for (const { specifier, line } of importsOf(source)) {
      const target = path.resolve(path.dirname(file), specifier).replace(/\.[cm]?[jt]sx?$/, '');
      const model = models.find((one) => one.replace(/\.[cm]?[jt]sx?$/, '') === target || path.dirname(one) === target);
      if (model !== undefined) yield { at: { line }, message: `The migration imports ${specifier}, which are models.` };
    }
  },
};

interface Import extends Place {
  readonly specifier: string;
}

/** What is imported from relative paths, besides types. */
function* importsOf(source: string): Generator<Import, void, undefined> {
  let at: number | undefined;
  let isType = false;
  let words = 0;
  for (const token of tokens(source)) {
    if (token.type === 'comment') continue;
    if (token.type === 'name' && /^(?:import|export|require)$/.test(token.text)) {
      [at, isType, words] = [token.line, false, 0];
      continue;
    }
    words++;
    if (words === 1 && token.type === 'name' && token.text === 'type') isType = true;
    if (token.type === 'string' && at !== undefined) {
      if (!isType && token.text.startsWith('.')) yield { specifier: token.text, line: at };
      at = undefined;
    } else if (token.type === 'mark' && /^[;=]$/.test(token.text)) at = undefined;
  }
}
