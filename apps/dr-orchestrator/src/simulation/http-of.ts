import { answerOf, type RegionScene } from '@understudy/fault-simulation';

import type { HttpProbe } from '../world/recovery-world.ts';

/** What a balancer answers where its application errs, or has no target [documented]. */
const STATUS = { ok: 200, error: 502, 'no-target': 503 } as const;

/** A request of a function over the network of a scene, which may not be there yet. */
export function httpOf(scene: () => RegionScene | undefined): HttpProbe {
  return {
    async get(url) {
      const here = scene();
      // The world is settling: nothing has happened to anybody yet.
      const answer = here ? answerOf(here, new URL(url).hostname) : 'ok';
      if (answer === 'no-answer') return { answered: false, why: 'no answer in time' };
      return { answered: true, status: STATUS[answer], bodyStart: answer };
    },
  };
}
