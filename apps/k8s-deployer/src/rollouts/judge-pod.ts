import { sayReason, type Patience } from './rollout.ts';
import type { ContainerStatus, Pod } from './workload-schemas.ts';

/** What a pod says of itself: well, on its way (and why), or that it will not come up. */
export interface PodVerdict {
  readonly verdict: 'well' | 'waiting' | 'failing';
  readonly reason?: string;
}

const IMAGE_REASONS = ['ImagePullBackOff', 'ErrImagePull', 'ImageInspectError'];
const IMAGE_NEVER = ['InvalidImageName', 'ErrImageNeverPull'];
const CONFIGURATION_REASONS = [
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
];

/**
 * First match wins: what can never come right before what may still, and a container's own reason
 * before the pod's, because it is the cause.
 */
export function judgePod(pod: Pod, patience: Patience, nowMilliseconds: number): PodVerdict {
  const created = Date.parse(pod.metadata.creationTimestamp);
  const ageSeconds = Number.isNaN(created) ? 0 : (nowMilliseconds - created) / 1_000;
  const { initContainerStatuses, containerStatuses, conditions, phase } = pod.status;
  if (phase === 'Succeeded') return { verdict: 'well' };
  const waiting: PodVerdict[] = [];
  for (const status of [...initContainerStatuses, ...containerStatuses]) {
    const judged = judgeContainer(status, patience, ageSeconds);
    if (judged.verdict === 'failing') return judged;
    if (judged.verdict === 'waiting') waiting.push(judged);
  }
  if (phase === 'Failed') return { verdict: 'failing', reason: failedReason(pod) };
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    const long = ageSeconds >= patience.unschedulableSeconds;
    const reason = sayReason(scheduled.reason || 'Unschedulable', scheduled.message);
    return { verdict: long ? 'failing' : 'waiting', reason };
  }
  const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  if (isReady) return { verdict: 'well' };
  return waiting[0] ?? { verdict: 'waiting', reason: 'it is not ready yet' };
}

function judgeContainer(
  status: ContainerStatus,
  patience: Patience,
  ageSeconds: number,
): PodVerdict {
  const { waiting } = status.state;
  if (!waiting) return status.ready ? { verdict: 'well' } : notReady(status);
  const { reason, message } = waiting;
  const words = sayReason(reason, lastWords(status) || message);
  const after = (seconds: number): PodVerdict => ({
    verdict: ageSeconds >= seconds ? 'failing' : 'waiting',
    reason: words,
  });
  if (IMAGE_NEVER.includes(reason)) return after(0);
  if (IMAGE_REASONS.includes(reason)) return after(patience.imageSeconds);
  if (CONFIGURATION_REASONS.includes(reason)) return after(patience.configurationSeconds);
  if (reason === 'CrashLoopBackOff' && status.restartCount >= patience.restarts) return after(0);
  return { verdict: 'waiting', reason: words };
}

/** A container that ran and ended tells more than the pause before its next start. */
function lastWords({ lastState, restartCount }: ContainerStatus): string {
  const { terminated } = lastState;
  if (!terminated) return '';
  const { exitCode, message, reason } = terminated;
  const said = message.trim() || reason;
  return `restarted ${restartCount} times, last exit code ${exitCode}${said === '' ? '' : ` (${said})`}`;
}

function notReady({ name, state }: ContainerStatus): PodVerdict {
  const { terminated } = state;
  // An init container that ended well is done; its `ready` says nothing.
  if (terminated?.exitCode === 0) return { verdict: 'well' };
  return { verdict: 'waiting', reason: `container ${name} is not ready yet` };
}

function failedReason({ status }: Pod): string {
  if (status.reason !== '') return sayReason(status.reason, status.message);
  const ended = status.containerStatuses.flatMap(({ state }) =>
    state.terminated && state.terminated.exitCode !== 0 ? [state.terminated] : [],
  );
  const [first] = ended;
  if (!first) return 'the pod failed';
  return sayReason(first.reason, first.message || `exit code ${first.exitCode}`);
}
