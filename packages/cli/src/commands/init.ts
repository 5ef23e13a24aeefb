import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice init`. */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('Write sluice.config.ts, with the models where drizzle.config.ts or habit has them.')
    .addHelpText('after', '\nExamples:\n  $ sluice init\n  $ sluice init && sluice autogenerate -m "First tables"')
    .action(async (_, command: Command) => {
      const { output } = invocationOf(command);
      const { init } = await import('../init.js');
      const { file, models, modelsFound } = await init();
      output.json({ file, models, modelsFound });
      output.result('Wrote sluice.config.ts');
      output.tell(
        modelsFound
          ? `The models are in ${models}. Next: sluice autogenerate -m "First tables"`
          : `Write your Drizzle models in ${models}, or say in sluice.config.ts where they are.`,
      );
    });
}
