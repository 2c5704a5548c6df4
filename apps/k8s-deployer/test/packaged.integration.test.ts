import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  createHttpDoor,
  createNoLatencies,
  createSimulatedAws,
  startTokenWebhook,
  type SimulatedAws,
} from '@understudy/aws-simulator';
import { createScaledClock, systemClock, type Scheduler } from '@understudy/clock';
import { readPackagedFunctions, stackOfApp } from '@understudy/fault-simulation';
import type { DeploymentResult } from '@understudy/recovery-messages';

import {
  hasControlPlane,
  startControlPlane,
  stopControlPlane,
} from './control-plane/control-plane.ts';
import { CONFIG, deployment, SERVICE } from './control-plane/manifests.ts';
import { zipBundle } from './control-plane/scene.ts';
import { hostPackage } from './packaged/host-package.ts';

const REGION = 'eu-west-1';
const NAME = 'understudy-dev-k8s-deployer';
const CLUSTER = 'konecta-erp-dev-dr';
const BUCKET = 'konecta-erp-dev-dr-eu-west-1';
const ROLE = `arn:aws:iam::123456789012:role/${NAME}-${REGION}`;
const ADMIN_POLICY = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
const ROOT = path.resolve(import.meta.dirname, '../../..');

const FILES = { 'app.yaml': [deployment(), SERVICE, CONFIG].join('---') };

const describeReal = hasControlPlane() ? describe : describe.skip;

/**
 * The function as `sls package` wrote it, in a simulated AWS, against the real Kubernetes API. Its
 * token goes the way of a real one: the API server asks a webhook, which sends STS the request that
 * the token is, and looks the role up among the cluster's access entries.
 */
describeReal('the packaged deployer on the real Kubernetes API', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'k8s-deployer-'));
  const ends: (() => Promise<void> | void)[] = [];
  const clock = createEndingClock(ends);
  let aws: SimulatedAws;

  beforeAll(async () => {
    aws = await createDeployedDeployer(clock, home, ends);
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    rmSync(home, { recursive: true, force: true });
  });

  it('is not let in before its role has an access entry, and says the command', async () => {
    const { outcome, findings } = await ask(aws, clock, 'check');

    expect(outcome).toBe('checked');
    expect(findings).toMatchObject([{ mark: 'failed', repair: expect.stringContaining(CLUSTER) }]);
  });

  it('applies the bundle, restarts, and sees the rollout end', async () => {
    giveAccess(aws);
    aws.region(REGION).s3.putObject(BUCKET, 'manifests.zip', zipBundle(FILES));

    const checked = await ask(aws, clock, 'check');
    const applied = await ask(aws, clock, 'apply');
    const restarted = await ask(aws, clock, 'restart');
    let status = await ask(aws, clock, 'status');
    while (status.outcome === 'progressing') status = await ask(aws, clock, 'status');

    expect(checked.findings.filter(({ mark }) => mark !== 'verified')).toEqual([]);
    expect(checked.findings[0]?.words).toContain(`${NAME}-${REGION}`);
    expect(applied).toMatchObject({ outcome: 'applied' });
    expect(applied.objects).toHaveLength(4);
    expect(restarted.objects).toMatchObject([{ action: 'restarted' }]);
    expect(status.outcome).toBe('ready');
  });

  it('may read nothing but its own clusters and its bundle', async () => {
    const other = await ask(aws, clock, 'apply', { cluster: 'payroll' });
    const archive = { bucket: BUCKET, key: 'dr/terraform.tfstate', versionId: 'v1' };
    const state = await ask(aws, clock, 'apply', { bundle: { kind: 'archive', archive } });

    expect(other.outcome).not.toBe('applied');
    expect(other.sentence).toMatch(/eks:DescribeCluster|AccessDenied/);
    expect(state.outcome).not.toBe('applied');
    expect(state.sentence).toMatch(/s3:GetObject|AccessDenied/);
  });
});

