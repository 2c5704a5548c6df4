import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '@understudy/clock';
import type { LeaseKey } from '../model.ts';
import { listKeys } from '../store/service-records.ts';
import { accessTable } from '../table/table-access.ts';
import { addLook, readObservations } from './observations.ts';
import { readGuard, saveGuard } from './guard-records.ts';
import type {
  GuardRecord,
  Observation,
  ReadinessRecord,
  RegionLook,
  Surrender,
  SurrenderRecord,
} from './region-model.ts';
import { readReadiness, saveReadiness } from './readiness-records.ts';
import { readSurrender, writeSurrender } from './surrenders.ts';

/**
 * What regions say to each other through a table: what an observer saw, and that a region is no
 * longer in charge. Whoever writes here holds no lease: the order of what is said protects it.
 */
export interface RegionRecords {
  readObservations(plan: string): Promise<readonly Observation[]>;
  addLook(from: Omit<Observation, 'looks'>, look: RegionLook): Promise<Observation>;
  readSurrender(key: LeaseKey): Promise<SurrenderRecord | undefined>;
  surrender(marker: Surrender): Promise<SurrenderRecord>;
  withdrawSurrender(marker: Surrender): Promise<SurrenderRecord>;
  readGuard(plan: string): Promise<GuardRecord | undefined>;
  /** `newer-found`: another guard has seen more since, and nothing was written. */
  saveGuard(plan: string, record: GuardRecord): Promise<'saved' | 'newer-found'>;
  /** What each region last found. */
  readReadiness(plan: string): Promise<readonly ReadinessRecord[]>;
  saveReadiness(plan: string, record: ReadinessRecord): Promise<void>;
  /** Every service and plan that this region knows: what surrenders with it. */
  listKeys(): Promise<readonly LeaseKey[]>;
}

/** Over the table of any region; the clock is for the pauses between tries only. */
export function createRegionRecords(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}): RegionRecords {
  const table = accessTable(options);
  return {
    readObservations: (plan) => readObservations(table, plan),
    addLook: (from, look) => addLook(table, from, look),
    readSurrender: (key) => readSurrender(table, key),
    surrender: (marker) => writeSurrender(table, { ...marker, state: 'surrendered' }),
    withdrawSurrender: (marker) => writeSurrender(table, { ...marker, state: 'withdrawn' }),
    readGuard: (plan) => readGuard(table, plan),
    saveGuard: (plan, record) => saveGuard(table, plan, record),
    readReadiness: (plan) => readReadiness(table, plan),
    saveReadiness: (plan, record) => saveReadiness(table, plan, record),
    listKeys: () => listKeys(table),
  };
}
