import { readFileSync } from 'node:fs';
import path from 'node:path';

import { VERSION } from './version.ts';

describe('the version', () => {
  it('is that of the package', () => {
    const text = readFileSync(path.join(__dirname, '../package.json'), 'utf8');

    expect(JSON.parse(text)).toMatchObject({ version: VERSION });
  });
});
