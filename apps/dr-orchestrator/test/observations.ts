import type { Observation, RegionLook, SensorReading, SensorResult } from '@understudy/leases';

import { judgeOutage } from '../src/deciding/judge-outage.ts';
import { DEFAULT_OUTAGE_POLICY, type OutageVerdict } from '../src/deciding/outage-verdict.ts';

/** The moment of the question in tests of verdicts. */
export const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

/** What the sensors of one look say; what is left out was not asked. */
export interface Said {
  readonly control?: SensorResult;
  readonly application?: SensorResult;
  readonly database?: SensorResult | 'recovering';
  readonly balancer?: SensorResult;
  readonly replication?: SensorResult;
  readonly alarms?: SensorResult;
}

export const SERVES: Said = { application: 'yes', database: 'yes', balancer: 'yes' };
export const SILENCE: Said = {
  application: 'no-answer',
  database: 'no-answer',
  balancer: 'no-answer',
};

export function aLook(secondsAgo: number, { control = 'yes', ...said }: Said): RegionLook {
  return {
    atMilliseconds: NOW - secondsAgo * 1_000,
    control: { sensor: 'control', result: control, words: `control says ${control}` },
    sensors: Object.entries(said).map(([sensor, result]): SensorReading => {
      const words = `${sensor} says ${result}`;
      return result === 'recovering'
        ? { sensor, result: 'no', words, recovering: true }
        : { sensor, result, words };
    }),
  };
}

/** Looks of one observer, each a minute after the one before, the last one `endSecondsAgo`. */
export function eachMinute(said: readonly Said[], endSecondsAgo = 0): readonly RegionLook[] {
  return said.map((one, index) => aLook(endSecondsAgo + (said.length - 1 - index) * 60, one));
}

export function anObservation(
  observer: 'observer' | 'witness',
  looks: readonly RegionLook[],
  change: Partial<Observation> = {},
): Observation {
  const region = observer === 'observer' ? 'eu-west-1' : 'eu-central-1';
  return { plan: 'konecta-erp', observer, region, looks, ...change };
}

/** The verdict of now, over the default window. */
export function judge(...observations: readonly Observation[]): OutageVerdict {
  return judgeOutage({
    plan: 'konecta-erp',
    primaryRegion: 'us-east-1',
    observations,
    policy: DEFAULT_OUTAGE_POLICY,
    nowMilliseconds: NOW,
  });
}
