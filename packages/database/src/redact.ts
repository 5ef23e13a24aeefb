/** A connection URL that may be shown: without the password, wherever it stands. */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z]+:\/\/[^:@/?#]*):(.*)@/i, '$1:***@')
    .replace(/([?&](?:password|sslpassword)=)[^&#]*/gi, '$1***');
}
