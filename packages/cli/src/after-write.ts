import { execFile, type ExecFileException } from 'node:child_process';
import path from 'node:path';
import { AfterWriteFailed } from './errors.js';
import type { Project } from './project.js';

/**
 * Runs the commands of the config on a new migration, one after the other and without a shell: what stands in a name is
 * part of that name. What they print is told as a note.
 *
 * @throws AfterWriteFailed at the first that fails
 */
export async function runAfterWrite({ config, events }: Project, file: string): Promise<void> {
  for (const words of config.afterWrite) {
    const [command = '', ...args] = words.map((word) => word.replaceAll('{file}', file));
    const { printed, failure } = await runTool(command, args, config.root);
    if (failure !== undefined)
      throw new AfterWriteFailed(
        path.relative(config.root, file),
        words.join(' '),
        reasonOf(failure, printed),
        failure,
      );
    if (printed !== '') events.onNote?.(printed);
  }
}

/** What a program printed, and how it failed. */
interface Ran {
  readonly printed: string;
  readonly failure: ExecFileException | undefined;
}

/** Runs a program with the tools of the project on its PATH. */
async function runTool(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  const tools = path.join(cwd, 'node_modules', '.bin');
  const env = { ...process.env, PATH: [tools, process.env['PATH'] ?? ''].join(path.delimiter) };
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (failure, stdout, stderr) => {
      resolve({ printed: `${stdout}${stderr}`.trim(), failure: failure ?? undefined });
    });
    child.stdin?.end();
  });
}

function reasonOf({ code, signal, message }: ExecFileException, printed: string): string {
  if (code === 'ENOENT') return 'there is no such program in node_modules/.bin or on the PATH.';
  const ended = typeof code === 'number' ? `it ended with ${code}` : signal ? `it was ended by ${signal}` : message;
  return printed === '' ? `${ended}.` : `${ended}:\n${printed.split('\n').slice(-LINES).join('\n')}`;
}

/** How much of what a tool printed goes into an error. */
const LINES = 12;
