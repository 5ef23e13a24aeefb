import { checksumOf } from '../load/checksum.js';

/** What a migration's file says of its proof. */
export interface ProofLine {
  /** As in the file: `PGlite 18.3, there, back and there again`, or `none, …` with the reason. */
  readonly text: string;
  /** The checksum of the file that was proved. */
  readonly checksum: string;
}

const PATTERN = /^[ \t]*\*[ \t]*Proof[ \t]*:[ \t]*(?<text>.*?);[ \t]*checksum[ \t]+(?<checksum>[\da-f]{12})[ \t]*\r?$/m;

/** The proof in the comment that a file begins with; undefined where it says none. */
export function readProofLine(source: string): ProofLine | undefined {
  const { text, checksum } = PATTERN.exec(headOf(source))?.groups ?? {};
  return text === undefined || checksum === undefined ? undefined : { text, checksum };
}

/** The source with another proof, or a first one, in the comment that it begins with; without a comment it stays. */
export function withProofLine(source: string, text: string): string {
  const line = ` * Proof: ${text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /')}; checksum ${checksumOf(source)}`;
  const head = headOf(source);
  if (PATTERN.test(head)) return source.replace(PATTERN, () => line);
  return head === '' ? source : `${head.replace(/[ \t]*\*\/$/, () => `${line}\n */`)}${source.slice(head.length)}`;
}

/** What a file begins with, to the end of its first docstring: other comments may stand before. */
const headOf = (source: string): string =>
  /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*\n|\/\*(?!\*)[^]*?\*\/)*\/\*\*[^]*?\*\//.exec(source)?.[0] ?? '';
