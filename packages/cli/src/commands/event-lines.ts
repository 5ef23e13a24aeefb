import type { Events } from '../events.js';

/** Writes down what happens as lines of JSON, each with the moment, for whoever collects logs. */
export function eventLines(write: (line: string) => void, now: () => Date = () => new Date()): Events {
  const say = (event: string, facts: object): void =>
    write(JSON.stringify({ event, at: now().toISOString(), ...facts }));
  return {
    onNote: (text) => say('note', { text }),
    onMigrationStart: (migration) => say('migrationStart', migration),
    onResume: ({ revision, direction, statementsDone }) => say('resume', { revision, direction, statementsDone }),
    onStatement: ({ revision, direction, directive, index }) =>
      say('statement', { revision, direction, directive, index }),
    onIndexBuild: (build) => say('indexBuild', build),
    onBatch: (batch) => say('batch', batch),
    onLocks: (locks) => say('locks', locks),
    onRetry: (retry) => say('retry', retry),
    onMigrationEnd: (migration) => say('migrationEnd', migration),
  };
}
