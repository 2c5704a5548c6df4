import { NoAnswer } from '../kernel/aws-fault.ts';
import type { ApiCall, World } from '../kernel/world.ts';
import type { FreezeDuration, Invocation } from '../lambda/invocation.ts';

/** What befalls the environment that makes a call, on either side of the call's effect. */
export type CallVerdict =
  | 'continue'
  | 'crash-before'
  | 'crash-after'
  | {
      /** How long the environment stands still, or until it is needed again. */
      readonly freezeMilliseconds: FreezeDuration;
      /** Default: before. The request is then sent at the thaw, as late as that is. */
      readonly when?: 'before' | 'after';
    };

/** Asked about every call of a function. */
export type ApiCallHook = (call: Omit<ApiCall, 'requestId'>) => CallVerdict;

export interface ApiCallHooks {
  /** Adds a hook; returns how to take it away. The first verdict that is not `continue` counts. */
  add(hook: ApiCallHook): () => void;
}

/** Puts the hooks in front of the world's door; a test crashes a function inside any step by them. */
export function hookApiCalls(
  world: World,
  invocationOf: (invocationId: string) => Invocation | undefined,
): ApiCallHooks {
  const hooks = new Set<ApiCallHook>();
  const call = world.call.bind(world);

  world.call = async (request) => {
    const { cause } = request;
    if (hooks.size === 0 || cause.kind !== 'invocation') return call(request);
    const invocation = invocationOf(cause.id);
    if (!invocation) return call(request);
    const verdict = verdictOf(hooks, request);
    if (verdict === 'continue') return call(request);
    if (typeof verdict === 'string') {
      if (verdict === 'crash-after') await call(request).catch(() => undefined);
      invocation.crash();
      throw new NoAnswer();
    }
    const { freezeMilliseconds, when = 'before' } = verdict;
    if (when === 'after') {
      return call(request).finally(() => invocation.freeze(freezeMilliseconds));
    }
    invocation.freeze(freezeMilliseconds);
    await invocation.opened();
    return call(request);
  };

  return {
    add(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
  };
}

function verdictOf(
  hooks: ReadonlySet<ApiCallHook>,
  request: Omit<ApiCall, 'requestId'>,
): CallVerdict {
  for (const hook of hooks) {
    const verdict = hook(request);
    if (verdict !== 'continue') return verdict;
  }
  return 'continue';
}
