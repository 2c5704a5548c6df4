import type { ArchiveLimits } from '@understudy/safe-archive';

/** The API itself takes 3 MB for one request and keeps 1.5 MB; what is larger is no manifest. */
export const MANIFEST_BYTES_MAX = 1_500_000;

/** What a report can name. */
export const OBJECTS_MAX = 1_000;

/** Bundles are text: the largest charts unpack to some megabytes. */
export const BUNDLE_LIMITS: ArchiveLimits = {
  archiveBytes: 10_000_000,
  entries: 2_000,
  // One more than a manifest may have, so that a large manifest is refused by its own words.
  fileBytes: 16_000_000,
  totalBytes: 32_000_000,
};

/** Deeper than any schema of Kubernetes goes. */
export const DEPTH_MAX = 100;
