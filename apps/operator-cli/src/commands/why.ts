import { TerminalError } from '@understudy/errors';
import type { Incident } from '@understudy/leases';

import { isPlanTarget } from '../region/plan-world.ts';
import { reach, type Reached } from '../region/reach.ts';
import { nextOf, renderIncident } from '../telling/describe-incident.ts';
import { lastOfNote } from '../telling/describe-service.ts';
import { argument, type CommandSpec } from './command-spec.ts';

export const why: CommandSpec = {
  usage: 'why <incident>',
  summary: 'why an incident went as it did: decision, evidence, timeline, outcome, next',
  details:
    'A service instead of an incident, or `dr` for the recovery plan, means its newest one of note. The exit code is 0 whatever the outcome was: the question was answered.',
  examples: ['understudy why signaling-20261122-0304-e212f4', 'understudy why signaling'],
  asksAws: true,
  async act({ settings, output }, input) {
    const name = argument(input, 0);
    const reached = await reach(settings, name);
    const incident = await findIncident(reached, name);
    const { store } = reached.world;
    const timeline = await store.readTimeline(incident.id);
    renderIncident(output, incident, timeline);
    output.data({ incident, timeline, next: nextOf(incident) ?? null });
    return 0;
  },
};

/** By its id, or the newest of a service or of the plan. */
export async function findIncident(
  { world: { store }, key }: Reached,
  name: string,
): Promise<Incident> {
  const incident = await store.readIncident(name);
  if (incident) return incident;
  const newest = await lastOfNote(store, key);
  if (newest) return newest;
  throw new TerminalError(
    'Refused',
    `Expected an incident or a service with one, found ${name}, of which nothing is recorded. Next: understudy status${isPlanTarget(name) ? ' dr' : ''}`,
  );
}
