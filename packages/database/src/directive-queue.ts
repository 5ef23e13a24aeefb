/** The directives that a migration has called, run one after the other in the order of the calls, awaited or not. */
export interface DirectiveQueue {
  /** Runs the work when all before it is done; once one has failed, those after it fail in the same way. */
  add<T>(directive: string, work: () => Promise<T>): Promise<T>;
  /** Runs work that calls directives itself: it takes no turn of its own, and must have ended at the end. */
  around(directive: string, work: () => Promise<void>): Promise<void>;
  /** Lets nothing more begin, waits for what has begun, and tells what came of it. */
  end(): Promise<{ readonly unfinished: readonly string[]; readonly failure: Failure | undefined }>;
}

/** What was thrown; anything can be. */
export interface Failure {
  readonly error: unknown;
}

/** Makes a queue. `tooLate` makes the error for a directive called after the end. */
export function createDirectiveQueue(tooLate: (directive: string) => Error): DirectiveQueue {
  const calls = new Set<{ readonly directive: string }>();
  let tail: Promise<void> = Promise.resolve();
  let failure: Failure | undefined;
  let ended = false;

  async function perform<T>(directive: string, work: () => Promise<T>): Promise<T> {
    if (failure) throw failure.error;
    if (ended) throw tooLate(directive);
    try {
      return await work();
    } catch (error) {
      failure = { error };
      throw error;
    }
  }

  return {
    add(directive, work) {
      if (ended) return Promise.reject(tooLate(directive));
      const call = { directive };
      calls.add(call);
      const done = tail.then(() => perform(directive, work)).finally(() => calls.delete(call));
      // A call that is not awaited must not end the process: its failure is told at the end.
      tail = done.then(
        () => undefined,
        () => undefined,
      );
      return done;
    },
    around(directive, work) {
      if (ended) return Promise.reject(tooLate(directive));
      const call = { directive };
      calls.add(call);
      const done = work().finally(() => calls.delete(call));
      done.catch(() => undefined);
      return done;
    },
    async end() {
      ended = true;
      const unfinished = [...calls].map(({ directive }) => directive);
      await tail;
      return { unfinished, failure };
    },
  };
}
