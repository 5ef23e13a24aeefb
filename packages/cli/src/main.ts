import { runCommandLine } from './command-line.js';

const code = await runCommandLine(process.argv.slice(2));
process.exitCode = code;
// What an application gave as database, or what an interrupted command waits for, may keep the process: nobody needs it.
process.stdout.write('', () => setTimeout(() => process.exit(code), 50).unref());
