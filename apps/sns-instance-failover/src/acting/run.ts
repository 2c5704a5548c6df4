import type { TargetGroupFact } from '@understudy/aws-clients';
import type { Permit } from '@understudy/aws-clients';
import { hasCode, RetryableError, toErrorRecord } from '@understudy/errors';
import type { Intent } from '@understudy/leases';
import type { StepScope, Workflow } from '@understudy/workflow';

import { observeService, type ObserveOptions } from '../looking/observe-service.ts';
import type { Look } from '../looking/look.ts';
import type { Session } from './session.ts';

/** One round of one incident, on its way: what every act needs. */
export interface Run {
  readonly workflow: Workflow;
  readonly session: Session;
  readonly incidentId: string;
  /** `r1.`, `r2.`: a round's steps have names of their own. */
  readonly prefix: string;
  /** The service's target groups, read once: they do not change during an incident. */
  readonly groups: readonly TargetGroupFact[];
}

/** What a step leaves: its value, and the sentence that the timeline tells. */
export interface Told<T> {
  readonly value: T;
  readonly sentence: string;
  readonly evidence?: unknown;
}

/** A step whose sentence, evidence and duration go to the incident's timeline. */
export function toldStep<T>(
  run: Run,
  name: string,
  act: (scope: StepScope) => Promise<Told<T>>,
  options: { readonly timeoutSeconds?: number } = {},
): Promise<T> {
  const { clock } = run.session.world;
  return run.workflow.step(
    `${run.prefix}${name}`,
    async (scope) => {
      const begun = clock.now();
      const told = await act(scope);
      await tell(run, { step: name, begun, ...told });
      return told.value;
    },
    options,
  );
}

interface Tale {
  readonly step: string;
  readonly begun: number;
  readonly sentence: string;
  readonly evidence?: unknown;
}

/** What a change is to do; sequence and send-by are given by the gate. */
export type Change = Pick<Intent, 'phase' | 'call' | 'on' | 'from' | 'to' | 'starts'>;

/**
 * Sends one change through the gate. A lost answer fails the step's try: the next try looks first,
 * and sends again, as a new intent, only what is not so yet.
 */
export async function change(
  run: Run,
  intent: Change,
  send: (permit: Permit) => Promise<void>,
  scope: StepScope,
): Promise<void> {
  const { evidence, gate } = run.session;
  try {
    evidence.changed();
    await gate.perform(intent, send, scope);
  } catch (thrown) {
    if (!hasCode(thrown, 'OutcomeUnknown')) throw thrown;
    throw new RetryableError(
      'EffectUnknown',
      `${intent.call} on ${intent.on.join(', ')} was sent, but its answer was lost; the next try looks first`,
      {
        cause: thrown,
        fields: { call: intent.call },
      },
    );
  } finally {
    evidence.changed();
  }
}

/** The timeline is for people: that it cannot be written must not stop a recovery. */
export async function tell(run: Pick<Run, 'session' | 'incidentId'>, tale: Tale): Promise<void> {
  const { clock, store, log } = { ...run.session.world, log: run.session.world.settings.log };
  const now = clock.now();
  try {
    await store.appendTimeline(run.incidentId, [
      {
        atMilliseconds: now,
        step: tale.step,
        sentence: tale.sentence,
        durationMilliseconds: now - tale.begun,
        ...(tale.evidence === undefined ? {} : { evidence: tale.evidence }),
      },
    ]);
  } catch (thrown) {
    log.warn('The timeline could not be written', {
      incident: run.incidentId,
      ...toErrorRecord(thrown),
    });
  }
}

/** Sensors that a look at states and registrations asks beside them. */
export type Beside = Pick<ObserveOptions, 'ranBefore' | 'neighbours'>;

/** A fresh look at states and registrations, with the groups that are already known. */
export async function lookNow(run: Run, scope: StepScope, beside: Beside = {}): Promise<Look> {
  const { world, service, evidence } = run.session;
  // None known yet: they are looked up (a run that closes what another round began).
  const groups = run.groups.length > 0 ? { groups: run.groups } : {};
  const options = { signal: scope.signal, sensors: 'fence', ...groups, ...beside } as const;
  const look = await observeService(world, service, options);
  evidence.seen(look);
  return look;
}

/** The same for a step that acts by it: one that saw nothing is made again by its next try. */
export async function clearLook(run: Run, scope: StepScope, beside?: Beside): Promise<Look> {
  const look = await lookNow(run, scope, beside);
  if (look.blind !== undefined) throw cannotObserve(run, look.blind);
  return look;
}

export function cannotObserve(run: Run, why: string): RetryableError {
  const { name } = run.session.service;
  return new RetryableError(
    'CannotObserve',
    `expected to see ${name} before it is changed, found that it could not be read: ${why}; the next try looks again`,
    { fields: { service: name } },
  );
}

/** Evidence that is young enough to start, register or commit by: the last look, or a new one. */
export async function renewedLook(run: Run, scope: StepScope): Promise<Look> {
  return run.session.evidence.young() ?? (await lookNow(run, scope));
}
