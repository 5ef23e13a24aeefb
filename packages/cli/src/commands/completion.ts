import { Argument, Option, type Command } from 'commander';
import type { Candidate } from '../completion.js';
import { SHELLS, type Shell } from '../completion-scripts.js';

/** Adds `sluice completion`. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('[shell]', 'the shell').choices(SHELLS))
    .addOption(new Option('--line <text>', 'what is typed so far').hideHelp())
    .description(
      'Print what a shell runs to complete the words of sluice: commands, options, revisions, labels, databases.',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell | undefined, { line }: { readonly line?: string }, command: Command) => {
      if (line !== undefined) return printWords(program, line);
      const { COMPLETION_SCRIPTS } = await import('../completion-scripts.js');
      if (shell === undefined) return command.error(`error: name the shell: ${SHELLS.join(', ')}`);
      return void process.stdout.write(`${COMPLETION_SCRIPTS[shell]}\n`);
    });
}

/** A word on each line, and behind a tab what it means. */
async function printWords(program: Command, line: string): Promise<void> {
  const { complete } = await import('../completion.js');
  const candidates = await complete(program, line, {
    revisions: () => readRevisions(line),
    databases: () => readDatabases(line),
  });
  for (const { word, description } of candidates)
    process.stdout.write(`${word}\t${description.split('\n')[0] ?? ''}\n`);
}

/** Nobody completes a word to be told what is wrong with the project. */
async function readRevisions(line: string): Promise<readonly Candidate[]> {
  const { history } = await import('../history.js');
  const database = /(?:--database|-d)[ =](\S+)/.exec(line)?.[1];
  const migrations = await history({ file: fileOf(line), database }).catch(() => []);
  return migrations.flatMap(({ revision, branchLabels, message }) => [
    { word: revision, description: message },
    ...branchLabels.flatMap((label) => [
      { word: label, description: message },
      { word: `${label}@head`, description: `the head of ${label}` },
    ]),
  ]);
}

async function readDatabases(line: string): Promise<readonly Candidate[]> {
  const { databaseNames } = await import('../config/load-config.js');
  const names = await databaseNames({ file: fileOf(line) }).catch(() => []);
  const named = names.map((word) => ({ word, description: 'a database of the config' }));
  return named.length < 2 ? named : [...named, { word: 'all', description: 'each of them, one after the other' }];
}

/** The config that a line names. */
const fileOf = (line: string): string | undefined => /(?:--config|-c)[ =](\S+)/.exec(line)?.[1];

const EXAMPLES = `
Examples:
  $ sluice completion bash >> ~/.bashrc
  $ sluice completion zsh > ~/.zfunc/_sluice
  $ sluice completion fish > ~/.config/fish/completions/sluice.fish`;
