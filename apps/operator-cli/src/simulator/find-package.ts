import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { KonectaRegion } from '@understudy/fault-simulation';
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

const REGION_NAMES: Readonly<Record<KonectaRegion, readonly [name: string, made: string]>> = {
  recovery: ['dev-eu-west-1', 'dev eu-west-1'],
  primary: ['dev-us-east-1', 'dev us-east-1'],
  witness: ['dev-eu-central-1-witness', 'dev eu-central-1 witness'],
};

/** What `sls package` wrote for the second document's stage, in each of its regions. */
export function findRegionPackages(): Readonly<Record<KonectaRegion, string>> {
  const placeOf = (region: KonectaRegion): string => {
    const [name, made] = REGION_NAMES[region];
    const place = fileURLToPath(new URL(`../../../../dist/packages/${name}`, import.meta.url));
    if (existsSync(`${place}/serverless-state.json`)) return place;
    throw new TerminalError(
      'NotPackaged',
      `Expected the packaged functions in ${place}, found none. Next: scripts/package-functions ${made}`,
    );
  };
  return {
    recovery: placeOf('recovery'),
    primary: placeOf('primary'),
    witness: placeOf('witness'),
  };
}
