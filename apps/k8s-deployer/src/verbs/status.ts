import type { DeploymentResult } from '@understudy/recovery-messages';

import { applySideBySide } from '../applying/apply-side-by-side.ts';
import { placeObject } from '../applying/judge-scope.ts';
import { describeObject, nameOf, type ObjectName } from '../objects/kubernetes-object.ts';
import { isRolloutKind } from '../rollouts/judge-workload.ts';
import { observeRollout } from '../rollouts/observe-rollout.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { lookAtNamespace } from './look-at-namespace.ts';
import { readManifests } from './read-manifests.ts';
import { result } from './report.ts';
import type { Session } from './session.ts';

/** Looks once at every workload of the bundle; the workflow asks again until it is enough. */
export async function status(session: Session): Promise<DeploymentResult> {
  if (session.request.look === 'namespace') return reportNamespace(session);
  const { manifests, unresolved } = await readManifests(
    session.request,
    session.world,
    session.signal,
  );
  const objects = [...manifests, ...unresolved.map(({ manifest }) => manifest)].map(
    ({ object }) => object,
  );
  const workloads = objects
    .filter(({ kind }) => isRolloutKind(kind))
    .map((object) => nameOf(placeObject(object, true, session.request.namespace)));
  const rollouts = await applySideBySide(workloads, async (name) => ({
    name,
    rollout: await observeRollout(session, name, session.signal),
  }));
  return reportRollouts(rollouts);
}

/** Whatever bundle it came from: `ready` says that the look is complete, the counts say what runs. */
async function reportNamespace(session: Session): Promise<DeploymentResult> {
  const { rollouts } = await lookAtNamespace(session);
  const pods = rollouts.filter(({ kind }) => kind === 'Pod').length;
  const wanting = rollouts.filter(({ desired }) => desired > 0).length;
  const sentence = `${pods} pods are there, ${wanting} workloads want pods.`;
  return result(pods + wanting === 0 ? 'ready' : 'progressing', sentence, { rollouts });
}

interface NamedRollout {
  readonly name: ObjectName;
  readonly rollout: Rollout;
}

export function reportRollouts(all: readonly NamedRollout[]): DeploymentResult {
  const rollouts = all.map(({ name, rollout }) => ({
    kind: name.kind,
    namespace: name.namespace ?? '',
    name: name.name,
    ...rollout,
  }));
  const describe = ({ name, rollout }: NamedRollout) =>
    `${describeObject(name)}: ${rollout.reason ?? rollout.state}`;
  const failed = all.filter(({ rollout }) => rollout.state === 'failed');
  const going = all.filter(({ rollout }) => rollout.state === 'progressing');
  if (failed.length > 0) {
    const sentence = `${failed.length} of ${all.length} rollouts failed. ${failed.map(describe).join('; ')}`;
    const next = 'Repair the cause, then resume the run: what is applied already stays.';
    return result('failed', sentence, { rollouts, next });
  }
  const complete = all.length - going.length;
  const counts = `${complete} of ${all.length} rollouts are complete.`;
  if (going.length === 0) return result('ready', counts, { rollouts });
  return result('progressing', `${counts} ${going.map(describe).join('; ')}`, { rollouts });
}
