import * as z from 'zod';

import type { KubernetesObject } from '../objects/kubernetes-object.ts';

/** What `kubectl rollout restart` writes; tools that show restarts read it. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** Whose restart it was: the same incident does not restart a second time. */
const RESTARTED_FOR = 'understudy/restarted-for';

const Annotated = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
    }),
  }),
});

/** The patch that restarts a workload for an incident; undefined when it was restarted for it already. */
export function restartPatch(
  live: KubernetesObject,
  incident: string,
  nowMilliseconds: number,
): object | undefined {
  const parsed = Annotated.safeParse(live);
  const annotations = parsed.success ? parsed.data.spec.template.metadata.annotations : {};
  if (annotations[RESTARTED_FOR] === incident) return undefined;
  // Seconds, as kubectl writes it.
  const restartedAt = new Date(nowMilliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
  const added = { [RESTARTED_AT]: restartedAt, [RESTARTED_FOR]: incident };
  return { spec: { template: { metadata: { annotations: added } } } };
}
