import {
  DATABASE_HOST,
  type Cause,
  type KonectaSite,
  type SimulatedAws,
  type SourceDoor,
  type SourceHandler,
  type Workload,
} from '@understudy/aws-simulator';
import { DeploymentRequest, type DeploymentResult } from '@understudy/recovery-messages';

/** What the modelled deployer finds: the world, and the application's bundle. */
export interface ModelledCluster {
  readonly aws: Pick<SimulatedAws, 'region' | 'world'>;
  readonly sites: readonly KonectaSite[];
  /** Pods of the bundle's workload. */
  readonly pods: number;
  /** What one request to the Kubernetes API takes, all objects of it. Milliseconds. */
  requests(verb: DeploymentRequest['verb']): number;
}

/** The name that manifests know the database by, and the one that the application reads. */
const DATABASE_VALUE = 'DATABASE_ENDPOINT';

interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
}

interface Asked {
  readonly request: DeploymentRequest;
  readonly cluster: ModelledCluster;
  readonly cause: Cause;
}

type Answer = Pick<DeploymentResult, 'outcome' | 'sentence'> & Partial<DeploymentResult>;

/** Of its function it needs the place and the time: a hosted function has these too. */
type ModelledDeployer = (door: Pick<SourceDoor, 'clock' | 'region'>) => SourceHandler;

/**
 * k8s-deployer as a model, for virtual time: the same messages over the simulated clusters. What it
 * says of Kubernetes is tested by the real one.
 */
export function createModelledDeployer(cluster: () => ModelledCluster): ModelledDeployer {
  /** What was running before a fence stopped it: the real one writes it into the objects. */
  const stopped = new Map<string, number>();
  /** Incidents whose restart was done, by workload. */
  const restarted = new Map<string, string>();
  const notes = { stopped, restarted, known: new Map<string, number>() };

  return (door) => async (event, context) => {
    const request = DeploymentRequest.parse(event);
    const { awsRequestId: id, functionName } = context as LambdaContext;
    const asked: Asked = {
      request,
      cluster: cluster(),
      cause: { kind: 'invocation', functionName, id },
    };
    await door.clock.sleep(asked.cluster.requests(request.verb));
    const answer =
      unreachable(asked, door) ??
      notPinned(asked) ??
      notKnown(asked, notes, door.clock.now()) ??
      answerTo(asked, notes);
    return { objects: [], rollouts: [], findings: [], ...answer } satisfies DeploymentResult;
  };
}

/** No cluster, or no way to it: the same request may succeed later. */
function unreachable(
  { request, cluster }: Asked,
  door: Pick<SourceDoor, 'region'>,
): Answer | undefined {
  const { region, cluster: name } = request;
  const { outages } = cluster.aws.world;
  const isCut = !outages.serves(region) || !outages.connects(door.region, region);
  const status = isCut ? undefined : cluster.aws.region(region).eks.cluster(name)?.status;
  if (status === 'ACTIVE') return undefined;
  const why = isCut ? `${region} does not answer` : `it is ${status ?? 'not there'}`;
  const sentence = `The cluster ${name} cannot be asked: ${why}.`;
  if (request.verb !== 'check' && request.verb !== 'rehearse') {
    return { outcome: 'unreachable', sentence };
  }
  // What cannot be asked yet is not wrong: the cluster may be what the plan builds.
  const mark = isCut ? 'failed' : 'unverified';
  return { outcome: 'checked', sentence, findings: [{ check: 'cluster', mark, words: why }] };
}

/** Verbs that read no bundle: a fence stops what is there, whatever made it. */
const WITHOUT_BUNDLE: readonly DeploymentRequest['verb'][] = ['check', 'restart', 'stop', 'start'];

/** As the real one: what is applied must be what was rehearsed. */
function notPinned({ request }: Asked): Answer | undefined {
  const { bundle, verb, look } = request;
  if (bundle.kind === 'packaged' || WITHOUT_BUNDLE.includes(verb) || look === 'namespace') {
    return undefined;
  }
  const { bucket, key, versionId, sha256 } = bundle.archive;
  if (versionId !== undefined || sha256 !== undefined) return undefined;
  const sentence = `Expected versionId or sha256 of s3://${bucket}/${key}, found neither.`;
  return { outcome: 'refused', sentence };
}

interface Notes {
  readonly stopped: Map<string, number>;
  readonly restarted: Map<string, string>;
  /** Since when a cluster follows our access entry. */
  readonly known: Map<string, number>;
}

/** [believed] A new cluster follows its access entries late: whoever comes at once is refused. */
const KNOWN_AFTER_MS = 20_000;

function notKnown(
  { request, cluster }: Asked,
  { known }: Notes,
  nowMilliseconds: number,
): Answer | undefined {
  const { verb, region, cluster: name } = request;
  if (verb !== 'prepare') return undefined;
  const { arn = '', createdAt = 0 } = cluster.aws.region(region).eks.cluster(name) ?? {};
  // One cluster may come after another under the same name.
  const key = `${arn} of ${createdAt}`;
  const knownAt = known.get(key) ?? nowMilliseconds + KNOWN_AFTER_MS;
  known.set(key, knownAt);
  if (nowMilliseconds >= knownAt) return undefined;
  return { outcome: 'refused', sentence: `${name} does not know our role yet.` };
}

