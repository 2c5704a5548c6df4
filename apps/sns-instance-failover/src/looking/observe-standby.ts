import type { Ec2Reads, InstanceFact, VolumeFact } from '@understudy/aws-clients';

/** What only matters once the standby may be needed: not asked at every look of a healthy service. */
export interface StandbyFacts {
  readonly mayStart: { readonly refusal?: string } | 'unknown';
  readonly volumes: readonly VolumeFact[] | 'unknown';
}

export const UNKNOWN_STANDBY: StandbyFacts = { mayStart: 'unknown', volumes: 'unknown' };

/** Asks, by a dry run and a read, what the standby's start would need. Never throws. */
export async function observeStandby(
  ec2: Pick<Ec2Reads, 'mayStart' | 'describeVolumes'>,
  standby: InstanceFact | undefined,
  read: { readonly signal: AbortSignal },
): Promise<StandbyFacts> {
  if (!standby || standby.state === 'terminated') return UNKNOWN_STANDBY;
  const [mayStart, volumes] = await Promise.all([
    ec2.mayStart(standby.id, read).then(
      (refusal) => (refusal === undefined ? {} : { refusal }),
      () => 'unknown' as const,
    ),
    ec2.describeVolumes(standby.volumeIds, read).catch(() => 'unknown' as const),
  ]);
  return { mayStart, volumes };
}
