import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { answerDirectly } from '@understudy/aws-simulator';
import {
  KONECTA_REGIONS,
  type KonectaRegion,
  type RegionScene,
  type RegionSceneOptions,
} from '@understudy/fault-simulation';
import {
  createRegionRecords,
  type Incident,
  type Observation,
  type RegionRecords,
} from '@understudy/leases';

import { packageOf, regionScene, type SceneChange } from './scenes.ts';

/** A scene with Understudy in all three regions, and what is asked of its observers. */
export interface ObservingScene extends RegionScene {
  readonly records: Readonly<Record<KonectaRegion, RegionRecords>>;
  observations(): Promise<readonly Observation[]>;
  guardIncidents(): Promise<readonly Incident[]>;
  /** Changes of the user's resources by our functions: `rds:RebootDBInstance us-east-1`. */
  changed(sinceMilliseconds?: number): readonly string[];
}

export async function observingScene(
  options: Partial<RegionSceneOptions> &
    SceneChange & { readonly in?: readonly KonectaRegion[] } = {},
): Promise<ObservingScene> {
  const { in: regions = ['primary', 'recovery', 'witness'], ...rest } = options;
  const packages = Object.fromEntries(regions.map((role) => [role, packageOf(role)]));
  const scene = await regionScene({ packages, ...rest });
  const recordsOf = (role: KonectaRegion): RegionRecords =>
    createRegionRecords({
      client: clientOf(scene, KONECTA_REGIONS[role]),
      table: scene.tableName,
      clock: scene.clock,
    });
  const records = {
    primary: recordsOf('primary'),
    recovery: recordsOf('recovery'),
    witness: recordsOf('witness'),
  };
  return {
    ...scene,
    records,
    observations: () => scene.during(records.recovery.readObservations(scene.konecta.plan)),
    async guardIncidents() {
      const key = `guard#${scene.konecta.plan}` as const;
      const found = await scene.during(scene.stores.recovery.listIncidents({ key, limit: 50 }));
      return [...found].sort((a, b) => a.openedAtMilliseconds - b.openedAtMilliseconds);
    },
    changed: (since = 0) =>
      scene.changes(since).map(({ call }) => `${call.service}:${call.operation} ${call.region}`),
  };
}

function clientOf({ aws }: RegionScene, region: string): DynamoDBClient {
  const credentials = { accessKeyId: 'person', secretAccessKey: 'none' };
  const client = new DynamoDBClient({ region, credentials });
  const principal = { kind: 'user', name: 'operator' } as const;
  const cause = { kind: 'person', name: 'operator' } as const;
  answerDirectly(client, aws.world, { principal, cause }, region);
  return client;
}
