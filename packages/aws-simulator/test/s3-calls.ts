import { createVirtualClock } from '@understudy/clock';

import { createRoleDirectory, type RoleDirectory } from '../src/iam/role-directory.ts';
import { createWorld } from '../src/kernel/create-world.ts';
import { createNoLatencies } from '../src/kernel/latencies.ts';
import type { World } from '../src/kernel/world.ts';
import { createS3, type BucketDirectory, type S3 } from '../src/s3/index.ts';
import { BUCKET, ELSEWHERE, HOME } from './s3-fixtures.ts';

export interface S3Calls {
  readonly world: World;
  readonly s3: S3;
  readonly roles: RoleDirectory;
  /** An operation on the plan's bucket: an operator's, or a role's. */
  send(operation: string, input: object, roleName?: string): Promise<Record<string, unknown>>;
}

/** S3 of two regions without any wire, with a bucket that is not versioned. */
export function createS3Calls(): S3Calls {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const world = createWorld({ clock, seed: 's3', latencies: createNoLatencies });
  const roles = createRoleDirectory(world.accountId);
  world.authorizer = roles.authorizer;
  const buckets: BucketDirectory = new Map();
  const s3 = createS3(world, HOME, buckets);
  world.install(HOME, s3);
  world.install(ELSEWHERE, createS3(world, ELSEWHERE, buckets));
  s3.createBucket(BUCKET);
  return {
    world,
    s3,
    roles,
    async send(operation, input, roleName) {
      const { output } = await world.call({
        service: 's3',
        operation,
        input: { Bucket: BUCKET, ...input },
        region: HOME,
        principal: roleName
          ? { kind: 'role', roleName, session: 's' }
          : { kind: 'user', name: 'operator' },
        cause: { kind: 'person', name: 'operator' },
        signedAtMilliseconds: clock.now(),
      });
      return output as Record<string, unknown>;
    },
  };
}
