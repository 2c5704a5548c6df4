import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectReads } from '@understudy/aws-clients';
import type { TerraformRequest } from '@understudy/recovery-messages';
import { extractArchive } from '@understudy/safe-archive';
import { archiveRefused, diskError } from './archive-errors.ts';
import { BLUEPRINT_LIMITS } from './archive-limits.ts';
import { downloadArchive, type Downloaded } from './download-archive.ts';
import { judgeFiles } from './judge-files.ts';

/** Where a run works: the document's layout, and what is beside it. */
export interface Workplace {
  /** `/tmp/<DR_REGION>-dr.zip` */
  readonly archiveFile: string;
  /** `/tmp/terraform` */
  readonly blueprintDirectory: string;
  /** Terraform's own files, the plan, the variables: nothing of it comes from the archive. */
  readonly ownDirectory: string;
}

export function workplaceIn(workDirectory: string, region: string): Workplace {
  return {
    archiveFile: path.join(workDirectory, `${region}-dr.zip`),
    blueprintDirectory: path.join(workDirectory, 'terraform'),
    ownDirectory: path.join(workDirectory, 'terraform-run'),
  };
}

/** An environment is used again and again: what an earlier run left may be secret, and is not ours. */
export async function clearWorkplace(place: Workplace): Promise<void> {
  for (const one of [place.archiveFile, place.blueprintDirectory, place.ownDirectory]) {
    await rm(one, { recursive: true, force: true });
  }
}

export interface Blueprint extends Downloaded {
  readonly files: readonly string[];
  /** The text of `backend.tf`. */
  readonly backend: string;
}

/** Downloads, checks and extracts the blueprint. */
export async function fetchBlueprint(
  objects: Pick<ObjectReads, 'download'>,
  request: Pick<TerraformRequest, 'blueprint'>,
  place: Workplace,
  signal: AbortSignal,
): Promise<Blueprint> {
  const downloaded = await downloadArchive(objects, request.blueprint, place.archiveFile, signal);
  const extracted = await extractArchive(
    { file: place.archiveFile },
    place.blueprintDirectory,
    BLUEPRINT_LIMITS,
  ).catch((thrown: unknown) => {
    throw diskError(thrown, 'Extracting the blueprint');
  });
  signal.throwIfAborted();
  const files = extracted.map(({ name }) => name);
  const problem = judgeFiles(files);
  if (problem !== undefined) throw archiveRefused(problem);
  const backend = await readFile(path.join(place.blueprintDirectory, 'backend.tf'), 'utf8');
  return { ...downloaded, files, backend };
}
