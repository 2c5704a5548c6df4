import { isUnderstudyError, toErrorRecord, type ErrorRecord } from '@understudy/errors';
import { DeploymentRequest, type DeploymentResult } from '@understudy/recovery-messages';

import type { DeployerWorld } from './deployer-world.ts';
import { apply, prepare } from './verbs/apply.ts';
import { check } from './verbs/check.ts';
import { rehearse } from './verbs/rehearse.ts';
import { result } from './verbs/report.ts';
import { restart } from './verbs/restart.ts';
import { openSession, type CallLimits, type Session } from './verbs/session.ts';
import { start, stop } from './verbs/stop-start.ts';
import { status } from './verbs/status.ts';

type Verb = DeploymentRequest['verb'];
type Act = (
  request: DeploymentRequest,
  world: DeployerWorld,
  limits: CallLimits,
) => Promise<DeploymentResult>;

const VERBS: Readonly<Record<Verb, Act>> = {
  // These two have something to say of a cluster that is not there.
  check,
  rehearse,
  prepare: inSession(prepare),
  apply: inSession(apply),
  status: inSession(status),
  restart: inSession(restart),
  stop: inSession(stop),
  start: inSession(start),
};

function inSession(act: (session: Session) => Promise<DeploymentResult>): Act {
  return async (request, world, limits) => act(await openSession(request, world, limits));
}

/** Codes that say that somebody must correct something; asking again changes nothing. */
const REFUSED_CODES = [
  'ArchiveRefused',
  'BundleChanged',
  'BundleMissing',
  'BundleNotPinned',
  'BundleRefused',
  'ClusterMissing',
  'ClusterUnusable',
  'DefinitionRefused',
  'EndpointUntrusted',
  'Forbidden',
  'TooLate',
  'Unauthenticated',
  'ValuesMissing',
];

/** Any event in, a result out: also what is wrong with a request is an answer. */
export async function answerRequest(
  event: unknown,
  world: DeployerWorld,
  limits: CallLimits,
): Promise<DeploymentResult> {
  const parsed = DeploymentRequest.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
    return result('refused', `Expected a deployment request, found: ${problems.join('; ')}.`);
  }
  const request = parsed.data;
  const deadline = request.deadlineMilliseconds ?? Number.POSITIVE_INFINITY;
  const sendByMilliseconds = Math.min(limits.sendByMilliseconds, deadline);
  try {
    return await VERBS[request.verb](request, world, { ...limits, sendByMilliseconds });
  } catch (error) {
    if (limits.signal.aborted) {
      return result('unreachable', 'The time of this call was up. Ask again: it goes on.');
    }
    if (!isUnderstudyError(error)) throw error;
    return answerError(toErrorRecord(error));
  }
}

function answerError({ code, message, retryable }: ErrorRecord): DeploymentResult {
  if (REFUSED_CODES.includes(code)) return result('refused', message);
  return retryable
    ? result('unreachable', message, { next: 'Ask again.' })
    : result('failed', message);
}
