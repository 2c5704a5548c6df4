import { createRegionWatch, type LogEntry } from '@understudy/aws-simulator';

import { KONECTA_REGIONS, type DeployedKonecta } from './deployed-konecta.ts';

/** Says what of a plan's region invariants was violated so far; cheap to ask again. */
export type RegionJudge = () => readonly string[];

/**
 * Judges konecta-erp by the log of its world, from the first entry on: whoever asks sees all that
 * was violated since the world began, each with the moment.
 */
export function createRegionJudge(
  { aws, konecta }: Pick<DeployedKonecta, 'aws' | 'konecta'>,
  { whenUnknown }: { readonly whenUnknown: 'ask' | 'proceed' },
): RegionJudge {
  let forced = false;
  const watch = createRegionWatch({
    name: konecta.plan,
    primary: { region: KONECTA_REGIONS.primary, id: konecta.databaseId },
    recovery: { region: KONECTA_REGIONS.recovery, id: konecta.replicaId },
    closedGroupIds: [konecta.closedGroupId],
    whenUnknown,
    isForced: () => forced,
  });
  const said: string[] = [];
  let next = 0;
  return () => {
    for (const entry of aws.world.log.entries.slice(next)) {
      forced ||= forces(entry);
      for (const { rule, sentence } of watch.see(entry)) {
        said.push(`${new Date(entry.at).toISOString()} ${rule}: ${sentence}`);
      }
      next++;
    }
    return said;
  };
}

/** A person's order with force and a reason: what comes of it is theirs. */
function forces(entry: LogEntry): boolean {
  if (entry.kind !== 'call' || entry.call.cause.kind !== 'person') return false;
  if (entry.call.service !== 'lambda' || entry.call.operation !== 'Invoke') return false;
  const { Payload: payload } = entry.call.input as { readonly Payload?: Uint8Array };
  const said = JSON.parse(new TextDecoder().decode(payload) || 'null') as {
    readonly order?: { readonly force?: boolean; readonly reason?: string };
  } | null;
  return said?.order?.force === true && (said.order.reason ?? '').trim() !== '';
}
