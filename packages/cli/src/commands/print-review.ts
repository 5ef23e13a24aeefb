import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Output } from '../output.js';
import { reviewMarkdown } from '../review/markdown.js';
import type { Review } from '../review/reviewed.js';

/** For whom a review is written. */
export type ReviewFormat = 'md' | 'html' | 'json';

/** Prints a review, or writes it into a file. */
export async function printReview(
  review: Review,
  { format, file }: { readonly format: ReviewFormat | undefined; readonly file: string | undefined },
  output: Output,
): Promise<void> {
  const root = process.cwd();
  const text = await textOf(review, format ?? formatOf(file), root);
  if (file !== undefined) await writeFile(path.resolve(root, file), text);
  output.json(review);
  output.result(file ?? text.trimEnd());
}

const formatOf = (file: string | undefined): ReviewFormat =>
  /\.html?$/i.test(file ?? '') ? 'html' : /\.json$/i.test(file ?? '') ? 'json' : 'md';

async function textOf(review: Review, format: ReviewFormat, root: string): Promise<string> {
  if (format === 'json') return `${JSON.stringify(review, undefined, 2)}\n`;
  if (format === 'md') return reviewMarkdown(review, root);
  const { reviewHtml } = await import('../review/html.js');
  return reviewHtml(review, root);
}
