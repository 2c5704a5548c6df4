import { readFileSync } from 'node:fs';
import path from 'node:path';

import { OUTCOME_EXIT_CODES } from './exit-codes.ts';

const README = readFileSync(path.resolve(__dirname, '../../README.md'), 'utf8');

/** The outcomes beside their codes, as the README's table tells them to whoever writes a script. */
function documented(): Readonly<Record<string, number>> {
  const rows = README.matchAll(/^\| (\d) +\| (.+?) +\|$/gm);
  return Object.fromEntries(
    [...rows].flatMap(([, code, means]) =>
      [...(means ?? '').matchAll(/`([a-z-]+)`/g)].map(([, outcome]) => [outcome, Number(code)]),
    ),
  ) as Record<string, number>;
}

describe('the exit code of an outcome', () => {
  it('is the one that the README documents, for each of them', () => {
    expect(documented()).toEqual(OUTCOME_EXIT_CODES);
  });

  it('tells what ended well, what is not over, and what needs somebody apart', () => {
    expect(OUTCOME_EXIT_CODES).toEqual({
      completed: 0,
      'nothing-to-do': 0,
      joined: 0,
      held: 4,
      asked: 5,
      refused: 2,
      'put-back': 6,
      'needs-operator': 7,
      failed: 1,
    });
  });
});