function answerTo(asked: Asked, notes: Notes): Answer {
  const { request } = asked;
  switch (request.verb) {
    case 'check':
    case 'rehearse':
      return {
        outcome: 'checked',
        sentence: 'The bundle would be applied.',
        findings: [{ check: 'access', mark: 'verified', words: 'the cluster answers our role' }],
      };
    case 'prepare':
      return { outcome: 'applied', sentence: 'Namespace and configuration stand.' };
    case 'apply':
      return apply(asked);
    case 'restart':
      return restart(asked, notes.restarted);
    case 'status':
      return status(asked);
    case 'stop':
      return stop(asked, notes.stopped);
    case 'start':
      return start(asked, notes.stopped);
  }
}

function apply({ request, cluster, cause }: Asked): Answer {
  const { region, cluster: clusterName, namespace, service: name, values } = request;
  const { workloads } = cluster.aws.region(region).eks;
  const known = workloads.find({ clusterName, namespace, name });
  const host = values[DATABASE_VALUE] ?? values[DATABASE_HOST];
  const wanted = host === undefined ? {} : { [DATABASE_HOST]: host };
  const kind = 'Deployment';
  if (known && known.desired > 0 && known.values[DATABASE_HOST] === wanted[DATABASE_HOST]) {
    const objects = [{ kind, namespace, name, action: 'unchanged' as const }];
    return { outcome: 'applied', sentence: 'All of it stands already.', objects };
  }
  const desired = cluster.pods;
  workloads.apply({ clusterName, namespace, name, desired, values: wanted }, { cause });
  const action = known ? ('changed' as const) : ('created' as const);
  return {
    outcome: 'applied',
    sentence: `${name} was ${action}.`,
    objects: [{ kind, namespace, name, action }],
  };
}

/** Once for an incident, however often it is asked. */
function restart({ request, cluster, cause }: Asked, restarted: Map<string, string>): Answer {
  const { region, cluster: clusterName, namespace, service: name, run } = request;
  const key = `${region}/${clusterName}/${namespace}/${name}`;
  const isDone = restarted.get(key) === run.incident;
  if (!isDone) {
    restarted.set(key, run.incident);
    cluster.aws.region(region).eks.workloads.restart({ clusterName, namespace, name }, { cause });
  }
  const action = isDone ? ('unchanged' as const) : ('restarted' as const);
  return {
    outcome: 'applied',
    sentence: isDone ? `${name} was restarted before.` : `${name} restarts.`,
    objects: [{ kind: 'Deployment', namespace, name, action }],
  };
}

function status({ request, cluster }: Asked): Answer {
  const found = workloadsOf(request, cluster);
  const rollouts = found.map((workload) => ({
    kind: 'Deployment',
    namespace: workload.namespace,
    name: workload.name,
    ready: workload.ready,
    desired: workload.desired,
    state: stateOf(workload),
    ...(workload.failing === undefined ? {} : { reason: workload.failing }),
  }));
  const failing = rollouts.find(({ state }) => state === 'failed');
  if (failing) {
    return { outcome: 'failed', sentence: `${failing.name}: ${failing.reason ?? ''}`, rollouts };
  }
  const isReady = rollouts.length > 0 && rollouts.every(({ state }) => state === 'complete');
  const words = rollouts
    .map(({ name, ready, desired }) => `${name} ${ready}/${desired}`)
    .join(', ');
  const sentence = `Ready: ${words || 'nothing is deployed'}.`;
  return { outcome: isReady ? 'ready' : 'progressing', sentence, rollouts };
}

function stateOf({ ready, desired, failing }: Workload): 'complete' | 'progressing' | 'failed' {
  if (failing !== undefined) return 'failed';
  return ready >= desired ? 'complete' : 'progressing';
}

/** A fence: to zero, with what was there written down once. */
function stop({ request, cluster, cause }: Asked, stopped: Map<string, number>): Answer {
  const objects = workloadsOf(request, cluster).map((workload) => {
    const { namespace, name, desired } = workload;
    if (desired > 0) {
      stopped.set(keyOf(request, workload), desired);
      cluster.aws.region(request.region).eks.workloads.scale(workload, 0, { cause });
    }
    const action = desired > 0 ? ('stopped' as const) : ('unchanged' as const);
    return { kind: 'Deployment', namespace, name, action };
  });
  return { outcome: 'applied', sentence: 'The applications are at zero.', objects };
}

function start({ request, cluster, cause }: Asked, stopped: Map<string, number>): Answer {
  const objects = workloadsOf(request, cluster).map((workload) => {
    const { namespace, name } = workload;
    const desired = stopped.get(keyOf(request, workload));
    if (desired !== undefined) {
      stopped.delete(keyOf(request, workload));
      cluster.aws.region(request.region).eks.workloads.scale(workload, desired, { cause });
    }
    const action = desired === undefined ? ('unchanged' as const) : ('started' as const);
    return { kind: 'Deployment', namespace, name, action };
  });
  return { outcome: 'applied', sentence: 'The applications are as they were.', objects };
}

function workloadsOf(request: DeploymentRequest, { aws }: ModelledCluster): readonly Workload[] {
  const { workloads } = aws.region(request.region).eks;
  return workloads.inNamespace(request.cluster, request.namespace);
}

function keyOf(request: DeploymentRequest, { namespace, name }: Workload): string {
  return `${request.region}/${request.cluster}/${namespace}/${name}`;
}
