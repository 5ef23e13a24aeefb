import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Place } from './errors.js';

/** A file written for a moment, and the map from it to the files it was made of. */
export interface Generated {
  /** Absolute. */
  readonly file: string;
  /** The text of its source map. */
  readonly map: string;
}

/**
 * Where an error was thrown: the first place in its stack that is a user's file. Where a generated file is given, the
 * stack is rewritten to name the files it was made of, since the generated one will be gone when somebody reads it.
 */
export function placeOfError(cause: unknown, generated: Generated | undefined): Place | undefined {
  if (typeof cause !== 'object' || cause === null || !('stack' in cause) || typeof cause.stack !== 'string')
    return undefined;
  const stack = generated === undefined ? cause.stack : originalStack(cause.stack, generated);
  if (generated !== undefined && stack !== cause.stack) cause.stack = stack;
  return stack.split('\n').map(placeOfFrame).find(isUsers);
}

function originalStack(stack: string, generated: Generated): string {
  const payload: SourceMapPayload = JSON.parse(generated.map);
  const map = new SourceMap(payload);
  const names = new Set([pathToFileURL(generated.file).href, generated.file]);
  return stack.replace(/(?:file:\/\/)?[^\s()]+:\d+:\d+/g, (text) => {
    const [, name, line, column] = /^(.*):(\d+):(\d+)$/.exec(text) ?? [];
    if (name === undefined || !names.has(name)) return text;
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return text;
    const file = path.resolve(path.dirname(generated.file), entry.originalSource);
    return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** `at f (file:///a/b.js:3:4)`, `at /a/b.js:3:4` and `file:///a/b.js:3` (the head of a syntax error). */
function placeOfFrame(frame: string): Place | undefined {
  const match = /(?:^|\s|\()((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?)(?:\?[^:()]*)?:(\d+)(?::(\d+))?\)?$/.exec(frame);
  if (match?.[1] === undefined) return undefined;
  const file = match[1].startsWith('file://') ? fileURLToPath(match[1]) : match[1];
  return { file, line: Number(match[2]), column: match[3] === undefined ? undefined : Number(match[3]) };
}

function isUsers(place: Place | undefined): place is Place {
  return (
    place !== undefined && !place.file.includes(`${path.sep}node_modules${path.sep}`) && !place.file.startsWith('node:')
  );
}
