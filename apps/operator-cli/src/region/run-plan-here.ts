import {
  nameIncident,
  RecoveryInput,
  runRecovery,
  STEP_KINDS,
  type OrderTrigger,
} from '@understudy/dr-orchestrator';
import { createStsClient, createStsReads } from '@understudy/aws-clients/sts';
import type { Incident, TimelineEntry } from '@understudy/leases';
import type { CallFunction } from '@understudy/workflow';
import * as z from 'zod';

import { confirm } from '../commands/confirm.ts';
import { textOption, type CommandContext, type CommandInput } from '../commands/command-spec.ts';
import { hostLocally, tellingStore } from '../local/host-locally.ts';
import { runJournaled, type Hosting } from '../local/local-run.ts';
import { HERE } from '../local/run-local.ts';
import { tellingPeople } from '../local/tell-people.ts';
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
  const identity = createStsReads({ client: createStsClient(world.clients) });
  const ended = await runJournaled(context, world, {
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
    async host(hosting) {
      const recovery = await tellingPeople(context, world.recovery, identity);
      const onEntry = (entry: TimelineEntry): void => renderEntry(context.output, entry, begun);
      return hostRecovery(hosting, { ...world, recovery }, onEntry);
    },
  });
  return showEnd(context, ended.incident ?? (await followOther(context, world, ended.id)));
}

/** How it ended here; without an incident another run has the plan, and goes on with this one. */
interface Ended {
  readonly id: string;
  readonly incident?: Incident | undefined;
}

async function hostRecovery(
  hosting: Hosting<RecoveryInput>,
  { recovery, plan }: PlanWorld,
  onEntry: (entry: TimelineEntry) => void,
): Promise<Ended> {
  const world = { ...recovery, store: tellingStore(recovery.store, onEntry) };
  const outcome = await hostLocally(hosting, {
    body: (workflow, event, invocation, owner) =>
      runRecovery(workflow, event, { world, kinds: STEP_KINDS, invocation, owner }),
    call: callIn(world.inRegion(plan.regions.recovery).functions),
  });
  const failed = outcome.status === 'FAILED' ? outcome.error : undefined;
  // Whoever is away for longer than a turn finds that the observer has taken the run up.
  if (failed?.code === 'LeaseLost') return { id: hosting.input.incidentId };
  if (failed && failed.code !== 'RecoveryStepFailed') throw failed;
  const answer = Answer.safeParse(outcome.status === 'FAILED' ? undefined : outcome.result);
  const { incident, outcome: name } = answer.data?.body ?? {};
  if (name === 'joined' && incident !== undefined) return { id: incident };
  // What it took up keeps its own id; a run of its own has that of its input.
  const id = incident ?? (await incidentOf(hosting, recovery.store));
  return { id, incident: await recovery.store.readIncident(id) };
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

async function followOther(
  context: CommandContext,
  world: PlanWorld,
  id: string,
): Promise<Incident> {
  context.output.line(`Another run has it and goes on with it: ${id}`);
  return followPlan(context, world, id);
}
