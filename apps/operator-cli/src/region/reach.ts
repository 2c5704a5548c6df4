import type { Plan } from '@understudy/dr-orchestrator';
import type { LeaseKey } from '@understudy/leases';

import { connect, type OperatorWorld } from '../dependencies.ts';
import type { Settings } from '../settings.ts';
import { connectPlan, isPlanTarget } from './plan-world.ts';

/** What a command is about: a service in the caller's region, or the plan in its recovery region. */
export interface Reached {
  readonly world: OperatorWorld;
  readonly key: LeaseKey;
  /** Set when it is about the plan. */
  readonly plan?: Plan;
}

export async function reach(settings: Settings, word: string): Promise<Reached> {
  if (!isPlanTarget(word)) return { world: await connect(settings), key: `service#${word}` };
  const world = await connectPlan(settings);
  return { world, key: world.key, plan: world.plan };
}