/** The world's plans for later would keep this process alive. */
function createEndingClock(ends: (() => void)[]): Scheduler {
  const clock = createScaledClock({ speed: 1, startMilliseconds: systemClock.now() });
  const cancels = new Set<() => void>();
  ends.push(() => cancels.forEach((cancel) => cancel()));
  return {
    ...clock,
    schedule(atMilliseconds, task) {
      const cancel = clock.schedule(atMilliseconds, task);
      cancels.add(cancel);
      return cancel;
    },
  };
}

async function createDeployedDeployer(
  clock: Scheduler,
  home: string,
  ends: (() => Promise<void> | void)[],
): Promise<SimulatedAws> {
  let endpoint = '';
  const stack = stackOfApp(readPackagedFunctions(ROOT, 'dev', REGION), 'k8s-deployer');
  const zip = [...stack.code].find(([name]) => name.endsWith('k8s-deployer.zip'))?.[1];
  const host = hostPackage(zip ?? new Uint8Array(), home);
  const aws = createSimulatedAws({
    clock,
    seed: 'deployer',
    regions: [REGION],
    latencies: createNoLatencies,
    hostedFunctions: { endpoint: () => endpoint, functions: new Map([[NAME, host]]) },
  });
  const http = createHttpDoor(aws.door, { port: 0 });
  ({ url: endpoint } = await http.start());
  ends.push(() => http.stop());
  aws.deployStack({ region: REGION, stackName: 'understudy-dev', package: stack });
  const { eks, s3 } = aws.region(REGION);
  const webhook = await startTokenWebhook({
    world: aws.world,
    door: aws.door,
    region: REGION,
    clusterName: CLUSTER,
    now: () => systemClock.now(),
  });
  ends.push(() => webhook.stop());
  const directory = path.join(home, 'control-plane');
  const options = ['--dir', directory, '--token-webhook', webhook.url];
  const controlPlane = startControlPlane(options);
  ends.push(() => stopControlPlane(directory));
  eks.add({ name: CLUSTER });
  eks.serve(CLUSTER, {
    endpoint: controlPlane?.url ?? '',
    certificateAuthority: controlPlane?.certificateAuthority ?? '',
  });
  s3.createBucket(BUCKET, { isVersioned: true });
  return aws;
}

function giveAccess(aws: SimulatedAws): void {
  const { eks } = aws.region(REGION);
  eks.addAccessEntry(CLUSTER, { principalArn: ROLE, username: `understudy:${NAME}-${REGION}` });
  eks.cluster(CLUSTER)?.accessEntries.get(ROLE)?.policies.set(ADMIN_POLICY, { namespaces: [] });
}

async function ask(
  aws: SimulatedAws,
  clock: Scheduler,
  verb: string,
  change: object = {},
): Promise<DeploymentResult> {
  const versionId = aws.region(REGION).s3.object(BUCKET, 'manifests.zip')?.versionId ?? 'none';
  const request = {
    verb,
    run: { plan: 'konecta-erp', incident: 'dr-1', step: 'applications', owner: 'local:1' },
    region: REGION,
    cluster: CLUSTER,
    namespace: 'konecta-erp',
    service: 'konecta-erp',
    bundle: { kind: 'archive', archive: { bucket: BUCKET, key: 'manifests.zip', versionId } },
    ...change,
  };
  const { output } = await aws.world.call({
    service: 'lambda',
    operation: 'Invoke',
    region: REGION,
    input: { FunctionName: NAME, Payload: Buffer.from(JSON.stringify(request)) },
    principal: { kind: 'user', name: 'tester' },
    cause: { kind: 'person', name: 'tester' },
    signedAtMilliseconds: clock.now(),
  });
  const { Payload } = output as { readonly Payload: Uint8Array };
  return JSON.parse(Buffer.from(Payload).toString()) as DeploymentResult;
}
