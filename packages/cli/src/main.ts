import { runCommandLine } from './command-line.js';

const code = await runCommandLine(process.argv.slice(2));
// What an interrupted command waited for may keep the process; nobody else does.
if (code === 130) process.exit(code);
process.exitCode = code;
