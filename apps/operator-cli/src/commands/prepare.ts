import { isPlanTarget, PLAN_WORD } from '../region/plan-world.ts';
import { preparePlan } from '../region/prepare-plan.ts';
import { argument, usageError, YES_OPTION, type CommandSpec } from './command-spec.ts';

export const prepare: CommandSpec = {
  usage: 'prepare <plan>',
  summary: 'builds in peace time what a recovery would wait for, so that it is short',
  details:
    'Applies the pilot-light part of the blueprint: cluster, network and balancer stand in the recovery region, without nodes, so that a disaster needs no control plane that may be lost with the region. Never promotes, fences or shifts. Run again it changes nothing and says so. Refused while a recovery is open, while the primary is not well, and while the plan is neither armed nor paused; the last two may be forced.',
  examples: ['understudy prepare dr', 'understudy prepare dr --yes --reason "before the audit"'],
  options: [
    { flags: '--reason <text>', description: 'why: kept in the incident' },
    YES_OPTION,
    { flags: '--force', description: 'although it is not armed or not well; needs --reason' },
    { flags: '--no-wait', description: 'ends when the order is taken; watch follows it' },
  ],
  asksAws: true,
  act(context, input) {
    const word = argument(input, 0);
    if (isPlanTarget(word)) return preparePlan(context, input);
    throw usageError(PLAN_WORD, JSON.stringify(word), 'understudy prepare dr');
  },
};
