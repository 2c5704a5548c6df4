import { toErrorRecord } from '@understudy/errors';
import type { StepScope, Workflow } from '@understudy/workflow';

import type { StepResult } from '../scheduling/step-result.ts';
import type { EstimateFacts, IncidentFacts, Told } from '../steps/step-kind.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import type { OrderTrigger } from '../triggers/trigger.ts';
import type { PlanSession } from './plan-session.ts';

/** One execution's run of the plan: what is true for all of its steps. */
export interface PlanRun {
  readonly workflow: Workflow;
  readonly session: PlanSession;
  readonly kinds: StepKinds;
  readonly incident: IncidentFacts;
  /** A person's order that this execution was started with. */
  readonly order?: OrderTrigger;
  readonly facts: EstimateFacts;
  /** Nothing goes on with this run after its end: what would be asked of a person ends it. */
  readonly alone?: boolean;
  /** Ends of this run's steps, as they come: never asked by what must be deterministic. */
  readonly ended: Map<string, StepResult>;
  /** Steps that are on their way, and those of them that only wait for a person. The same rule. */
  readonly active: Set<string>;
  readonly waiting: Set<string>;
}

interface Tale {
  readonly step: string;
  readonly begun: number;
  readonly sentence: string;
  readonly evidence?: unknown;
}

/** A journaled step whose sentence, evidence and duration go to the incident's timeline. */
export function toldStep<T>(
  run: Pick<PlanRun, 'session'> & { readonly incident: Pick<IncidentFacts, 'id'> },
  workflow: Workflow,
  names: { readonly name: string; readonly tale: string },
  act: (scope: StepScope) => Promise<Told<T>>,
): Promise<T> {
  const { clock } = run.session.world;
  return workflow.step(names.name, async (scope) => {
    const begun = clock.now();
    const { value, ...told } = await act(scope);
    await tell(run, { step: names.tale, begun, ...told });
    return value;
  });
}

/** The timeline is for people: that it cannot be written must not stop a recovery. */
export async function tell(
  run: Pick<PlanRun, 'session'> & { readonly incident: Pick<IncidentFacts, 'id'> },
  tale: Tale,
): Promise<void> {
  const { clock, store, settings } = run.session.world;
  const now = clock.now();
  try {
    await store.appendTimeline(run.incident.id, [
      {
        atMilliseconds: now,
        step: tale.step,
        sentence: tale.sentence,
        durationMilliseconds: now - tale.begun,
        ...(tale.evidence === undefined ? {} : { evidence: tale.evidence }),
      },
    ]);
  } catch (thrown) {
    settings.log.warn('The timeline could not be written', {
      incident: run.incident.id,
      ...toErrorRecord(thrown),
    });
  }
}
