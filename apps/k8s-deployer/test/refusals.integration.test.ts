import { randomBytes } from 'node:crypto';

import { startControlPlane } from './control-plane/control-plane.ts';
import { CONFIG, customResource, deployment } from './control-plane/manifests.ts';
import { createScene } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const describeReal = controlPlane ? describe : describe.skip;

const placed = (namespace: string) =>
  CONFIG.replace('settings', `settings, namespace: ${namespace}`);
const CLUSTER_ROLE = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: understudy-test-all }
rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
`;

describeReal('what the deployer refuses, on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });

  it.each([
    [
      'an unknown kind',
      customResource('nobody.example.com'),
      /unknown kind nobody\.example\.com\/v1 Tenant/,
    ],
    ['an unknown version', CONFIG.replace('v1', 'v7'), /unknown kind v7 ConfigMap/],
    [
      'a name space that is not allowed',
      placed('kube-system'),
      /expected a name space among konecta-\w+, found kube-system/,
    ],
    [
      'a name space that is not allowed, itself',
      '{ apiVersion: v1, kind: Namespace, metadata: { name: other } }',
      /Namespace other: expected a name space among/,
    ],
    [
      'a right over the whole cluster',
      CLUSTER_ROLE,
      /ClusterRole understudy-test-all: it belongs to the whole cluster/,
    ],
    [
      'a manifest of 2 MB',
      CONFIG.replace('hello', randomBytes(1_000_000).toString('hex')),
      /all\.yaml: expected at most 1500000 bytes, found 20000\d\d/,
    ],
    ['an object twice', [CONFIG, CONFIG].join('---'), /stands at all\.yaml:\d+ already/],
    ['YAML that is none', 'kind: [', /all\.yaml:1: /],
    [
      'a key twice',
      'apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata: { name: a }',
      /unique/,
    ],
    ['an object without a name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}', /metadata\.name/],
    [
      'a path for a name',
      CONFIG.replace('settings', '../../../namespaces/default'),
      /metadata\.name: expected a name/,
    ],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((k, i) => `${k}: &${k} [${Array(10).fill(`*${'abcdefgh'[i]}`).join()}]`).join('\n')}`,
      /alias/i,
    ],
    [
      'a value that nobody gave',
      CONFIG.replace('hello', '"${PROMOTED_HOST}"'),
      /all\.yaml:2: PROMOTED_HOST/,
    ],
  ])('is %s, and nothing of the bundle is applied', async (_what, manifest, words) => {
    const { ask, requests } = scene();

    const result = await ask('apply', { 'a.yaml': deployment(), 'all.yaml': manifest });

    expect(result.outcome).toBe('refused');
    expect(result.sentence).toMatch(words);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('is a bundle without any manifest', async () => {
    const { ask } = scene();

    const result = await ask('apply', { 'README.md': '# nothing' });

    expect(result.outcome).toBe('refused');
    expect(result.sentence).toContain('expected manifests (*.yaml, *.yml, *.json), found none');
  });

  it('is a field that the API does not know: nothing is dropped silently', async () => {
    const { ask } = scene();

    const result = await ask('apply', { 'a.yaml': deployment().replace('replicas:', 'replica:') });

    expect(result).toMatchObject({ outcome: 'refused' });
    expect(result.sentence).toMatch(/unknown field|field not declared/);
  });

  it('is named without its content when it is a secret', async () => {
    const { ask } = scene();
    const secret =
      '{ apiVersion: v1, kind: Secret, metadata: { name: db }, data: { password: "hunter2!" } }';

    const result = await ask('apply', { 'a.yaml': secret });

    expect(result.outcome).toBe('refused');
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'apply'],
    ['an unknown verb', { verb: 'delete' }],
    ['an unknown key', { verb: 'apply', prune: true }],
  ])('is %s for a request', async (_what, change) => {
    const { ask } = scene();

    const result = await ask('apply', {}, typeof change === 'object' ? change : { run: change });

    expect(result.outcome).toBe('refused');
    expect(result.sentence).toContain('Expected a deployment request');
  });

  it('keeps every value inside the text that names it', async () => {
    const { ask, read } = scene();
    const hostile = 'db"\n  evil: "yes"\n---\nkind: Secret\n${OTHER} $${OTHER} {{ x }} *a &b !!c';
    const manifest = CONFIG.replace('hello', () => '"<${HOST}> $${HOME}"');

    const result = await ask(
      'apply',
      { 'a.yaml': manifest },
      { values: { HOST: hostile, OTHER: 'no' } },
    );

    expect(result.outcome).toBe('applied');
    expect(read('get', 'configmap', 'settings')['data']).toEqual({
      greeting: `<${hostile}> \${HOME}`,
    });
  });

  it('applies nothing after the time that it was given', async () => {
    const { ask, requests } = scene();

    const result = await ask('apply', { 'a.yaml': deployment() }, { deadlineMilliseconds: 1 });
    const restarted = await ask('restart', {}, { deadlineMilliseconds: 1 });

    expect(result).toMatchObject({ outcome: 'progressing', objects: [] });
    expect(restarted.outcome).toBe('refused');
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
