import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { StackPackage } from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';

import type { Settings } from '../settings.ts';
import { embeddedPackage } from './embedded-package.ts';

const NAME = 'prod-us-east-1';

/** Where scripts/package-functions writes, seen from here. */
const PLACE = `../../../../dist/packages/${NAME}`;

/** What `sls package` wrote for the document's stage and region; the bundled file holds it. */
export function findPackage(settings: Pick<Settings, 'packageDirectory'>): string | StackPackage {
  const { packageDirectory } = settings;
  if (packageDirectory === undefined && embeddedPackage) return embeddedPackage;
  const place = packageDirectory ?? fileURLToPath(new URL(PLACE, import.meta.url));
  if (existsSync(`${place}/serverless-state.json`)) return place;
  throw new TerminalError(
    'NotPackaged',
    `Expected the packaged functions in ${place}, found none. Next: scripts/package-functions prod us-east-1`,
  );
}
