import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  createRegionScene,
  KONECTA_REGIONS,
  readPackagedFunctions,
  stackOfApp,
  type KonectaRegion,
  type RegionScene,
  type RegionSceneOptions,
  type StackPackage,
} from '@understudy/fault-simulation';

import { createSourceFunctions, httpOf } from '../src/simulation/index.ts';
import type { Log } from '../src/settings/settings.ts';
import type { HttpProbe } from '../src/world/recovery-world.ts';

const WORKSPACE = path.resolve(__dirname, '../../..');

const STAGE_FILE = 'apps/dr-orchestrator/config/dev.yml';

/** Roots that stand in for a package with another stage file. */
const roots: string[] = [];

/** Scenes whose story goes on: what begins in `beforeAll` is judged after each test of it. */
const scenes = new Set<RegionScene>();

/** Whatever a story tells: after it the region invariants have held (design, section 4). */
afterEach(() => {
  expect([...scenes].flatMap((scene) => scene.violations())).toEqual([]);
});

/** For stories told by the dozen in one test: its worlds need not all be kept until the end. */
export function judgeAndLeave(scene: RegionScene): readonly string[] {
  scenes.delete(scene);
  return scene.violations();
}

afterAll(() => {
  scenes.clear();
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** As `sls package` wrote it for a region, read once. */
const packages = new Map<KonectaRegion, StackPackage>();

/** The instance scale's own functions look each minute too; a story of both asks for `all`. */
export function packageOf(role: KonectaRegion, apps: 'all' | 'own' = 'own'): StackPackage {
  const region = KONECTA_REGIONS[role];
  const name = role === 'witness' ? `${region}-witness` : region;
  const whole = packages.get(role) ?? readPackagedFunctions(WORKSPACE, 'dev', name);
  packages.set(role, whole);
  return apps === 'all' || role === 'witness' ? whole : stackOfApp(whole, 'dr-orchestrator');
}

function stageFile(change: (yaml: string) => string = (yaml) => yaml): string {
  return change(readFileSync(path.join(WORKSPACE, STAGE_FILE), 'utf8'));
}

/** Another stage file than the repository's, beneath a root of its own. */
export function rootWith(plan: (yaml: string) => string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'understudy-plan-'));
  roots.push(root);
  mkdirSync(path.join(root, path.dirname(STAGE_FILE)), { recursive: true });
  writeFileSync(path.join(root, STAGE_FILE), stageFile(plan));
  return root;
}

/** The app is deployed anew in the plan's home, with another stage file beneath the same root. */
export function redeploy(at: RegionScene, root: string, plan: (yaml: string) => string): void {
  writeFileSync(path.join(root, STAGE_FILE), stageFile(plan));
  const { functions } = at.regions.recovery.lambda;
  for (const { name, latest, aliases } of functions.all()) {
    functions.put(latest.settings);
    for (const alias of aliases.keys()) aliases.set(alias, functions.publish(name));
  }
}

export interface SceneChange {
  readonly log?: Log;
  /** Another stage file than the repository's. */
  readonly plan?: (yaml: string) => string;
  /** Where that stage file is, for a story that changes it. */
  readonly root?: string;
  /** All that is deployed in one stack, or this app's functions alone. Default: its own. */
  readonly apps?: 'all' | 'own';
  /** What a function's request over the network meets. Default: what the world serves. */
  readonly http?: (served: HttpProbe, fromRegion: string) => HttpProbe;
}

/** konecta-erp with this app's functions from source, a modelled runner and a modelled deployer. */
export async function regionScene(
  options: Partial<RegionSceneOptions> & SceneChange = {},
): Promise<RegionScene> {
  const { log, plan, root, apps, http = (served) => served, ...rest } = options;
  const late: { scene?: RegionScene } = {};
  const sourceFunctions = createSourceFunctions({
    root: root ?? (plan ? rootWith(plan) : WORKSPACE),
    http: (fromRegion) =>
      http(
        httpOf(() => late.scene),
        fromRegion,
      ),
    ...(log ? { log } : {}),
  });
  const scene = await createRegionScene({
    packages: {
      recovery: packageOf('recovery', apps),
      primary: packageOf('primary', apps),
      witness: packageOf('witness'),
    },
    sourceFunctions,
    whenUnknown: /^when-unknown: proceed$/m.test(stageFile(plan)) ? 'proceed' : 'ask',
    ...rest,
  });
  late.scene = scene;
  scenes.add(scene);
  return scene;
}
