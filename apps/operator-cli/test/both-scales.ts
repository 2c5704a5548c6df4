import path from 'node:path';

import {
  createSourceFunctions as planFunctions,
  httpOf,
} from '@understudy/dr-orchestrator/simulation';
import {
  createRegionScene,
  leaseHistory,
  readPackagedFunctions,
  stackOfApp,
  type RegionScene,
} from '@understudy/fault-simulation';
import {
  leaseViolations,
  populateJupiter,
  violationsOf,
  type Jupiter,
  type JupiterService,
} from '@understudy/aws-simulator';
import type { Incident, ServiceRecord } from '@understudy/leases';
import { createSourceFunctions as serviceFunctions } from '@understudy/sns-instance-failover/simulation';

const WORKSPACE = path.resolve(__dirname, '../../..');
const STAGE = 'dev';
const OLD_REGION = 'us-east-1';

/** Observers have looked, and the reconciler has adopted the service. */
const SETTLING_SECONDS = 130;

/** konecta-erp and its plan, and jupiter in the region that the plan leaves. */
export interface BothScales extends RegionScene {
  readonly jupiter: Jupiter;
  readonly pair: JupiterService;
  /** Of the service, in the old region's table. */
  serviceRecord(): Promise<ServiceRecord>;
  /** Of the service, oldest first. */
  serviceIncidents(): Promise<readonly Incident[]>;
  /** What was violated of one instance in charge, and of its leases. */
  serviceViolations(): readonly string[];
}

/** One world of both scales; the functions of both apps run from source. */
export async function bothScales(): Promise<BothScales> {
  const late: { scene?: RegionScene } = {};
  const packaged = (name: string) => readPackagedFunctions(WORKSPACE, STAGE, name);
  const scene = await createRegionScene({
    konecta: { prepared: true },
    settlingSeconds: 0,
    packages: {
      // The old region's own stack, whole: what happens to its services is what is told here.
      primary: packaged(OLD_REGION),
      recovery: stackOfApp(packaged('eu-west-1'), 'dr-orchestrator'),
      witness: packaged('eu-central-1-witness'),
    },
    sourceFunctions: new Map([
      ...serviceFunctions({ root: WORKSPACE }),
      ...planFunctions({ root: WORKSPACE, http: () => httpOf(() => late.scene) }),
    ]),
  });
  late.scene = scene;
  const { aws, stores } = scene;
  const home = scene.regions.primary;
  const jupiter = populateJupiter(aws.world, { ...home, region: OLD_REGION }, { stage: STAGE });
  const [pair] = Object.values(jupiter.services);
  if (!pair) throw new TypeError('expected a service of jupiter, found none');
  const key = `service#${pair.name}` as const;
  const atMilliseconds = scene.clock.now();
  const arming = { mode: 'armed', reason: 'a test', by: 'operator', atMilliseconds } as const;
  await scene.during(stores.primary.setArming(key, arming));
  await scene.pass(SETTLING_SECONDS);
  return {
    ...scene,
    jupiter,
    pair,
    serviceRecord: () => scene.during(stores.primary.readService(key)),
    async serviceIncidents() {
      const found = await scene.during(stores.primary.listIncidents({ key, limit: 50 }));
      return [...found].sort((one, other) => one.openedAtMilliseconds - other.openedAtMilliseconds);
    },
    serviceViolations() {
      const { entries } = aws.world.log;
      const history = leaseHistory(home.dynamodb, scene.tableName);
      return [
        ...violationsOf(entries, jupiter.descriptions),
        ...leaseViolations(entries, jupiter.descriptions, history),
      ].map(({ rule, sentence }) => `${rule}: ${sentence}`);
    },
  };
}
