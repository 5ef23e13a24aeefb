import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EditorFailed } from './errors.js';

/** Opens files in the editor that VISUAL or EDITOR names, and waits until it is closed. */
export async function openInEditor(files: readonly string[]): Promise<void> {
  const editor = process.env['VISUAL'] || process.env['EDITOR'];
  if (files.length === 0) throw new EditorFailed('there is no migration there: that is the base');
  if (editor === undefined || editor === '')
    throw new EditorFailed('neither VISUAL nor EDITOR names an editor: set one, as in EDITOR=vim');
  // A shell, since the variable may hold arguments: `code --wait`.
  const child = spawn('/bin/sh', ['-c', `${editor} "$@"`, 'edit', ...files], { stdio: 'inherit' });
  const [code]: unknown[] = await once(child, 'exit');
  if (code !== 0) throw new EditorFailed(`${editor} ended with ${String(code)}`);
}
