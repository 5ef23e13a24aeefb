import type { Command } from 'commander';
import { addFlags, runAutogenerate, type AutogenerateFlags } from './autogenerate.js';
import { placeOptions } from './place-flags.js';
import { invocationOf } from './project-options.js';

/** Adds `sluice revision`. */
export function addRevision(program: Command): void {
  addFlags(program.command('revision'))
    .description('Write an empty migration; with --autogenerate, the same as autogenerate.')
    .option('--autogenerate', 'compare the models with the database')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: { readonly autogenerate?: true }, command: Command) =>
      flags.autogenerate === true ? runAutogenerate(command) : runRevision(command),
    );
}

async function runRevision(command: Command): Promise<void> {
  const { options, project, output } = invocationOf<AutogenerateFlags>(command);
  const { revision } = await import('../revision.js');
  const { relativeTo } = await import('../project.js');
  const { message, dryRun: printOnly } = options;
  const written = await revision({ ...project, ...placeOptions(options), message, printOnly });
  output.json({ file: written.file, revision: written.revision });
  if (options.dryRun === true) return output.result(written.source.trimEnd());
  const name = relativeTo(process.cwd(), written.file);
  output.result(options.quiet === true ? name : `Wrote ${name}`);
  output.tell('Write its upgrade and downgrade, then run: sluice upgrade');
}

const EXAMPLES = `
Examples:
  $ sluice revision -m "Move old orders"
  $ sluice revision -m "Begin shop" --head base --branch-label shop
  $ sluice revision -m "Go on with shop" --head shop@head --depends-on 9c2b
  $ sluice revision --autogenerate -m "Add user_roles table"`;
