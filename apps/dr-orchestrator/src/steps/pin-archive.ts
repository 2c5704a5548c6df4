import type { ArchiveLocation } from '@understudy/recovery-messages';
import type * as z from 'zod';

import type { StepFacts } from './step-kind.ts';

type Archive = z.infer<typeof ArchiveLocation>;

export interface PinnedArchive {
  /** What to name beside bucket and key; absent: the plan pins it, or there is nothing to pin. */
  readonly version?: string;
  readonly sentence: string;
}

/**
 * A plan that pins nothing gets what is there when its step begins, in each of the step's calls: what
 * is uploaded in the middle belongs to the next run. Runner and deployer refuse what is not pinned.
 */
export async function pinArchive(
  { world, plan }: Pick<StepFacts<unknown>, 'world' | 'plan'>,
  { bucket, key, versionId, sha256 }: Archive,
  signal: AbortSignal,
): Promise<PinnedArchive> {
  const where = `s3://${bucket}/${key}`;
  if (versionId !== undefined || sha256 !== undefined) {
    return { sentence: `${where} is pinned by the plan.` };
  }
  const { objects } = world.inRegion(plan.regions.recovery);
  const found = await objects.head({ bucket, key }, { signal });
  if (found?.versionId === undefined) return { sentence: `${where} has no version to pin.` };
  return { version: found.versionId, sentence: `${where} in version ${found.versionId}.` };
}

/** The archive as it is asked for: what the plan pins stays as the plan says it. */
export function withVersion(archive: Archive, version: string | undefined): Archive {
  const isPinned = archive.versionId !== undefined || archive.sha256 !== undefined;
  return isPinned || version === undefined ? archive : { ...archive, versionId: version };
}
