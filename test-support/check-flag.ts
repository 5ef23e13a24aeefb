/** PGlite uses `import()`: without the flag Node ends the whole Jest process. Say so instead. */
export default function checkFlag(): void {
  const options = `${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`;
  if (!options.includes('--experimental-vm-modules')) {
    throw new Error('The tests are ES modules: run them with `npm test -- <jest arguments>`.');
  }
}
