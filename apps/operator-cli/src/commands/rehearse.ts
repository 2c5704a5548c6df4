import { checkService } from '@understudy/sns-instance-failover';

import { connect } from '../dependencies.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { isPlanTarget } from '../region/plan-world.ts';
import { rehearsePlan } from '../region/rehearse-plan.ts';
import { renderChecks } from '../telling/describe-checks.ts';
import { readRouterAnswer } from '../world/executions.ts';
import { followExecution } from '../world/follow.ts';
import { argument, flagOption, type CommandSpec } from './command-spec.ts';
import { createFollower } from './following.ts';
import { judgeChecks } from './judge-checks.ts';

/** For the reads of one look, and the dry runs. */
const LOCAL_MS_MAX = 60_000;

export const rehearse: CommandSpec = {
  usage: 'rehearse <service>',
  summary: 'every step of a failover, checked and not taken, by the deployed functions',
  details:
    "Reads and dry runs with the functions' own role: nothing of yours is changed. `dr` rehearses the recovery plan: every step, Terraform's plan and Kubernetes' dry run included. With --local the same with your own credentials, when the functions cannot be asked.",
  examples: [
    'understudy rehearse signaling',
    'understudy rehearse dr',
    'understudy rehearse signaling --local',
  ],
  options: [{ flags: '--local', description: 'on this machine, with your own credentials' }],
  asksAws: true,
  async act(context, input) {
    const { settings, output, signal } = context;
    const service = argument(input, 0);
    if (isPlanTarget(service)) return rehearsePlan(context);
    const world = await connect(settings);
    if (flagOption(input, 'local')) {
      const definition = world.failover.settings.definitionOf(service);
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LOCAL_MS_MAX)]);
      const checks = await checkService(world.failover, definition, { signal: limited });
      renderChecks(output, service, checks);
      const judged = judgeChecks(checks);
      output.line(judged.sentence);
      output.data({ service, checks, outcome: judged });
      return OUTCOME_EXIT_CODES[judged.name];
    }
    const started = readRouterAnswer(
      await world.functions.invoke(world.routerName, { service, test: true }),
    );
    const result = await followExecution(
      createFollower(context, world, `rehearsing ${service}`),
      started,
    );
    renderChecks(output, service, result.checks ?? []);
    output.line(`${result.outcome.name}: ${result.outcome.sentence}`);
    output.data(result);
    return OUTCOME_EXIT_CODES[result.outcome.name];
  },
};
