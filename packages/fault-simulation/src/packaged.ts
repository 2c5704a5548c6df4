import { existsSync } from 'node:fs';
import path from 'node:path';

import { readStackPackage, type StackPackage } from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';
import { strToU8, unzipSync, zipSync } from 'fflate';

/** Simulations deploy one package thousands of times: what is unpacked of it is known by it. */
const known = new Map<string, StackPackage>();

/** The packaged functions beneath the workspace's root: made by `scripts/package-functions`. */
export function readPackagedFunctions(
  workspaceRoot: string,
  stage: string,
  region: string,
): StackPackage {
  const directory = path.join(workspaceRoot, 'dist/packages', `${stage}-${region}`);
  const read = known.get(directory);
  if (read) return read;
  if (existsSync(directory)) {
    const stack = readStackPackage(directory);
    known.set(directory, stack);
    return stack;
  }
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
