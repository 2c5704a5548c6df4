import { TerminalError } from '@understudy/errors';

import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { nextOf } from '../telling/describe-incident.ts';
import { outcomeWords } from '../telling/describe-service.ts';
import { followPlan, showEnd } from '../region/follow-plan.ts';
import { connectPlan, isPlanTarget, PLAN_WORD } from '../region/plan-world.ts';
import { reach } from '../region/reach.ts';
import { followIncident } from '../world/follow.ts';
import { argument, type CommandContext, type CommandSpec } from './command-spec.ts';
import { createFollower } from './following.ts';
import { findIncident } from './why.ts';

export const watch: CommandSpec = {
  usage: 'watch <incident>',
  summary: 'follows an incident until it is closed or waits for a person',
  details:
    'A service instead of an incident means its newest one of note. The exit code is that of the outcome. Ctrl-C ends the watching, never the incident.',
  examples: [
    'understudy watch signaling-20261122-0304-e212f4',
    'understudy watch signaling',
    'understudy watch dr',
  ],
  asksAws: true,
  async act(context, input) {
    const { settings, output } = context;
    const name = argument(input, 0);
    if (isPlanTarget(name)) return watchPlan(context, name);
    const reached = await reach(settings, name);
    const { world } = reached;
    const { id } = await findIncident(reached, name);
    const incident = await followIncident(createFollower(context, world, `watching ${id}`), id);
    if (!incident?.outcome) {
      throw new TerminalError(
        'IncidentUnknown',
        `Expected the incident ${id} with an outcome, found none. Next: understudy status`,
      );
    }
    output.line(outcomeWords(incident));
    const next = nextOf(incident);
    if (next) output.line(`Next: ${next}`);
    output.data({ incident, timeline: await world.store.readTimeline(id) });
    return OUTCOME_EXIT_CODES[incident.outcome.name];
  },
};

/** The plan's steps side by side, each with its time against its estimate. */
async function watchPlan(context: CommandContext, name: string): Promise<number> {
  const world = await connectPlan(context.settings);
  // An incident that was only just ordered may not be written yet: it is waited for.
  const id = name === PLAN_WORD ? (await findIncident({ world, key: world.key }, name)).id : name;
  return showEnd(context, await followPlan(context, world, id));
}
