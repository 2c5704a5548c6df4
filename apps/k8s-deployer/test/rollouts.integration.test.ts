import { startControlPlane } from './control-plane/control-plane.ts';
import { deployment, JOB, STATEFUL_SET } from './control-plane/manifests.ts';
import { createScene } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const describeReal = controlPlane ? describe : describe.skip;

const DAEMON_SET = `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: agent, image: example.com/agent:1 }] }
`;

const NOWHERE = deployment().replace(
  '    spec:\n',
  '    spec:\n      nodeSelector: { zone: nowhere }\n',
);

const QUOTA = `
apiVersion: v1
kind: ResourceQuota
metadata: { name: pods }
spec: { hard: { pods: "1" } }
`;

describeReal('a rollout on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });

  it('is complete for each kind that is waited for', async () => {
    const { ask, wait } = scene();
    const files = { 'a.yaml': [deployment(), STATEFUL_SET, DAEMON_SET, JOB].join('---') };
    await ask('apply', files);

    const result = await wait(files);

    expect(result.outcome).toBe('ready');
    expect(result.rollouts.map(({ kind, ready, desired }) => [kind, ready, desired])).toEqual([
      ['Deployment', 2, 2],
      ['StatefulSet', 2, 2],
      ['DaemonSet', 3, 3],
      ['Job', 1, 1],
    ]);
  });

  it.each([
    [
      'an image that cannot be pulled',
      deployment('konecta-erp', { fate: 'ImagePullBackOff' }),
      /ImagePullBackOff: Back-off pulling image .*konecta-erp:1/,
    ],
    [
      'a container that crashes',
      deployment('konecta-erp', { fate: 'CrashLoopBackOff' }),
      /CrashLoopBackOff: restarted 4 times, last exit code 1 \(no database\)/,
    ],
    ['no node for it', NOWHERE, /Unschedulable: 0\/3 nodes are available/],
    [
      'a pod that failed',
      deployment('konecta-erp', { fate: 'Failed' }),
      /Error: migration failed|exit code/,
    ],
    ['a quota', [QUOTA, deployment()].join('---'), /FailedCreate: .*exceeded quota/],
    [
      'a quota, for pods with an order',
      [QUOTA.replace('"1"', '"0"'), STATEFUL_SET].join('---'),
      /FailedCreate: .*exceeded quota/,
    ],
  ])('fails early, with the reason of %s', async (_what, manifest, reason) => {
    const { ask, wait } = scene();
    const files = { 'a.yaml': manifest };
    await ask('apply', files);

    const result = await wait(files);

    expect(result.outcome).toBe('failed');
    expect(result.rollouts.map((one) => one.reason).join()).toMatch(reason);
    expect(result.next).toContain('resume');
  });

  it('fails by its own deadline when its pods only never become ready', async () => {
    const { ask, wait } = scene();
    const slow = deployment('konecta-erp', { fate: 'NeverReady' }).replace(
      'spec:\n',
      'spec:\n  progressDeadlineSeconds: 2\n',
    );
    const files = { 'a.yaml': slow };
    await ask('apply', files);

    expect((await ask('status', files)).outcome).toBe('progressing');
    const result = await wait(files);

    expect(result).toMatchObject({ outcome: 'failed', rollouts: [{ state: 'failed' }] });
    expect(result.sentence).toContain('ProgressDeadlineExceeded');
  });

  it('does not blame a new version for the pods of the one before', async () => {
    const { ask, wait } = scene();
    const broken = { 'a.yaml': deployment('konecta-erp', { fate: 'CrashLoopBackOff' }) };
    await ask('apply', broken);
    await wait(broken);
    const repaired = { 'a.yaml': deployment() };

    await ask('apply', repaired);
    const result = await wait(repaired);

    expect(result.outcome).toBe('ready');
  });

  it('does not take the status before a change for the status after it', async () => {
    const { ask, wait, kubectl } = scene();
    const files = { 'a.yaml': deployment() };
    await ask('apply', files);
    await wait(files);
    const changed = { 'a.yaml': deployment('konecta-erp', { replicas: 4 }) };

    await ask('apply', changed);
    await wait(changed);

    expect(
      kubectl('get', 'deployment', 'konecta-erp', '-o', 'jsonpath={.status.availableReplicas}'),
    ).toBe('4');
  });

  it('says that a workload is not there', async () => {
    const { ask } = scene();

    const result = await ask('status', { 'a.yaml': deployment() });

    expect(result).toMatchObject({ outcome: 'failed' });
    expect(result.sentence).toContain('it is not there: apply it first');
  });
});
