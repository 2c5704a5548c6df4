import type { TargetGroupFact } from '@understudy/aws-clients';
import type { Arming, JoinedTrigger, ServiceState, Surrender } from '@understudy/leases';
import type { StepScope, Workflow } from '@understudy/workflow';

import { tell } from '../acting/run.ts';
import type { Session } from '../acting/session.ts';
import { decideFailover } from '../deciding/decide-failover.ts';
import type { Question } from '../deciding/question.ts';
import { decideOrder } from '../deciding/decide-order.ts';
import type { Decision } from '../deciding/decision.ts';
import { deriveState } from '../deciding/derive-state.ts';
import { diagnoseService } from '../deciding/diagnose-service.ts';
import { surrenderWords } from '../deciding/surrender-words.ts';
import { judgeStandby } from '../deciding/viability.ts';
import type { Look } from '../looking/look.ts';
import { observeService } from '../looking/observe-service.ts';
import { observeStandby, UNKNOWN_STANDBY, type StandbyFacts } from '../looking/observe-standby.ts';
import { otherRole, type ServiceDefinition } from '../services/service-definition.ts';
import type { OrderTrigger, Trigger } from '../triggers/trigger.ts';

/** What one look brought: the world, and what the table says beside it. */
interface LookStep {
  readonly look: Look;
  readonly groups: readonly TargetGroupFact[];
  readonly state: ServiceState | null;
  /** Set when the table knew nothing: why the world says so, or why it cannot. */
  readonly derived?: string;
  readonly arming: Arming | null;
  /** The other region took over while this run went on. */
  readonly surrendered: Surrender | null;
  readonly joined: readonly JoinedTrigger[];
  /** All that joined, also what was only counted. */
  readonly joinedCount: number;
  readonly facts: StandbyFacts | null;
  /** The last intent that was given out when this look was made. */
  readonly lastSequence: number;
}

export interface Assessment {
  readonly decision: Decision;
  readonly state: ServiceState | null;
  readonly arming: Arming | null;
  readonly groups: readonly TargetGroupFact[];
  readonly joinsSeen: number;
  readonly trigger: Trigger;
  readonly look: Look;
  readonly lastSequence: number;
  /** The question that was decided, with one more look. Absent: nothing was asked. */
  readonly questionWith?: (look: Look) => Question;
}

export interface AssessRequest {
  readonly workflow: Workflow;
  readonly session: Session;
  readonly incidentId: string;
  readonly prefix: string;
  readonly trigger: Trigger;
}

/**
 * A window is waited out awake, up to this long: suspending costs a resumption of up to a second,
 * which users wait for, and ten seconds of compute cost nothing.
 */
const AWAKE_SECONDS_MAX = 15;

/** The wait before a look, the look itself with a slow answer, and room. */
const LOOK_TIMEOUT_SECONDS = AWAKE_SECONDS_MAX + 20;

/** What the next look goes on from. */
interface Earlier {
  readonly before: LookStep | undefined;
  readonly notBeforeMilliseconds: number;
}

/**
 * Looks until there is enough to decide. An order that joins on the way is adopted at the next
 * look: it pre-empts a run that only waits.
 */
export async function assess(request: AssessRequest): Promise<Assessment> {
  const { workflow, session, prefix } = request;
  const looks: Look[] = [];
  let before: LookStep | undefined;
  let notBeforeMilliseconds = 0;
  for (let number = 1; ; number++) {
    const earlier: Earlier = { before, notBeforeMilliseconds };
    const seen: LookStep = await workflow.step(
      `${prefix}look-${number}`,
      (scope) => lookStep(request, number, earlier, scope),
      { timeoutSeconds: LOOK_TIMEOUT_SECONDS },
    );
    before = seen;
    looks.push(seen.look);
    const [first, ...rest] = looks;
    if (!first) continue;
    const trigger = adoptedOrder(seen.joined) ?? request.trigger;
    const base = {
      state: seen.state,
      arming: seen.arming,
      groups: seen.groups,
      joinsSeen: seen.joinedCount,
      trigger,
      look: seen.look,
      lastSequence: seen.lastSequence,
    };
    if (!seen.state) return { ...base, decision: unknownState(seen, session.service.name) };
    const { surrendered } = seen;
    if (surrendered)
      return { ...base, decision: holdSurrendered(seen.state, session, surrendered) };
    const { state, facts } = seen;
    const ask = (...all: readonly [Look, ...Look[]]): Question =>
      questionOver(session.service, { trigger, state, facts, looks: all });
    const questionWith = (look: Look): Question => ask(first, ...rest, look);
    const question = ask(first, ...rest);
    const ordered = trigger.kind === 'order' ? decideOrder(question, trigger) : undefined;
    if (ordered) return { ...base, decision: ordered, questionWith };
    const verdict = decideFailover(question);
    if (verdict.kind === 'decided') return { ...base, decision: verdict.decision, questionWith };
    // From beginning to beginning: what a look takes is part of the window.
    notBeforeMilliseconds = seen.look.atMilliseconds + verdict.afterSeconds * 1_000;
    if (verdict.afterSeconds > AWAKE_SECONDS_MAX) {
      await workflow.wait(`${prefix}window-${number}`, verdict.afterSeconds - AWAKE_SECONDS_MAX);
    }
  }
}

