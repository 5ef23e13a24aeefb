import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { repository } from './fixtures/markdown.ts';

const migration = (revision: string, downRevision: string | null, more = ''): string => `/** Add ${revision} */
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(downRevision)};${more}
export async function upgrade() {}
export async function downgrade() {}
`;

describe('in bash', () => {
  let project: CommandProject;

  beforeAll(() => {
    build();
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js' };\n`,
      'several.config.js': `const models = './models.js';
        export default { databases: { main: { models }, metrics: { models, migrations: './metrics' } } };\n`,
      'metrics/1.js': migration('cccc3333', null),
      'migrations/1.js': migration('aaaa1111', null),
      'migrations/2.js': migration('bbbb2222', 'aaaa1111', ` export const branchLabels = ['shop'];`),
      'bin/sluice': `#!/bin/sh\nexec "${process.execPath}" "${path.join(repository, 'packages/cli/bin/sluice.js')}" "$@"\n`,
    });
    chmodSync(project.file('bin/sluice'), 0o755);
  }, 180_000);
  afterAll(() => project.remove());

  /** What bash would offer where the cursor stands at the end of each line. */
  function offered(lines: readonly string[]): readonly (readonly string[])[] {
    const script = [
      'source <(sluice completion bash)',
      ...lines.map(
        (line) => `COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=($COMP_LINE)
          _sluice; printf '%s ' "\${COMPREPLY[@]}"; echo`,
      ),
    ].join('\n');
    const { PATH = '' } = process.env;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      cwd: project.root,
      encoding: 'utf8',
      env: { PATH: `${project.file('bin')}:${PATH}`, HOME: project.root },
    });
    expect(stderr).toBe('');
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(' '));
  }

  test('commands, options, values, revisions and labels', () => {
    const [commands, option, value, shells, revisions, prefix, branch, onto, second, range, none, names, ofOne] =
      offered([
        'sluice up',
        'sluice upgrade --lock-t',
        'sluice --config x upgrade --qui',
        'sluice completion ',
        'sluice downgrade ',
        'sluice show b',
        'sluice upgrade shop@',
        'sluice rebase aaaa1111 --onto sh',
        'sluice merge aaaa1111 bb',
        'sluice history --range aaaa1111:bb',
        'sluice upgrade --database ',
        'sluice --config several.config.js upgrade --database ',
        'sluice --config several.config.js upgrade --database metrics c',
      ]);
    expect(commands).toEqual(['upgrade']);
    expect(option).toEqual(['--lock-timeout']);
    expect(value).toEqual(['--quiet']);
    expect(shells).toEqual(['bash', 'zsh', 'fish']);
    expect(revisions).toEqual(expect.arrayContaining(['head', 'base', 'aaaa1111', 'bbbb2222', 'shop', 'shop@head']));
    expect(prefix).toEqual(['base', 'bbbb2222']);
    expect(branch).toEqual(['head']);
    expect(onto).toEqual(['shop', 'shop@head']);
    expect(second).toEqual(['bbbb2222']);
    expect(range).toEqual(['bbbb2222']);
    expect(names).toEqual(['main', 'metrics', 'all']);
    expect(ofOne).toEqual(['current', 'cccc3333']);
    expect(none).toEqual(['']);
  });
});
