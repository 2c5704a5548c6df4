import type { V1SelfSubjectAccessReview, V1SelfSubjectReview } from '@kubernetes/client-node';
import { isUnderstudyError, toErrorRecord } from '@understudy/errors';
import type { DeploymentRequest, DeploymentResult } from '@understudy/recovery-messages';
import * as z from 'zod';

import type { DeployerWorld } from '../deployer-world.ts';
import { unexpectedAnswer } from '../objects/discovery.ts';
import { finding, result } from './report.ts';
import { openSession, type CallLimits, type Session } from './session.ts';

type FindingData = DeploymentResult['findings'][number];

/** What the other verbs need, as the API names it. */
const RIGHTS = [
  { verb: 'get', group: '', resource: 'namespaces', inNamespace: false },
  { verb: 'patch', group: '', resource: 'namespaces', inNamespace: false },
  { verb: 'patch', group: 'apps', resource: 'deployments', inNamespace: true },
  { verb: 'create', group: 'apps', resource: 'deployments', inNamespace: true },
  { verb: 'patch', group: 'apps', resource: 'statefulsets', inNamespace: true },
  { verb: 'list', group: 'apps', resource: 'replicasets', inNamespace: true },
  { verb: 'list', group: '', resource: 'pods', inNamespace: true },
  { verb: 'list', group: 'autoscaling', resource: 'horizontalpodautoscalers', inNamespace: true },
] as const;

const Identity = z.object({
  status: z.object({ userInfo: z.object({ username: z.string().default('') }) }),
});
const Access = z.object({
  status: z.object({ allowed: z.boolean(), reason: z.string().default('') }),
});

/** Looks at access only: the cluster, its endpoint, who we are there, and what we may do. */
export async function check(
  request: DeploymentRequest,
  world: DeployerWorld,
  limits: CallLimits,
): Promise<DeploymentResult> {
  const { cluster: name, region } = request;
  const about = `the cluster ${name} in ${region}`;
  try {
    const session = await openSession(request, world, limits);
    const user = await readIdentity(session);
    const known = finding(about, 'verified', `its API answers, and knows us as ${user}`);
    return conclude([
      known,
      ...(await Promise.all(RIGHTS.map((right) => askRight(session, right)))),
    ]);
  } catch (error) {
    if (limits.signal.aborted || !isUnderstudyError(error)) throw error;
    const { code, message } = toErrorRecord(error);
    if (code === 'ClusterMissing') return conclude([finding(about, 'unverified', message)]);
    const repair = REPAIRS[code];
    const failed = finding(about, 'failed', message);
    return conclude([repair === undefined ? failed : { ...failed, repair: repair(name, region) }]);
  }
}

const REPAIRS: Readonly<Record<string, (cluster: string, region: string) => string>> = {
  Unauthenticated: (cluster, region) =>
    `aws eks create-access-entry --region ${region} --cluster-name ${cluster} --principal-arn <role of the k8s-deployer function>`,
};

async function readIdentity({ api, signal }: Session): Promise<string> {
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const body: V1SelfSubjectReview = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'SelfSubjectReview',
  };
  const answer = await api.send({ method: 'POST', path, body }, signal);
  const parsed = Identity.safeParse(answer.body);
  if (answer.status !== 201 || !parsed.success) {
    throw unexpectedAnswer(answer.status, answer.body, 'who we are');
  }
  return parsed.data.status.userInfo.username;
}

async function askRight(
  { api, request, signal }: Session,
  { verb, group, resource, inNamespace }: (typeof RIGHTS)[number],
): Promise<FindingData> {
  const attributes = {
    verb,
    group,
    resource,
    ...(inNamespace ? { namespace: request.namespace } : {}),
  };
  const body: V1SelfSubjectAccessReview = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await api.send({ method: 'POST', path, body }, signal);
  const parsed = Access.safeParse(answer.body);
  if (answer.status !== 201 || !parsed.success) {
    throw unexpectedAnswer(answer.status, answer.body, 'what we may do');
  }
  const about = `right to ${verb} ${resource}`;
  const place = inNamespace ? `in ${request.namespace}` : 'in the cluster';
  if (parsed.data.status.allowed) return finding(about, 'verified', `given ${place}`);
  return finding(about, 'failed', `not given ${place}; add it to the role's access policy`);
}

function conclude(findings: FindingData[]): DeploymentResult {
  const count = (mark: FindingData['mark']) => findings.filter((one) => one.mark === mark).length;
  const sentence =
    `${count('verified')} checks passed, ${count('failed')} failed, ` +
    `${count('unverified')} could not be made yet. Nothing was changed.`;
  return result('checked', sentence, { findings });
}
