import type { StackPackage } from '@understudy/fault-simulation';
import { unzipSync, zipSync } from 'fflate';

import type { Packages } from './region-stories.ts';

/** As a user deploys who has written none: the document's six variables are all that is known. */
export function withoutStageFiles({ primary, recovery, witness }: Packages): Packages {
  return {
    primary: withoutStageFile(primary),
    recovery: withoutStageFile(recovery),
    witness: withoutStageFile(witness),
  };
}

function withoutStageFile(stack: StackPackage): StackPackage {
  const code = [...stack.code].map(([name, bytes]) => {
    const files = Object.entries(unzipSync(bytes)).filter(
      ([path]) => !path.startsWith('apps/dr-orchestrator/config/'),
    );
    return [name, zipSync(Object.fromEntries(files), { level: 0 })] as const;
  });
  return { ...stack, code: new Map(code) };
}
