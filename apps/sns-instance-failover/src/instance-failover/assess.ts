import type { TargetGroupFact } from '@understudy/aws-clients';
import type { Arming, JoinedTrigger, ServiceState } from '@understudy/leases';
import type { StepScope, Workflow } from '@understudy/workflow';

import { tell } from '../acting/run.ts';
import type { Session } from '../acting/session.ts';
import { decideFailover, type Question } from '../deciding/decide-failover.ts';
import { decideOrder } from '../deciding/decide-order.ts';
import type { Decision } from '../deciding/decision.ts';
import { deriveState } from '../deciding/derive-state.ts';
import { diagnoseService } from '../deciding/diagnose-service.ts';
import { judgeStandby } from '../deciding/viability.ts';
import type { Look } from '../looking/look.ts';
import { observeService, targetGroupsOf } from '../looking/observe-service.ts';
import { observeStandby, UNKNOWN_STANDBY, type StandbyFacts } from '../looking/observe-standby.ts';
import { otherRole } from '../services/service-definition.ts';
import type { OrderTrigger, Trigger } from '../triggers/trigger.ts';

/** What one look brought: the world, and what the table says beside it. */
interface LookStep {
  readonly look: Look;
  readonly groups: readonly TargetGroupFact[];
  readonly state: ServiceState | null;
  /** Set when the table knew nothing: why the world says so, or why it cannot. */
  readonly derived?: string;
  readonly arming: Arming | null;
  readonly joined: readonly JoinedTrigger[];
  /** All that joined, also what was only counted. */
  readonly joinedCount: number;
  readonly facts: StandbyFacts | null;
}

export interface Assessment {
  readonly decision: Decision;
  readonly state: ServiceState | null;
  readonly arming: Arming | null;
  readonly groups: readonly TargetGroupFact[];
  readonly joinsSeen: number;
  readonly trigger: Trigger;
  readonly look: Look;
}

export interface AssessRequest {
  readonly workflow: Workflow;
  readonly session: Session;
  readonly incidentId: string;
  readonly prefix: string;
  readonly trigger: Trigger;
}

/**
 * Looks until there is enough to decide. An order that joins on the way is adopted at the next
 * look: it pre-empts a run that only waits.
 */
export async function assess(request: AssessRequest): Promise<Assessment> {
  const { workflow, session, prefix } = request;
  const looks: Look[] = [];
  let groups: readonly TargetGroupFact[] | undefined;
  for (let number = 1; ; number++) {
    const known: readonly TargetGroupFact[] | undefined = groups;
    const seen: LookStep = await workflow.step(`${prefix}look-${number}`, (scope) =>
      lookStep(request, number, known, scope),
    );
    groups = seen.groups;
    looks.push(seen.look);
    const [first, ...rest] = looks;
    if (!first) continue;
    const trigger = adoptedOrder(seen.joined) ?? request.trigger;
    const base = {
      state: seen.state,
      arming: seen.arming,
      groups,
      joinsSeen: seen.joinedCount,
      trigger,
      look: seen.look,
    };
    if (!seen.state) return { ...base, decision: unknownState(seen, session.service.name) };
    const question: Question = {
      service: session.service,
      trigger,
      looks: [first, ...rest],
      state: seen.state,
      viability: judgeStandby(
        seen.look,
        otherRole(seen.state.active),
        session.service,
        seen.state,
        seen.facts ?? UNKNOWN_STANDBY,
      ),
      nowMilliseconds: seen.look.atMilliseconds,
    };
    if (trigger.kind === 'order' && trigger.order !== 'approve')
      return { ...base, decision: decideOrder(question, trigger) };
    const verdict = decideFailover(question);
    if (verdict.kind === 'decided') return { ...base, decision: verdict.decision };
    await workflow.wait(`${prefix}window-${number}`, verdict.afterSeconds);
  }
}

async function lookStep(
  request: AssessRequest,
  number: number,
  groups: readonly TargetGroupFact[] | undefined,
  scope: StepScope,
): Promise<LookStep> {
  const { session } = request;
  const { world, service, key } = session;
  const begun = world.clock.now();
  const known = groups ?? (await targetGroupsOf(world.elbv2, service, scope));
  const [look, record] = await Promise.all([
    observeService(world, service, {
      signal: scope.signal,
      groups: known,
      withAlarms: number === 1,
    }),
    world.store.readService(key),
  ]);
  const derived = record.state ? undefined : deriveState(look, service);
  if (derived?.state)
    await world.store.adoptState(session.hold(), {
      ...derived.state,
      openIncident: request.incidentId,
    });
  const state = record.state ?? derived?.state ?? null;
  const diagnosis = state ? diagnoseService(look, state.active, service) : undefined;
  const sentence = diagnosis?.sentence ?? derived?.words ?? 'nothing is known of this service';
  await tell(
    { session, incidentId: request.incidentId },
    {
      step: `look-${number}`,
      begun,
      sentence: `Look ${number}: ${sentence}.`,
      evidence: { control: look.control },
    },
  );
  const needed = diagnosis?.code !== 'healthy' || request.trigger.kind === 'order';
  const standby = state ? look.members[otherRole(state.active)].instance : undefined;
  return {
    look,
    groups: known,
    state,
    ...(derived ? { derived: derived.words } : {}),
    arming: record.arming ?? null,
    joined: record.openIncident?.joined ?? [],
    joinedCount: record.openIncident?.joinedCount ?? 0,
    facts: needed ? await observeStandby(world.ec2, standby, scope) : null,
  };
}

function adoptedOrder(joined: readonly JoinedTrigger[]): OrderTrigger | undefined {
  const last = joined.findLast(({ order }) => order !== undefined);
  return last?.order as OrderTrigger | undefined;
}

function unknownState(seen: LookStep, service: string): Decision {
  return {
    action: 'ask',
    reason: 'state-unknown',
    sentence: `The table knows nothing of ${service}, and the world does not say who is in charge: ${seen.derived ?? 'no look'}`,
    from: 'primary',
    to: 'primary',
    epoch: 0,
    next: 'make one member run, registered and healthy; the next look adopts it',
  };
}
