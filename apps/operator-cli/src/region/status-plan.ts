import { effectiveArming, ownerId, type ServiceRecord } from '@understudy/leases';

import type { CommandContext } from '../commands/command-spec.ts';
import { formatDuration, formatTime } from '../output/seconds.ts';
import { lastOfNote, outcomeWords } from '../telling/describe-service.ts';
import { connectPlan, type PlanWorld } from './plan-world.ts';

/** Which region is in charge, what is armed, owed, seen and under way. */
export async function statusOfPlan({ settings, output }: CommandContext): Promise<number> {
  const world = await connectPlan(settings);
  const { store, plan, key, clock, recovery } = world;
  const { records } = recovery.inRegion(plan.regions.recovery);
  const [record, planRecord, observations, last] = await Promise.all([
    store.readService(key),
    store.readPlan(key),
    records.readObservations(plan.name),
    lastOfNote(store, key),
  ]);
  const now = clock.now();
  const row = (name: string, words: string): void => output.line(`  ${name.padEnd(10)}${words}`);
  output.line(`${output.paint.bold(plan.name)}: ${chargeWords(world, record)}`);
  const arming = effectiveArming(record.arming, now);
  const paint = arming.mode === 'armed' ? output.paint.green : output.paint.yellow;
  row('arming', `${paint(arming.mode)}. ${arming.reason}`);
  const { owner, term } = record.lease;
  row('lease', `${owner ? `held by ${ownerId(owner)}` : 'free'}, term ${term}`);
  for (const [part, owed] of Object.entries(planRecord.owed)) {
    row('owed', output.paint.yellow(`${part} in ${owed.region}: ${owed.why}`));
  }
  for (const { observer, region, looks } of observations) {
    const newest = looks.at(-1);
    const age = newest ? `${formatDuration(now - newest.atMilliseconds)} ago` : 'never';
    const seen = newest?.sensors.map(({ sensor, result }) => `${sensor} ${result}`).join(', ');
    row(observer, `in ${region}, ${age}: ${seen ?? 'nothing'}`);
  }
  if (record.openIncident) row('open', output.paint.yellow(record.openIncident.id));
  const waiting = record.openIncident?.joinedCount && last?.purpose === 'prepare';
  if (waiting && last.id === record.openIncident?.id) {
    const until = 'it begins when the call of terraform-runner has ended';
    row('waits', output.paint.yellow(`a recovery, for ${last.id}: ${until} (understudy why)`));
  }
  if (last)
    row('last', `${formatTime(last.openedAtMilliseconds)} ${last.id}: ${outcomeWords(last)}`);
  if (observations.length === 0) row('observers', output.paint.yellow('none has looked yet'));
  output.data({ plan: plan.name, ...record, record: planRecord, observations, lastIncident: last });
  return 0;
}

function chargeWords({ plan }: PlanWorld, { state }: ServiceRecord): string {
  const { primary, recovery } = plan.regions;
  if (!state) return `nothing is recorded yet; ${primary} is taken to be in charge`;
  return `${state.active === 'primary' ? primary : recovery} in charge, epoch ${state.epoch}`;
}
