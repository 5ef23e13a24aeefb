import { escapeUnseen } from './literal.js';
import type { MigrationFile } from './migration-file.js';

/** The comment a migration begins with: its message, its identity, and when it was made. */
export function header({ message, revision, downRevision, replaces = [], createDate }: MigrationFile): string {
  const followed = typeof downRevision === 'string' ? [downRevision] : (downRevision ?? []);
  const lines = [
    ...commentLines(message.trim()),
    '',
    `Revision ID: ${revision}`,
    `Revises: ${followed.length === 0 ? '(base)' : followed.join(', ')}`,
    ...(replaces.length === 0 ? [] : [`Replaces: ${replaces.join(', ')}`]),
    `Create Date: ${typeof createDate === 'string' ? createDate : createDate.toISOString()}`,
  ];
  const text = lines.slice(message.trim() === '' ? 2 : 0).flatMap(commentLines);
  return ['/**', ...text.map((line) => ` * ${line.replaceAll('*/', '*\\/')}`.trimEnd()), ' */'].join('\n');
}

/** Comments as lines of code. */
export const lineComments = (comments: readonly string[]): readonly string[] =>
  comments.flatMap(commentLines).map((line) => `// ${line}`.trimEnd());

/** The lines of a text, none of which can end the comment it stands in. */
const commentLines = (text: string): readonly string[] =>
  text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => escapeUnseen(line.replaceAll('\t', ' ')).trimEnd());
