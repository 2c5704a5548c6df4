import {
  checkReadiness,
  createPrerequisiteReads,
  STEP_KINDS,
  type RecoveryWorld,
} from '@understudy/dr-orchestrator';

import type { CommandContext } from '../commands/command-spec.ts';
import { topicNameOf } from '../local/tell-people.ts';
import { READINESS_EXIT_CODES } from '../output/exit-codes.ts';
import { markOf } from '../telling/describe-incident.ts';
import { connectPlan } from './plan-world.ts';

/** Will a recovery work tonight: each thing that it needs, why, what was found, what repairs it. */
export async function readinessOfPlan({ settings, output }: CommandContext): Promise<number> {
  const world = await connectPlan(settings);
  const { plan, recovery } = world;
  output.progress(`checking ${plan.name} in ${plan.regions.recovery} …`);
  const reads = createPrerequisiteReads(world.clients);
  const readiness = await checkReadiness(asDeployed(recovery), STEP_KINDS, reads);
  for (const { what, why, found, mark, repair } of readiness.findings) {
    output.line(`${markOf(output, mark).padEnd(12)} ${what}: ${found}`);
    if (mark === 'verified') continue;
    output.line(output.paint.dim(`             because ${why}`));
    if (repair !== undefined) output.line(output.paint.dim(`             repair: ${repair}`));
  }
  output.line(`${readiness.state}: ${readiness.sentence}`);
  output.data(readiness);
  return READINESS_EXIT_CODES[readiness.state];
}

/** With the topic that the deployed functions have, where the stage file names no other. */
function asDeployed(recovery: RecoveryWorld): RecoveryWorld {
  const { settings } = recovery;
  const { notificationTopicArn = topicNameOf(settings.stage) } = settings;
  return { ...recovery, settings: { ...settings, notificationTopicArn } };
}
