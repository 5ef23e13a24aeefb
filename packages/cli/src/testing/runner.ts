import { TestRunnerMissing } from './errors.js';

/** Registers a group of tests: `describe` of Jest, Vitest, Mocha or node:test. */
export type Describe = (name: string, body: () => void) => unknown;

/** Registers a test, with the milliseconds that it may take: `test` of Jest, Vitest or node:test. */
export type Test = (name: string, body: () => Promise<void>, timeout?: number) => unknown;

/** Registers what is done after all tests: `afterAll`, or `after` of node:test. */
export type AfterAll = (body: () => Promise<void>) => unknown;

/** What registers tests: as given, or else as it is global. */
export function runnerOf(given: { readonly describe?: Describe | undefined; readonly test?: Test | undefined }): {
  readonly describe: Describe;
  readonly test: Test;
} {
  const describe = given.describe ?? globally('describe');
  const test = given.test ?? globally('test');
  if (describe === undefined || test === undefined) throw new TestRunnerMissing();
  return { describe, test };
}

/** `afterAll`, where it is global. */
export const globalAfterAll = (): AfterAll | undefined => globally('afterAll');

/** Of a global only its name is known: it is what test runners mean by it. */
function globally(name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  const found: unknown = Reflect.get(globalThis, name);
  return typeof found === 'function' ? (...args) => Reflect.apply(found, undefined, args) : undefined;
}