/** What is asked of the deciding, by all looks until now; the last of them counts as now. */
function questionOver(
  service: ServiceDefinition,
  asked: Pick<Question, 'trigger' | 'state' | 'looks'> & Pick<LookStep, 'facts'>,
): Question {
  const { trigger, state, looks, facts } = asked;
  const last = looks.at(-1) ?? looks[0];
  const standby = otherRole(state.active);
  const viability = judgeStandby(last, standby, service, state, facts ?? UNKNOWN_STANDBY);
  return { service, trigger, looks, state, viability, nowMilliseconds: last.atMilliseconds };
}

async function lookStep(
  request: AssessRequest,
  number: number,
  { before, notBeforeMilliseconds }: Earlier,
  scope: StepScope,
): Promise<LookStep> {
  const { session, incidentId } = request;
  const { world, service, key } = session;
  const earlyMilliseconds = notBeforeMilliseconds - world.clock.now();
  if (earlyMilliseconds > 0) await world.clock.sleep(earlyMilliseconds, scope.signal);
  const begun = world.clock.now();
  const [look, record] = await Promise.all([
    observeService(world, service, {
      signal: scope.signal,
      withAlarms: number === 1,
      // They do not change during an incident; what could not be read is asked again.
      ...(before && before.groups.length > 0 ? { groups: before.groups } : {}),
      ...(before ? { ranBefore: runningIn(before.look) } : {}),
      ...(before?.look.neighbours ? { neighbours: before.look.neighbours } : {}),
    }),
    world.store.readService(key),
  ]);
  const derived = record.state ? undefined : deriveState(look, service);
  if (derived?.state) {
    await world.store.adoptState(session.hold(), { ...derived.state, openIncident: incidentId });
  }
  const state = record.state ?? derived?.state ?? null;
  const diagnosis = state ? diagnoseService(look, state, service) : undefined;
  const sentence = diagnosis?.sentence ?? derived?.words ?? 'nothing is known of this service';
  const tale = { step: `look-${number}`, begun, evidence: { control: look.control } };
  const needed = diagnosis?.code !== 'healthy' || request.trigger.kind === 'order';
  const standby = state ? look.members[otherRole(state.active)].instance : undefined;
  const [facts] = await Promise.all([
    // What a start would need does not change between two looks of one window.
    before?.facts ?? (needed ? observeStandby(world.ec2, standby, scope) : null),
    tell({ session, incidentId }, { ...tale, sentence: `Look ${number}: ${sentence}.` }),
  ]);
  return {
    look,
    groups: look.members.primary.targets.map(({ group }) => group),
    state,
    ...(derived ? { derived: derived.words } : {}),
    arming: record.arming ?? null,
    surrendered: record.surrendered ?? null,
    joined: record.openIncident?.joined ?? [],
    joinedCount: record.openIncident?.joinedCount ?? 0,
    facts,
    lastSequence: record.lease.lastSequence,
  };
}

function runningIn({ members }: Look): readonly string[] {
  return [members.primary, members.backup].flatMap(({ instance }) =>
    instance?.state === 'running' ? [instance.id] : [],
  );
}

function adoptedOrder(joined: readonly JoinedTrigger[]): OrderTrigger | undefined {
  const last = joined.findLast(({ order }) => order !== undefined);
  return last?.order as OrderTrigger | undefined;
}

function holdSurrendered(
  { active, epoch }: ServiceState,
  { service }: Session,
  surrender: Surrender,
): Decision {
  const sentence = surrenderWords(service.name, surrender);
  return { action: 'hold', reason: 'surrendered', sentence, from: active, to: active, epoch };
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
