import { Option, type Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { invocationOf } from './project-options.js';
import { refuseBoth } from './revision-flags.js';

interface LintFlags {
  readonly all?: true;
  readonly since?: string;
  readonly strict?: true;
  readonly format?: 'text' | 'sarif' | 'github';
}

/** Adds `sluice lint`. */
export function addLint(program: Command): void {
  program
    .command('lint')
    .argument('[revisions...]', 'the migrations to look at (default: the heads)')
    .description('Look for hazards in migrations, generated or written by hand. Asks no database.')
    .addOption(new Option('--all', 'look at every migration').conflicts('since'))
    .option('--since <branch>', 'look at the migrations that have changed since this branch was left')
    .option('--strict', 'fail on warnings too')
    .addOption(
      new Option('--format <format>', 'for whom to print: sarif for code scanning, github for annotations').choices([
        'text',
        'sarif',
        'github',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (revisions: readonly string[], flags: LintFlags, command: Command) => {
      refuseBoth(command, revisions, flags);
      const { project, output } = invocationOf<LintFlags>(command);
      const { lint } = await import('../lint.js');
      const { printLint } = await import('./print-lint.js');
      const { all, since, strict, format } = flags;
      const result = await lint({ ...project, all, since, ...(revisions.length === 0 ? {} : { revisions }) });
      await printLint(result, format ?? 'text', output);
      const fails = result.findings.some(({ level }) => level === 'error' || strict === true);
      if (fails) process.exitCode = EXIT.findings;
    });
}

const EXAMPLES = `
Examples:
  $ sluice lint
  $ sluice lint 9c2b
  $ sluice lint --since origin/main --format github
  $ sluice lint --all --strict

Every rule says why it is one, and what to write instead; docs/lint.md lists them. A comment above a call waives a rule:
  // sluice-lint-ignore index-not-concurrently until 2027-01-31: the table is small
The exit code is 6 where there is an error, and with --strict where there is a warning.`;
