import { InvalidArgumentError, type Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { invocationOf } from './project-options.js';

interface DiffFlags {
  readonly from?: string;
  readonly to?: string;
  readonly tenant?: string;
  readonly sql?: true;
}

/** Adds `sluice diff`. */
export function addDiff(program: Command): void {
  program
    .command('diff')
    .description('Compare two databases, or a database and the models, in all that they hold. Changes nothing.')
    .option('--from <target>', "one side (default: the project's database, or migrations)", target)
    .option('--to <target>', 'the other side (default: models)', target)
    .option('--tenant <schema>', 'compare the schema of this tenant, in place of the default one, with the models')
    .option('--sql', 'print the SQL that leads from the one to the other')
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => {
      const { options, project, output } = invocationOf<DiffFlags>(command);
      const { diff } = await import('../diff.js');
      const { printDiff } = await import('./print-diff.js');
      const { from, to, tenant, sql } = options;
      const result = await diff({ ...project, from, to, tenant, sql });
      printDiff(result, output);
      if (!result.same) process.exitCode = EXIT.differences;
    });
}

function target(text: string): string {
  if (/^(?:models|migrations|postgres(?:ql)?:\/\/.*|pglite:.*|.*\.sql)$/.test(text)) return text;
  throw new InvalidArgumentError('Give models, migrations, a file that ends in .sql, postgres://… or pglite:./folder.');
}

const EXAMPLES = `
Examples:
  $ sluice diff                                              the database and the models
  $ sluice diff --from migrations --to postgres://localhost/app
  $ sluice diff --from ./production.sql --to migrations      a dump by pg_dump --schema-only
  $ sluice diff --from pglite:./data --to models --sql
  $ sluice diff --tenant acme                                the schema of a tenant and the models

A target is models, migrations, a dump that ends in .sql, or a database. The exit code is 0 where both are the same, 3
where they differ, and 4 where no SQL leads from the one to the other.`;
