import path from 'node:path';

import {
  answerOf,
  createRegionScene,
  readPackagedFunctions,
  type RegionScene,
  type RegionSceneOptions,
} from '@understudy/fault-simulation';

import { createSourceFunctions } from '../src/simulation/index.ts';
import type { Log } from '../src/settings/settings.ts';
import type { HttpProbe } from '../src/world/recovery-world.ts';

const WORKSPACE = path.resolve(__dirname, '../../..');

/** konecta-erp with this app's functions from source, a modelled runner and a modelled deployer. */
export async function regionScene(
  options: Partial<RegionSceneOptions> & { readonly log?: Log } = {},
): Promise<RegionScene> {
  const { log, ...rest } = options;
  const late: { scene?: RegionScene } = {};
  const sourceFunctions = createSourceFunctions({
    root: WORKSPACE,
    http: () => httpOf(() => late.scene),
    ...(log ? { log } : {}),
  });
  const scene = await createRegionScene({
    packages: {
      recovery: readPackagedFunctions(WORKSPACE, 'dev', 'eu-west-1'),
      primary: readPackagedFunctions(WORKSPACE, 'dev', 'us-east-1'),
      witness: readPackagedFunctions(WORKSPACE, 'dev', 'eu-central-1-witness'),
    },
    sourceFunctions,
    ...rest,
  });
  late.scene = scene;
  return scene;
}

const STATUS = { ok: 200, error: 502, 'no-target': 503 } as const;

function httpOf(scene: () => RegionScene | undefined): HttpProbe {
  return {
    async get(url) {
      const here = scene();
      const answer = here ? answerOf(here, new URL(url).hostname) : 'no-answer';
      if (answer === 'no-answer') return { answered: false, why: 'no answer in time' };
      return { answered: true, status: STATUS[answer], bodyStart: answer };
    },
  };
}
