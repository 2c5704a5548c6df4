import type { RegionScene } from '@understudy/fault-simulation';
import type { Incident } from '@understudy/leases';

/** From the loss of a region to its recovery: the confirm window and the longest draws of the field. */
export const RECOVERY_SECONDS_MAX = 3_600;

/** Waits until every execution of the recovery has ended, and something has begun. */
export async function untilEnded(
  at: RegionScene,
  secondsMax = RECOVERY_SECONDS_MAX,
): Promise<void> {
  const ended = (): boolean => {
    const runs = recoveries(at);
    return runs.length > 0 && runs.every(({ journal }) => journal.status !== 'RUNNING');
  };
  await at.passUntil(ended, secondsMax);
}

/** Executions of dr-orchestrator, oldest first. */
export function recoveries(at: RegionScene): ReturnType<RegionScene['executions']> {
  return at.executions().filter(({ arn }) => arn.includes('-dr-orchestrator:'));
}

/** What the newest execution gave, or its error. */
export function resultOf(at: RegionScene): unknown {
  const journal = recoveries(at).at(-1)?.journal;
  if (journal?.result === undefined) return journal?.error;
  return JSON.parse(journal.result) as unknown;
}

export async function lastIncident(at: RegionScene): Promise<Incident> {
  const last = (await at.incidents()).at(-1);
  if (!last) throw new TypeError('expected an incident, found none');
  return last;
}

/** Steps of the last incident with how each stands. */
export async function phases(at: RegionScene): Promise<Readonly<Record<string, string>>> {
  const { steps } = await at.plan();
  return Object.fromEntries(Object.entries(steps).map(([name, { phase }]) => [name, phase]));
}

/** All sentences of an incident's timeline. */
export async function tale(at: RegionScene, incidentId: string): Promise<string> {
  const entries = await at.timeline(incidentId);
  return entries.map(({ step, sentence }) => `${step}: ${sentence}`).join('\n');
}

/** Calls of the functions that changed the user's resources, as `<service>:<operation>`. */
export function changeNames(at: RegionScene, since = 0): readonly string[] {
  return at.changes(since).map(({ call }) => `${call.service}:${call.operation}`);
}

export function promotions(at: RegionScene): number {
  return changeNames(at).filter((name) => name === 'rds:PromoteReadReplica').length;
}

/** How many executions ended with the document's success. */
export function successes(at: RegionScene): number {
  return recoveries(at).filter(({ journal }) => journal.result?.includes('completed successfully'))
    .length;
}

/** Promotions that AWS took up, not those that were only asked for. */
export function promoted({ aws }: RegionScene): number {
  return aws.world.log.entries.filter(
    (entry) => entry.kind === 'effect' && entry.subject.endsWith('/promotion'),
  ).length;
}

/** A person's order, as `understudy run dr` sends it. */
export async function orderRun(at: RegionScene, id: string): Promise<void> {
  const order = { kind: 'run', by: 'operator', reason: 'repaired', force: false, id };
  await at.invokeEntry({ order });
}
