import type { ViabilityMark } from '../deciding/viability.ts';

/** One thing that a failover would need, and whether it is so. */
export interface Check {
  readonly check: string;
  readonly mark: ViabilityMark;
  readonly words: string;
}
