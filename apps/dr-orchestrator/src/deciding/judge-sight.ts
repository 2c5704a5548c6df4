import type { Observation, RegionLook, SensorReading } from '@understudy/leases';

import { judgeLook, type LookState } from './judge-look.ts';
import type { ObserverSight, OutagePolicy } from './outage-verdict.ts';

/** A look from further ahead than clocks differ is not believed, whoever wrote it. */
export const CLOCK_SKEW_SECONDS_MAX = 30;

/** What one observer has seen: its newest look, and since when nothing has served. */
export function judgeSight(
  observation: Observation,
  policy: OutagePolicy,
  nowMilliseconds: number,
): ObserverSight {
  const { observer, region } = observation;
  const looks = judged(observation.looks, policy);
  const newest = looks.at(-1);
  const base = { observer, region, readings: newest?.look.sensors ?? [] };
  if (newest === undefined) return { ...base, state: 'silent' };
  const { atMilliseconds } = newest.look;
  const ageSeconds = (nowMilliseconds - atMilliseconds) / 1_000;
  const dated = { ...base, newestAtMilliseconds: atMilliseconds };
  if (ageSeconds > policy.observationLimitSeconds || ageSeconds < -CLOCK_SKEW_SECONDS_MAX) {
    return { ...dated, state: 'silent' };
  }
  const { state } = newest;
  if (state !== 'down' && state !== 'mixed') return { ...dated, state };
  const doubted = { doubtedSinceMilliseconds: since(looks, policy, ['down', 'mixed']) };
  if (state === 'mixed') return { ...dated, state, ...doubted };
  return {
    ...dated,
    state,
    ...doubted,
    downSinceMilliseconds: since(looks, policy, ['down']),
    unservedSinceMilliseconds: since(
      looks.filter((look) => look.state !== 'blind'),
      policy,
      ['down'],
    ),
  };
}

interface JudgedLook {
  readonly look: RegionLook;
  readonly state: LookState;
}

/** Each look by itself, except that a recovery that does not end counts as down. */
function judged(looks: readonly RegionLook[], policy: OutagePolicy): readonly JudgedLook[] {
  let recoveringSince: number | undefined;
  let replicatedBefore = false;
  return looks.map((look) => {
    const state = judgeLook(look, { replicatedBefore });
    replicatedBefore ||= look.sensors.some(isReplicating);
    recoveringSince = state === 'recovering' ? (recoveringSince ?? look.atMilliseconds) : undefined;
    const lasted = (look.atMilliseconds - (recoveringSince ?? look.atMilliseconds)) / 1_000;
    return { look, state: lasted > policy.nativeRecoverySeconds ? 'down' : state };
  });
}

function isReplicating({ sensor, result }: SensorReading): boolean {
  return sensor === 'replication' && result === 'yes';
}

/** The oldest of the looks that end with the newest, are all of these and follow without a gap. */
function since(
  looks: readonly JudgedLook[],
  policy: OutagePolicy,
  states: readonly LookState[],
): number {
  let oldest = looks.at(-1)?.look.atMilliseconds ?? 0;
  for (const { look, state } of [...looks].reverse()) {
    const gapSeconds = (oldest - look.atMilliseconds) / 1_000;
    if (!states.includes(state) || gapSeconds > policy.observationLimitSeconds) break;
    oldest = look.atMilliseconds;
  }
  return oldest;
}
