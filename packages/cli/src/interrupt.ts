import { EXIT } from './exit-codes.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let leave = (): void => {
  process.stderr.write('Interrupted.\n');
  process.exit(EXIT.interrupted);
};

let given: AbortSignal | undefined;

/** Ends the process on Ctrl-C in an orderly way: what is held is let go of. */
export function handleInterrupts(): void {
  for (const signal of SIGNALS) process.on(signal, () => leave());
}

/** A signal that Ctrl-C gives to the work at hand, so that it can be undone; a second Ctrl-C does not wait for that. */
export function interruptSignal(): AbortSignal {
  if (given !== undefined) return given;
  const controller = new AbortController();
  const leaveAtOnce = leave;
  leave = () => {
    leave = leaveAtOnce;
    process.stderr.write('Stopping: what is under way is rolled back.\n');
    controller.abort();
  };
  given = controller.signal;
  return given;
}

/** The same where a scratch database is made on a server, which must not stay behind; otherwise there is nothing to undo. */
export const scratchSignal = (scratch: string | undefined): AbortSignal | undefined =>
  scratch === undefined ? undefined : interruptSignal();
