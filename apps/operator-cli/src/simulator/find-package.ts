import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { TerminalError } from '@understudy/errors';

import type { Settings } from '../settings.ts';

const NAME = 'prod-us-east-1';

/** In the workspace, or beside the bundled file. */
const PLACES = [`../../../../dist/packages/${NAME}`, `./packages/${NAME}`];

/** The directory that `sls package` wrote for the document's stage and region. */
export function findPackage(settings: Pick<Settings, 'packageDirectory'>): string {
  const places = settings.packageDirectory
    ? [settings.packageDirectory]
    : PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(`${place}/serverless-state.json`));
  if (found !== undefined) return found;
  throw new TerminalError(
    'NotPackaged',
    `Expected the packaged functions in ${places[0]}, found none. Next: scripts/package-functions prod us-east-1`,
  );
}
