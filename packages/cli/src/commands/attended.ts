/** Whether somebody sits there who can be asked. */
export function isAttended({ json }: { readonly json?: true }): boolean {
  const { CI = '' } = process.env;
  return process.stdin.isTTY && process.stderr.isTTY && json !== true && (CI === '' || CI === 'false' || CI === '0');
}
