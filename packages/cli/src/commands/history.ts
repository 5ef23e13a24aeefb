import type { Command } from 'commander';
import type { MigrationInfo } from '../migration-info.js';
import { invocationOf } from './project-options.js';

/** Adds `sluice history`. */
export function addHistory(program: Command): void {
  program
    .command('history')
    .description('List the migrations, the newest first.')
    .option('-r, --range <from:to>', 'from where to where, both included: base:9c2b, -3:current')
    .option('-i, --indicate-current', 'ask the database, and mark where it is')
    .option('--graph', 'draw how they part and meet')
    .option('--mermaid', 'draw it as a Mermaid flowchart, for a document')
    .option('-v, --verbose', 'show all that the files say of themselves')
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => {
      const { options, project, output } = invocationOf<HistoryFlags>(command);
      const { history } = await import('../history.js');
      const migrations = await history({ ...project, range: options.range, indicateCurrent: options.indicateCurrent });
      output.json(migrations);
      const lines = await linesOf(migrations, options);
      if (lines.length === 0) output.tell('There are no migrations.');
      else output.result(lines.join('\n'));
    });
}

interface HistoryFlags {
  readonly range?: string;
  readonly indicateCurrent?: true;
  readonly graph?: true;
  readonly mermaid?: true;
  readonly verbose?: true;
}

async function linesOf(
  migrations: readonly MigrationInfo[],
  { graph, mermaid, verbose }: HistoryFlags,
): Promise<readonly string[]> {
  const { drawHistory, mermaidHistory } = await import('./draw-history.js');
  if (mermaid === true) return mermaidHistory(migrations);
  if (graph === true) return drawHistory(migrations);
  const { historyLine, revisionLines } = await import('./print-revisions.js');
  if (verbose === true) return migrations.flatMap((one, i) => [...(i === 0 ? [] : ['']), ...revisionLines(one)]);
  return migrations.map((one, i) => historyLine(one, migrations[i + 1]));
}

const EXAMPLES = `
Examples:
  $ sluice history
  $ sluice history -r 9c2b:head
  $ sluice history -r current:
  $ sluice history --indicate-current --graph`;
