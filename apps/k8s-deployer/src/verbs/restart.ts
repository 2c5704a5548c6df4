import { TerminalError } from '@understudy/errors';
import type { DeploymentResult } from '@understudy/recovery-messages';

import { describeObject, nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import { readObject } from '../objects/read-objects.ts';
import { changeWorkload } from '../workloads/change-workload.ts';
import { chooseWorkloads } from '../workloads/choose-workload.ts';
import { listKind } from '../workloads/list-workloads.ts';
import { restartPatch } from '../workloads/restart-patch.ts';
import { result } from './report.ts';
import type { Session } from './session.ts';

const RESTARTABLE = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
] as const;

const MANAGER = 'understudy-restart';

/** Restarts the application's main service, once for an incident. */
export async function restart(session: Session): Promise<DeploymentResult> {
  const { request } = session;
  const [service, ...kinds] = await Promise.all([
    readService(session),
    ...RESTARTABLE.map((kind) => listKind(session, kind)),
  ]);
  const choice = chooseWorkloads(request.service, service, kinds.flat());
  if (choice.result === 'none') return result('refused', choice.sentence);
  const paused = choice.workloads.find((workload) => isPaused(workload));
  if (paused) {
    const words = describeObject(nameOf(paused));
    return result('refused', `${words} is paused: a restart would wait for ever. Resume it first.`);
  }
  const objects: DeploymentResult['objects'] = [];
  for (const workload of choice.workloads) objects.push(await restartOne(session, workload));
  const restarted = objects.filter(({ action }) => action === 'restarted');
  const names = objects.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const sentence =
    restarted.length > 0
      ? `${names} restarted for ${request.run.incident}.`
      : `${names} had been restarted for ${request.run.incident} already.`;
  return result('applied', sentence, { objects });
}

async function readService({ api, discovery, request, signal }: Session) {
  const resource = await discovery.find({ apiVersion: 'v1', kind: 'Service' }, signal);
  const name = { namespace: request.namespace, name: request.service };
  return resource && readObject(api, resource, name, signal);
}

async function restartOne(
  session: Session,
  workload: KubernetesObject,
): Promise<DeploymentResult['objects'][number]> {
  const { api, clock, request, signal } = session;
  const resource = await session.discovery.find(workload, signal);
  const { kind, metadata } = workload;
  const about = { kind, namespace: request.namespace, name: metadata.name };
  if (!resource) throw new TerminalError('UnexpectedAnswer', `${kind}: the API forgot its kind`);
  assertInTime(session);
  const done = await changeWorkload({ api, resource, manager: MANAGER, signal }, workload, (live) =>
    restartPatch(live, request.run.incident, clock.now()),
  );
  return { ...about, action: done === 'changed' ? 'restarted' : 'unchanged' };
}

/** Past its send-by a change is not sent: by then another run may act. */
export function assertInTime({ clock, sendByMilliseconds }: Session): void {
  if (clock.now() < sendByMilliseconds) return;
  throw new TerminalError('TooLate', 'The time in which this call may change anything is over.');
}

function isPaused(workload: KubernetesObject): boolean {
  const spec = workload['spec'];
  return typeof spec === 'object' && spec !== null && Reflect.get(spec, 'paused') === true;
}
