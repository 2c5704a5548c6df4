import { createHedge } from '@understudy/aws-clients';
import { DeploymentResult, type DeploymentRequest } from '@understudy/recovery-messages';

import { askFunction } from './call-function.ts';
import type { StepFacts } from './step-kind.ts';

/**
 * A look that has not answered by then is asked a second time: six of seven have, and one slow visit
 * to the API would hide for seconds that all is ready. Looks change nothing.
 */
const ASK_AGAIN_MS = 1_000;

/** How far a namespace's rollouts are. */
export interface Rollout {
  readonly state: 'ready' | 'waiting' | 'failed';
  /** When the look was begun. */
  readonly atMilliseconds: number;
  readonly sentence: string;
  readonly next?: string;
}

/** Asks the deployer, again and again, with one request. */
export function createRolloutLook(
  step: StepFacts<unknown>,
  request: DeploymentRequest,
): (signal: AbortSignal) => Promise<Rollout> {
  const { clock, settings } = step.world;
  const hedge = createHedge({ clock, afterMilliseconds: ASK_AGAIN_MS });
  return async (signal) => {
    const atMilliseconds = clock.now();
    const { outcome, sentence, next } = await hedge(
      (asking) =>
        askFunction(
          step,
          settings.functions.k8sDeployer,
          request,
          DeploymentResult,
          asking.signal ?? signal,
        ),
      { signal },
    );
    const waiting = outcome === 'progressing' || outcome === 'unreachable';
    const state = outcome === 'ready' ? 'ready' : waiting ? 'waiting' : 'failed';
    return { state, atMilliseconds, sentence, ...(next === undefined ? {} : { next }) };
  };
}
