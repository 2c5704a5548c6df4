import {
  effectiveArming,
  ownerId,
  type Incident,
  type LeaseKey,
  type LeaseStore,
  type MemberRecord,
  type ServiceRecord,
} from '@understudy/leases';

import type { Output } from '../output/output.ts';
import { formatTime } from '../output/seconds.ts';

/** A service as the table says it, with its last incident. */
export interface ServiceStatus {
  readonly record: ServiceRecord;
  readonly last: Incident | undefined;
}

export function serviceName({ key }: Pick<ServiceRecord, 'key'>): string {
  return key.slice(key.indexOf('#') + 1);
}

/** One service in a few lines, the most important first. */
export function renderService(output: Output, { record, last }: ServiceStatus, now: number): void {
  const { paint } = output;
  const { state, lease, openIncident } = record;
  const arming = effectiveArming(record.arming, now);
  const inCharge = state
    ? `${state.active} in charge, epoch ${state.epoch}`
    : 'nothing is known yet of who is in charge';
  output.line(`${paint.bold(serviceName(record))}: ${inCharge}`);
  const armed = arming.mode === 'armed' ? paint.green(arming.mode) : paint.yellow(arming.mode);
  row(output, 'arming', `${armed}. ${arming.reason}`);
  for (const role of ['primary', 'backup'] as const) {
    const member = state?.members[role];
    if (member) row(output, role, memberWords(member));
  }
  const holder = lease.owner ? `held by ${ownerId(lease.owner)}` : 'free';
  const declared = lease.declaredOver
    ? `, declared over by ${lease.declaredOver.by}: ${lease.declaredOver.reason}`
    : '';
  const calls = lease.unsettled.length > 0 ? `, ${lease.unsettled.length} calls not settled` : '';
  row(output, 'lease', `${holder}, term ${lease.term}${declared}${calls}`);
  if (state?.coolDownUntilMilliseconds !== undefined && state.coolDownUntilMilliseconds > now) {
    row(
      output,
      'cool-down',
      `soft symptoms are held until ${formatTime(state.coolDownUntilMilliseconds)}`,
    );
  }
  if (openIncident) row(output, 'open', paint.yellow(openIncident.id));
  if (last)
    row(
      output,
      'last',
      `${formatTime(last.openedAtMilliseconds)} ${last.id}: ${outcomeWords(last)}`,
    );
}

export function memberWords(member: MemberRecord): string {
  const { instanceId, fencedSinceMilliseconds, suspect, originalSecurityGroups } = member;
  return [
    instanceId,
    ...(fencedSinceMilliseconds === undefined
      ? []
      : [`fenced since ${formatTime(fencedSinceMilliseconds)}`]),
    ...(suspect ? [`suspect (${suspect.reason}): understudy accept makes it usable again`] : []),
    ...(originalSecurityGroups ? ['isolated by the quarantine group'] : []),
  ].join(', ');
}

export function outcomeWords({ outcome }: Incident): string {
  return outcome ? `${outcome.name} (${outcome.reason}). ${outcome.sentence}` : 'under way';
}

function row(output: Output, name: string, words: string): void {
  output.line(`  ${name.padEnd(10)}${words}`);
}

/** How far back the last incident of note is looked for. */
const LAST_INCIDENTS_MAX = 20;

/**
 * The newest incident that was more than a look at a healthy service; else the newest. What a
 * person asks about is the failover, not the alarm of the standby that came after it.
 */
export async function lastOfNote(store: LeaseStore, key: LeaseKey): Promise<Incident | undefined> {
  const newest = await store.listIncidents({ key, limit: LAST_INCIDENTS_MAX });
  return newest.find(({ outcome }) => outcome?.name !== 'nothing-to-do') ?? newest[0];
}
