import type { HostedContext, HostedFunction } from '@understudy/aws-simulator';
import { systemClock } from '@understudy/clock';
import { answerRequest, createDeployerWorld, readDeployerSettings } from '@understudy/k8s-deployer';
import { DeploymentRequest } from '@understudy/recovery-messages';

/** What is left for the answer when an invocation's time ends; the function keeps as much. */
const ANSWER_MS = 5_000;

/**
 * k8s-deployer itself for the clusters that a real Kubernetes API serves; whoever asks about another
 * gets the model's answer. Pods and tokens live in the machine's time, deadlines in the world's: the
 * deployer has the first, and a signal for the second.
 */
export function hostDeployer(
  isServed: (cluster: string) => boolean,
  modelled: HostedFunction,
): HostedFunction {
  return async (event, context) => {
    const parsed = DeploymentRequest.safeParse(event);
    if (parsed.success && !isServed(parsed.data.cluster)) return modelled(event, context);
    const { deadlineMilliseconds, ...request } = parsed.data ?? { request: event };
    const limits = limitsOf(context, deadlineMilliseconds);
    const world = createDeployerWorld(
      readDeployerSettings({ ...context.variables, LAMBDA_TASK_ROOT: import.meta.dirname }),
      systemClock,
      {
        endpoint: context.variables['AWS_ENDPOINT_URL'] ?? '',
        pathStyle: true,
        credentials: {
          accessKeyId: context.variables['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: context.variables['AWS_SECRET_ACCESS_KEY'] ?? '',
        },
      },
    );
    try {
      const answer = await answerRequest(request, world, {
        sendByMilliseconds: Number.POSITIVE_INFINITY,
        signal: limits.signal,
      });
      context.log(`answered ${JSON.stringify({ outcome: answer.outcome })} ${answer.sentence}`);
      return answer;
    } finally {
      limits.settle();
    }
  };
}

/** Nothing is sent past the deadline, the invocation's time or the environment's end. */
function limitsOf(
  context: HostedContext,
  deadlineMilliseconds = Number.POSITIVE_INFINITY,
): { readonly signal: AbortSignal; settle(): void } {
  const timeIsUp = new AbortController();
  const { clock, signal } = context;
  const end = clock.now() + Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS);
  const cancel = clock.schedule(Math.min(end, deadlineMilliseconds), () => timeIsUp.abort());
  return { signal: AbortSignal.any([signal, timeIsUp.signal]), settle: cancel };
}
