import { startControlPlane } from './control-plane/control-plane.ts';
import { CONFIG, deployment, JOB } from './control-plane/manifests.ts';
import { createScene } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const describeReal = controlPlane ? describe : describe.skip;

const AUTOSCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: konecta-erp }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: konecta-erp }
  minReplicas: 2
  maxReplicas: 9
`;

describeReal('fields that others manage, on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });
  const image = { get: 'jsonpath={.spec.template.spec.containers[0].image}' };
  const files = { 'app.yaml': deployment() };

  function takeImage(kubectl: (...command: string[]) => string, manager = 'release-tool') {
    const patch = JSON.stringify({
      spec: { template: { spec: { containers: [{ name: 'app', image: 'example.com/other:7' }] } } },
    });
    kubectl('patch', 'deployment', 'konecta-erp', `--field-manager=${manager}`, '-p', patch);
  }

  it('stop the bundle, name field and manager, and stay as they are', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', files);
    takeImage(kubectl);

    const result = await ask('apply', files);

    expect(result.outcome).toBe('conflict');
    expect(result.sentence).toMatch(/containers.*image \(release-tool\)/);
    expect(result.next).toContain('force');
    expect(kubectl('get', 'deployment', 'konecta-erp', '-o', image.get)).toBe(
      'example.com/other:7',
    );
  });

  it.each([
    ['the kind and the manager', [{ kind: 'Deployment', manager: 'release-tool' }], 'applied'],
    ['another manager', [{ kind: 'Deployment', manager: 'other' }], 'conflict'],
    ['another kind', [{ kind: 'StatefulSet', manager: 'release-tool' }], 'conflict'],
  ])('are taken over only when named: %s', async (_what, force, outcome) => {
    const { ask, kubectl } = scene();
    await ask('apply', files);
    takeImage(kubectl);

    const result = await ask('apply', files, { force });

    expect(result.outcome).toBe(outcome);
    const found = kubectl('get', 'deployment', 'konecta-erp', '-o', image.get);
    expect(found === 'example.com/other:7').toBe(outcome === 'conflict');
  });

  it('are not taken over from one of two managers', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', { 'app.yaml': deployment('konecta-erp', { replicas: 2 }) });
    takeImage(kubectl);
    kubectl(
      'patch',
      'deployment',
      'konecta-erp',
      '--field-manager=scaler',
      '-p',
      '{"spec":{"replicas":4}}',
    );

    const force = [{ kind: 'Deployment', manager: 'release-tool' }];
    const result = await ask('apply', files, { force });

    expect(result).toMatchObject({ outcome: 'conflict' });
    expect(result.sentence).toContain('(scaler)');
  });

  it('keep what comes after the conflict from being applied', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', { 'config.yaml': CONFIG });
    kubectl(
      'patch',
      'configmap',
      'settings',
      '--field-manager=other',
      '-p',
      '{"data":{"greeting":"hi"}}',
    );

    const result = await ask('apply', { 'all.yaml': [JOB, CONFIG].join('---') });

    expect(result.outcome).toBe('conflict');
    expect(result.findings).toContainEqual(
      expect.objectContaining({ check: expect.stringContaining('Job'), mark: 'unverified' }),
    );
    expect(kubectl('get', 'jobs', '-o', 'name')).toBe('');
  });

  it('that nobody but the bundle set are nobody else’s: what others add stays', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', files);
    kubectl('annotate', 'deployment', 'konecta-erp', 'team=erp');

    expect((await ask('apply', files)).outcome).toBe('applied');
    expect(
      kubectl('get', 'deployment', 'konecta-erp', '-o', 'jsonpath={.metadata.annotations.team}'),
    ).toBe('erp');
  });
});

describeReal('replicas under an autoscaler, on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });
  const replicas = 'jsonpath={.spec.replicas}';

  it('are left to it, also when the autoscaler comes with a later bundle', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', { 'app.yaml': deployment('konecta-erp', { replicas: 3 }) });
    kubectl('scale', 'deployment', 'konecta-erp', '--replicas=5');

    const files = {
      'app.yaml': [deployment('konecta-erp', { replicas: 3 }), AUTOSCALER].join('---'),
    };
    const result = await ask('apply', files);
    const again = await ask('apply', files);

    expect([result.outcome, again.outcome]).toEqual(['applied', 'applied']);
    expect(kubectl('get', 'deployment', 'konecta-erp', '-o', replicas)).toBe('5');
    expect(result.findings).toContainEqual(
      expect.objectContaining({ words: 'replicas are left to its autoscaler' }),
    );
  });

  it('begin with the bundle’s count where the workload is new, and are the autoscaler’s from then on', async () => {
    const { ask, wait, kubectl } = scene();
    const files = {
      'app.yaml': [deployment('konecta-erp', { replicas: 3 }), AUTOSCALER].join('---'),
    };

    await ask('apply', files);
    const begun = kubectl('get', 'deployment', 'konecta-erp', '-o', replicas);
    const ended = await wait(files);
    const again = await ask('apply', files);
    kubectl('scale', 'deployment', 'konecta-erp', '--replicas=5');
    const scaled = await ask('apply', files);

    expect(begun).toBe('3');
    expect(ended.rollouts).toMatchObject([{ ready: 3, desired: 3 }]);
    expect(again.objects.map(({ action }) => action)).toEqual(Array(3).fill('unchanged'));
    expect(scaled.outcome).toBe('applied');
    expect(kubectl('get', 'deployment', 'konecta-erp', '-o', replicas)).toBe('5');
  });

  it('do not fall to one when only we had set them', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', { 'app.yaml': deployment('konecta-erp', { replicas: 3 }) });
    kubectl('autoscale', 'deployment', 'konecta-erp', '--min=2', '--max=9');

    const result = await ask('apply', { 'app.yaml': deployment('konecta-erp', { replicas: 7 }) });

    expect(result.outcome).toBe('applied');
    expect(kubectl('get', 'deployment', 'konecta-erp', '-o', replicas)).toBe('3');
  });
});
