import { startControlPlane } from './control-plane/control-plane.ts';
import {
  CONFIG,
  customResource,
  definition,
  deployment,
  JOB,
  SERVICE,
  STATEFUL_SET,
} from './control-plane/manifests.ts';
import { createScene } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const describeReal = controlPlane ? describe : describe.skip;

describeReal('a bundle on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });

  it('is applied in the right order, whatever order it has, and rolls out', async () => {
    const { ask, wait, namespace, read } = scene();
    const group = `${namespace}.example.com`;
    const files = {
      'a.yaml': [customResource(group), deployment(), JOB, STATEFUL_SET].join('---'),
      'b.yaml': [SERVICE, CONFIG, definition(group)].join('---'),
      'z.yaml': `{ apiVersion: v1, kind: Namespace, metadata: { name: ${namespace} } }`,
    };

    const applied = await ask('apply', files);
    const ended = await wait(files);

    expect(applied).toMatchObject({ outcome: 'applied', findings: [] });
    expect(applied.objects.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'Namespace created',
      'CustomResourceDefinition created',
      'ConfigMap created',
      'Service created',
      'Deployment created',
      'Job created',
      'StatefulSet created',
      'Tenant created',
    ]);
    expect(ended).toMatchObject({ outcome: 'ready', sentence: '3 of 3 rollouts are complete.' });
    expect(read('get', `tenants.${group}`, 'acme')['spec']).toEqual({ seats: 5 });
  });

  it('changes nothing when it is applied again', async () => {
    const { ask, wait, kubectl, requests } = scene();
    const looks = () => requests.filter(({ path }) => path.endsWith('/configmaps/settings'));
    const files = { 'a.yaml': [deployment(), SERVICE, CONFIG, JOB].join('---') };
    await ask('apply', files);
    // In a name space that it has just made it looks for nothing.
    expect(looks().map(({ method }) => method)).toEqual(['PATCH']);
    await wait(files);
    const before = kubectl('get', 'deployment,service,configmap,job,pods', '-o', 'name');

    const again = await ask('apply', files);

    expect(again.objects.map(({ action }) => action)).toEqual(Array(5).fill('unchanged'));
    expect(again.sentence).toContain('0 of them changed something');
    expect(looks().map(({ method }) => method)).toEqual(['PATCH', 'GET', 'PATCH']);
    expect(kubectl('get', 'deployment,service,configmap,job,pods', '-o', 'name')).toBe(before);
  });
});
