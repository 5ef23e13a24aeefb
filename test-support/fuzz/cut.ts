/** A name as PostgreSQL cuts it. */
export function cut(name: string, bytes = 63): string {
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}
