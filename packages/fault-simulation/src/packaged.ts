import { existsSync } from 'node:fs';
import path from 'node:path';

import { readStackPackage, type StackPackage } from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';
import { strToU8, unzipSync, zipSync } from 'fflate';

/** The packaged functions beneath the workspace's root: made by `scripts/package-functions`. */
export function readPackagedFunctions(
  workspaceRoot: string,
  stage: string,
  region: string,
): StackPackage {
  const directory = path.join(workspaceRoot, 'dist/packages', `${stage}-${region}`);
  if (existsSync(directory)) return readStackPackage(directory);
  throw new TerminalError(
    'NotPackaged',
    `expected the packaged functions in ${directory}, found nothing; run: scripts/package-functions ${stage} ${region}`,
  );
}

/** The same package with another stage file in every zip, as if it had been packaged with it. */
export function withStageFile(stack: StackPackage, stage: string, yaml: string): StackPackage {
  const name = `apps/sns-instance-failover/config/${stage}.yml`;
  const code = new Map(
    [...stack.code].map(
      ([zip, bytes]) =>
        [zip, zipSync({ ...unzipSync(bytes), [name]: strToU8(yaml) }, { level: 0 })] as const,
    ),
  );
  return { ...stack, code };
}
