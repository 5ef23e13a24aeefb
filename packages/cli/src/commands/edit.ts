import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice edit`. */
export function addEdit(program: Command): void {
  program
    .command('edit')
    .argument('<target>', 'a revision or the beginning of one, a label, head, current')
    .description('Open the file of a migration in the editor that VISUAL or EDITOR names.')
    .addHelpText('after', '\nExamples:\n  $ sluice edit head\n  $ sluice edit 9c2b')
    .action(async (target: string, _, command: Command) => {
      const { project } = invocationOf(command);
      const { show } = await import('../show.js');
      const { openInEditor } = await import('../editor.js');
      await openInEditor((await show({ ...project, target })).map(({ file }) => file));
    });
}
