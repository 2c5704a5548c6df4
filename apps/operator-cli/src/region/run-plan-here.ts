import {
  nameIncident,
  RecoveryInput,
  runRecovery,
  STEP_KINDS,
  type OrderTrigger,
} from '@understudy/dr-orchestrator';
import type { Incident, TimelineEntry } from '@understudy/leases';
import type { CallFunction } from '@understudy/workflow';
import * as z from 'zod';

import { confirm } from '../commands/confirm.ts';
import { textOption, type CommandContext, type CommandInput } from '../commands/command-spec.ts';
import { hostLocally, tellingStore } from '../local/host-locally.ts';
import { runJournaled, type Hosting } from '../local/local-run.ts';
import { HERE } from '../local/run-local.ts';
import { renderEntry } from '../telling/describe-incident.ts';
import { followPlan, showEnd } from './follow-plan.ts';
import { connectPlan, PLAN_WORD, type PlanWorld } from './plan-world.ts';
import { consequencesOf, readRunOrder } from './run-plan.ts';

/** A recovery by the workflow on this machine: for when Lambda's control plane cannot be asked. */
export async function runPlanHere(context: CommandContext, input: CommandInput): Promise<number> {
  const world = await connectPlan(context.settings);
  const { reason, force } = readRunOrder(input);
  const { plan, key, clock } = world;
  const begun = clock.now();
  const incident = await runJournaled(context, world, {
    word: PLAN_WORD,
    key,
    journal: textOption(input, 'journal'),
    input: RecoveryInput,
    async begin(id): Promise<RecoveryInput> {
      const { state } = await world.store.readService(key);
      await confirm(context, input, [
        ...consequencesOf(world, state?.epoch, force),
        HERE,
        'Terraform and the deployer run as functions in the recovery region all the same.',
      ]);
      const epoch = state === undefined ? {} : { expectedEpoch: state.epoch };
      const trigger: OrderTrigger = {
        ...{ kind: 'order', order: 'run', by: world.person, reason, force },
        ...epoch,
        atMilliseconds: clock.now(),
        messageId: id,
      };
      const incidentId = nameIncident(plan.name, trigger);
      return { plan: plan.name, incidentId, trigger, rehearse: false };
    },
    host: (hosting) =>
      hostRecovery(hosting, world, (entry) => renderEntry(context.output, entry, begun)),
  });
  return showEnd(context, incident ?? (await followOther(context, world)));
}

/** Its incident at the end; undefined: another one had the plan already, and this run joined it. */
async function hostRecovery(
  hosting: Hosting<RecoveryInput>,
  { recovery, plan }: PlanWorld,
  onEntry: (entry: TimelineEntry) => void,
): Promise<Incident | undefined> {
  const world = { ...recovery, store: tellingStore(recovery.store, onEntry) };
  const outcome = await hostLocally(hosting, {
    body: (workflow, event, invocation, owner) =>
      runRecovery(workflow, event, { world, kinds: STEP_KINDS, invocation, owner }),
    call: callIn(world.inRegion(plan.regions.recovery).functions),
  });
  if (outcome.status === 'FAILED' && outcome.error.code !== 'RecoveryStepFailed') {
    throw outcome.error;
  }
  const answer = Answer.safeParse(outcome.status === 'FAILED' ? undefined : outcome.result);
  if (answer.data?.body.outcome === 'joined') return undefined;
  // What it took up keeps its own id; a run of its own has that of its input.
  const id = answer.data?.body.incident ?? (await incidentOf(hosting, recovery.store));
  return world.store.readIncident(id);
}

const Answer = z.object({
  body: z.object({ outcome: z.string().optional(), incident: z.string().optional() }),
});

/** The success response is the document's, and names no incident. */
async function incidentOf(
  { input, executionArn }: Hosting<RecoveryInput>,
  store: PlanWorld['store'],
): Promise<string> {
  if (await store.readIncident(input.incidentId)) return input.incidentId;
  const recent = await store.listIncidents({ key: `plan#${input.plan}`, limit: RECENT });
  return recent.find(({ executions }) => executions.includes(executionArn))?.id ?? input.incidentId;
}

/** A run that has just ended is among the newest. */
const RECENT = 10;

/** Calls of a durable function, made by this process with its own credentials. */
function callIn(
  functions: ReturnType<PlanWorld['recovery']['inRegion']>['functions'],
): CallFunction {
  return async (name, payload) => {
    const answer = await functions.invoke(name, JSON.parse(payload ?? 'null'));
    return answer === undefined ? undefined : JSON.stringify(answer);
  };
}

async function followOther(context: CommandContext, world: PlanWorld): Promise<Incident> {
  const { openIncident } = await world.store.readService(world.key);
  const id = openIncident?.id ?? PLAN_WORD;
  context.output.line(`A run is under way and takes the order up: ${id}`);
  return followPlan(context, world, id);
}
