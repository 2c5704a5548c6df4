import { createHedge, hedgedEc2Reads, type Ec2Reads } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';

import { readCatalog, type Catalog } from '../services/catalog.ts';
import type { InstanceFailoverSettings } from '../services/settings.ts';

/** A little longer than the schedule that keeps it: an alarm then asks EC2 nothing. */
export const CATALOG_LIFE_MS = 6 * 60_000;

/** Which services there are, as one environment of the router remembers it. */
export interface RememberedCatalog {
  /** What was read lately. It finds what exists; what it lacks may be new. */
  recent(): Catalog | undefined;
  read(): Promise<Catalog>;
}

export function createRememberedCatalog(options: {
  readonly ec2: Ec2Reads;
  readonly clock: Clock;
  readonly settings: Pick<InstanceFailoverSettings, 'configuredServices' | 'definitionOf'>;
}): RememberedCatalog {
  const { clock, settings } = options;
  const ec2 = hedgedEc2Reads(options.ec2, createHedge({ clock }));
  let last: { readonly catalog: Catalog; readonly atMilliseconds: number } | undefined;
  return {
    recent() {
      const isRecent = last && clock.now() - last.atMilliseconds <= CATALOG_LIFE_MS;
      return isRecent ? last?.catalog : undefined;
    },
    async read() {
      const atMilliseconds = clock.now();
      const catalog = await readCatalog(ec2, settings);
      last = { catalog, atMilliseconds };
      return catalog;
    },
  };
}
