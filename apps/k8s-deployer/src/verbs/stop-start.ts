import type { DeploymentResult } from '@understudy/recovery-messages';

import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { changeWorkload } from '../workloads/change-workload.ts';
import { listKind } from '../workloads/list-workloads.ts';
import { STOPPABLE_KINDS, startPatch, stopPatch } from '../workloads/stop-patch.ts';
import { lookAtNamespace } from './look-at-namespace.ts';
import { finding, result } from './report.ts';
import { assertInTime } from './restart.ts';
import type { Session } from './session.ts';

type ObjectData = DeploymentResult['objects'][number];

const MANAGER = 'understudy-fence';

/** What a sentence names. */
const NAMED_MAX = 10;

/**
 * Makes the application's name space run nothing, and says `applied` only when no pod is left: this
 * is a fence, and its evidence. An autoscaler does not count what has been set to zero.
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation
 */
export async function stop(session: Session): Promise<DeploymentResult> {
  const { incident } = session.request.run;
  const objects = await changeAll(session, (live) => stopPatch(live, incident), 'stopped');
  const { rollouts, bare } = await lookAtNamespace(session);
  const stopped = objects.filter(({ action }) => action === 'stopped').length;
  const counts = `${stopped} workloads were stopped by this call`;
  const running = rollouts.filter(({ ready, desired }) => ready > 0 || desired > 0);
  if (running.length === 0) {
    return result('applied', `${counts}; no pod of the application is left.`, {
      objects,
      rollouts,
    });
  }
  const findings = bare.map((name) => {
    const words = 'no workload made it, so none was stopped for it; delete it by hand';
    return finding(`Pod ${name}`, 'failed', words);
  });
  const named = running.slice(0, NAMED_MAX).map(({ kind, name }) => `${kind} ${name}`);
  const sentence = `${counts}; still there: ${named.join(', ')}.`;
  return result('progressing', sentence, { objects, rollouts, findings, next: 'Ask again.' });
}

/** Takes a stop back: what it wrote down is what they become. */
export async function start(session: Session): Promise<DeploymentResult> {
  const objects = await changeAll(session, startPatch, 'started');
  const started = objects.filter(({ action }) => action === 'started').length;
  const sentence = `${started} workloads were started again.`;
  return result('applied', sentence, { objects });
}

async function changeAll(
  session: Session,
  change: (live: KubernetesObject) => object | undefined,
  action: 'stopped' | 'started',
): Promise<ObjectData[]> {
  const { api, discovery, request, signal } = session;
  const objects: ObjectData[] = [];
  for (const kind of STOPPABLE_KINDS) {
    const resource = await discovery.find(kind, signal);
    const workloads = resource ? await listKind(session, kind) : [];
    for (const workload of workloads) {
      if (!resource || change(workload) === undefined) continue;
      assertInTime(session);
      const how = { api, resource, manager: MANAGER, signal };
      const done = await changeWorkload(how, workload, change);
      const { name } = workload.metadata;
      const { namespace } = request;
      objects.push({
        kind: kind.kind,
        namespace,
        name,
        action: done === 'changed' ? action : 'unchanged',
      });
    }
  }
  return objects;
}
