/** Which list of permitted skips holds: on CI everything that a test needs is there. */
export function readPlace(): 'ci' | 'elsewhere' {
  return process.env['CI'] ? 'ci' : 'elsewhere';
}
