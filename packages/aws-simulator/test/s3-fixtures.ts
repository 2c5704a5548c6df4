import { systemClock, type Scheduler } from '@understudy/clock';

import { createHttpDoor } from '../src/http/http-door.ts';
import { createWorld } from '../src/kernel/create-world.ts';
import { createNoLatencies } from '../src/kernel/latencies.ts';
import type { World } from '../src/kernel/world.ts';
import { createS3, type BucketDirectory, type S3 } from '../src/s3/index.ts';
import { createWireDoor, type WireDoor } from '../src/wire/wire-door.ts';

export const BUCKET = 'konecta-erp-dev-dr-eu-west-1';
export const HOME = 'eu-west-1';
export const ELSEWHERE = 'us-east-1';

/** S3 of two regions, with the plan's bucket in the recovery region. */
export interface S3World {
  readonly world: World;
  readonly door: WireDoor;
  readonly s3: S3;
}

export function createS3World(clock: Scheduler = systemClock): S3World {
  const world = createWorld({ clock, seed: 's3', latencies: createNoLatencies });
  const buckets: BucketDirectory = new Map();
  const s3 = createS3(world, HOME, buckets);
  world.install(HOME, s3);
  world.install(ELSEWHERE, createS3(world, ELSEWHERE, buckets));
  s3.createBucket(BUCKET, { isVersioned: true });
  const door = createWireDoor(world, {
    callerOf: (accessKeyId) => ({
      principal: { kind: 'user', name: accessKeyId },
      cause: { kind: 'person', name: accessKeyId },
    }),
  });
  return { world, door, s3 };
}

/** The same over HTTP, on a free port. */
export async function serveS3World(): Promise<
  S3World & { readonly url: string; stop(): Promise<void> }
> {
  const created = createS3World();
  const http = createHttpDoor(created.door, { port: 0 });
  const { url } = await http.start();
  return { ...created, url, stop: () => http.stop() };
}
