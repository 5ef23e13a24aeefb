import path from 'node:path';
import type { LintFinding, LintResult } from '../lint/finding.js';
import { count, type Output } from '../output.js';
import { relativeTo } from '../project.js';

/** Prints what a lint has found. */
export async function printLint(
  result: LintResult,
  format: 'text' | 'sarif' | 'github',
  output: Output,
): Promise<void> {
  const { findings } = result;
  output.json(result);
  if (format === 'sarif') {
    const { sarifOf } = await import('../lint/sarif.js');
    return output.result(JSON.stringify(sarifOf(findings), undefined, 2));
  }
  for (const finding of findings) {
    for (const line of format === 'github' ? [annotation(finding)] : linesOf(finding)) output.result(line);
  }
  output.tell(summary(result));
}

const linesOf = ({ file, line, level, rule, message, reason, safeForm }: LintFinding): readonly string[] => [
  `${relativeTo(process.cwd(), file)}:${line} ${level} ${rule}`,
  `  ${message}`,
  `  Why: ${reason}`,
  `  Instead: ${safeForm}`,
];

/** Source: GitHub's documentation, Workflow commands for GitHub Actions. */
function annotation({ file, line, level, rule, message, reason, safeForm }: LintFinding): string {
  const name = relativeTo(process.cwd(), file).split(path.sep).join('/');
  const properties = { file: name, line: String(line), title: rule };
  const said = Object.entries(properties).map(
    ([key, value]) => `${key}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${level} ${said.join(',')}::${escaped(`${message}\nWhy: ${reason}\nInstead: ${safeForm}`)}`;
}

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function summary({ migrations, findings, waived }: LintResult): string {
  if (migrations === 0) return 'There is no migration to look at.';
  const errors = findings.filter(({ level }) => level === 'error').length;
  const counts = [count(errors, 'error'), count(findings.length - errors, 'warning'), `${waived} waived`];
  return `${count(migrations, 'migration')}: ${counts.join(', ')}`;
}
