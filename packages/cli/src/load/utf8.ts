import { isUtf8 } from 'node:buffer';

/**
 * The first line, from 1, that is not UTF-8; undefined where all are. Whoever decodes such a line gets U+FFFD in place of
 * what the author wrote, and would make that the name of a table.
 */
export function lineNotUtf8(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  // No character but the line feed has its byte.
  for (let [line, start] = [1, 0]; ; line++) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

const LINE_FEED = 0x0a;

/** What is said of it. */
export const NOT_UTF8 = 'this line is not UTF-8: save the file in that encoding';
