import { hasCode } from '@understudy/errors';
import type { DeploymentRequest, DeploymentResult } from '@understudy/recovery-messages';

import { applyBundle } from '../applying/apply-bundle.ts';
import { findBundledKinds, type BundledKind } from '../applying/bundled-definitions.ts';
import { resolveManifests, type Resolved } from '../applying/resolve-manifests.ts';
import type { Manifest } from '../bundle/parse-manifests.ts';
import type { DeployerWorld } from '../deployer-world.ts';
import { describeObject, nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import { readObject } from '../objects/read-objects.ts';
import { checkOffline } from '../rehearsing/check-offline.ts';
import { readManifests } from './read-manifests.ts';
import { finding, reportObjects, reportOutcome, result } from './report.ts';
import { openSession, type CallLimits, type Session } from './session.ts';

type Findings = DeploymentResult['findings'];

/**
 * The whole bundle as a dry run on the server: admission, quotas, conflicts and rights are asked, and
 * nothing is kept. What the server cannot be asked yet is checked here, and marked `unverified`.
 */
export async function rehearse(
  request: DeploymentRequest,
  world: DeployerWorld,
  limits: CallLimits,
): Promise<DeploymentResult> {
  const { manifests, unresolved } = await readManifests(request, world, limits.signal);
  const later = unresolved.map(({ manifest, names }) => ({
    ...manifest,
    why: `it waits for ${names.join(', ')}`,
  }));
  const all = [...manifests, ...unresolved.map(({ manifest }) => manifest)];
  const kinds = findBundledKinds(all.map(({ object }) => object));
  try {
    const session = await openSession(request, world, limits);
    return await rehearseOnServer(session, manifests, later, kinds);
  } catch (error) {
    if (!hasCode(error, 'ClusterMissing')) throw error;
    const why = 'the cluster is not there yet';
    const findings = all.flatMap((one) => checkHere({ ...one, why }, kinds));
    return conclude([], findings);
  }
}

interface Unasked {
  readonly object: KubernetesObject;
  readonly place: string;
  readonly why: string;
}

async function rehearseOnServer(
  session: Session,
  manifests: readonly Manifest[],
  later: readonly Unasked[],
  kinds: readonly BundledKind[],
): Promise<DeploymentResult> {
  const { discovery, scope, signal, sendByMilliseconds, request } = session;
  const resolution = await resolveManifests(manifests, discovery, scope, signal);
  if (resolution.result === 'refused') {
    const problems = resolution.problems.map((words) => finding('the bundle', 'failed', words));
    return conclude([], [...problems, ...later.flatMap((one) => checkHere(one, kinds))]);
  }
  const absent = await findAbsentNamespaces(session, resolution.manifests);
  const unasked = resolution.manifests.flatMap((one) => {
    const why = whyUnasked(one, absent);
    return why === undefined ? [] : [{ ...one, why }];
  });
  const asked = resolution.manifests.filter((one) => whyUnasked(one, absent) === undefined);
  const options = { force: request.force, dryRun: true, sendByMilliseconds, signal };
  const outcomes = await applyBundle(session, asked, options);
  const findings = [
    ...outcomes.flatMap(reportOutcome),
    ...[...unasked, ...later].flatMap((one) => checkHere(one, kinds)),
  ];
  return conclude([...reportObjects(outcomes, true)], findings);
}

function whyUnasked({ object, bundled }: Resolved, absent: readonly string[]): string | undefined {
  const { namespace } = object.metadata;
  if (bundled) return 'the cluster does not have its definition yet';
  if (namespace !== undefined && absent.includes(namespace)) {
    return `the name space ${namespace} is not there yet`;
  }
  return undefined;
}

async function findAbsentNamespaces(
  { api, discovery, signal }: Session,
  manifests: readonly Resolved[],
): Promise<readonly string[]> {
  const resource = await discovery.find({ apiVersion: 'v1', kind: 'Namespace' }, signal);
  const names = new Set(manifests.flatMap(({ object }) => object.metadata.namespace ?? []));
  const looked = await Promise.all(
    [...names].map(async (name) => {
      const live = resource && (await readObject(api, resource, { name }, signal));
      return live ? [] : [name];
    }),
  );
  return looked.flat();
}

function checkHere({ object, place, why }: Unasked, kinds: readonly BundledKind[]): Findings {
  const check = describeObject(nameOf(object));
  const { problems, against } = checkOffline(object, kinds);
  if (problems.length > 0) {
    return problems.map((problem) => finding(check, 'failed', `${problem} (${place})`));
  }
  return [finding(check, 'unverified', `${why}; checked against ${against}`)];
}

function conclude(objects: DeploymentResult['objects'], findings: Findings): DeploymentResult {
  const failed = findings.filter(({ mark }) => mark === 'failed');
  const unverified = findings.filter(({ mark }) => mark === 'unverified');
  const counts = `${objects.length} objects were checked by the server, ${unverified.length} could not be yet`;
  const said = 'Nothing was changed.';
  if (failed.length === 0) {
    return result('checked', `${counts}. ${said}`, { objects, findings: [...findings] });
  }
  const [first] = failed;
  const sentence = `${failed.length} would fail: ${first?.check}: ${first?.words}. ${said}`;
  return result('refused', sentence, {
    objects,
    findings: [...failed, ...findings.filter((one) => one.mark !== 'failed')],
  });
}
