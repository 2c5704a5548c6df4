import { startControlPlane } from './control-plane/control-plane.ts';
import {
  CONFIG,
  customResource,
  definition,
  deployment,
  JOB,
  SERVICE,
} from './control-plane/manifests.ts';
import { createScene } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const describeReal = controlPlane ? describe : describe.skip;

describeReal('a rehearsal on the real Kubernetes API', () => {
  const real = () => controlPlane as NonNullable<typeof controlPlane>;
  const scene = () => createScene({ controlPlane: real() });

  it('asks the server about everything and writes nothing', async () => {
    const { ask, kubectl, requests } = scene();
    await ask('apply', { 'a.yaml': [deployment(), CONFIG].join('---') });
    const before = written(kubectl);
    const already = requests.length;

    const changed = [deployment('konecta-erp', { replicas: 9 }), CONFIG, JOB, SERVICE].join('---');
    const result = await ask('rehearse', { 'a.yaml': changed });

    expect(result).toMatchObject({ outcome: 'checked', findings: [] });
    expect(result.sentence).toContain('Nothing was changed');
    expect(result.objects.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'Namespace unchanged',
      'ConfigMap unchanged',
      'Service would-create',
      'Deployment would-change',
      'Job would-create',
    ]);
    const after = written(kubectl);
    expect(after).toBe(before);
    const writes = requests.slice(already).filter(({ method }) => method !== 'GET');
    expect(writes.length).toBeGreaterThan(0);
    expect(writes.every(({ query }) => query?.['dryRun'] === 'All')).toBe(true);
  });

  it('finds conflicts and what admission refuses, all at once', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', { 'a.yaml': CONFIG });
    kubectl(
      'patch',
      'configmap',
      'settings',
      '--field-manager=other',
      '-p',
      '{"data":{"greeting":"hi"}}',
    );

    const broken = deployment().replace('image: registry.example.com/konecta-erp:1', 'image: ""');
    const result = await ask('rehearse', { 'a.yaml': [CONFIG, broken].join('---') });

    expect(result.outcome).toBe('refused');
    const failed = result.findings
      .filter(({ mark }) => mark === 'failed')
      .map(({ words }) => words);
    expect(failed.join('\n')).toMatch(/greeting \(other\)/);
    expect(failed.join('\n')).toMatch(/image: Required value/);
  });

  it('checks against schemas what the server cannot be asked yet, and marks it', async () => {
    const { ask, namespace, kubectl } = scene();
    const group = `${namespace}.example.com`;

    const result = await ask('rehearse', {
      'a.yaml': [definition(group), customResource(group), deployment()].join('---'),
    });

    expect(result.outcome).toBe('checked');
    expect(result.objects.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'Namespace would-create',
      'CustomResourceDefinition would-create',
    ]);
    expect(result.findings).toMatchObject([
      {
        check: `Tenant ${namespace}/acme`,
        mark: 'unverified',
        words: expect.stringMatching(/definition yet.*definition's schema/),
      },
      {
        check: `Deployment ${namespace}/konecta-erp`,
        mark: 'unverified',
        words: expect.stringMatching(/name space .* is not there yet/),
      },
    ]);
    expect(kubectl('get', 'namespace', '--ignore-not-found', namespace, '-o', 'name')).toBe('');
  });

  it.each([
    [
      'a custom resource',
      (group: string) => customResource(group, 0),
      /spec\.seats: expected at least 1/,
    ],
    [
      'a custom resource’s type',
      (group: string) => customResource(group, 'many'),
      /spec\.seats: expected integer, found string/,
    ],
    [
      'a deployment',
      () => deployment().replace('replicas: 2', 'replicas: two'),
      /spec\.replicas: expected a number, found string/,
    ],
    [
      'a deployment’s field',
      () => deployment().replace('containers:', 'container:'),
      /spec\.template\.spec\.container: expected a field that is known/,
    ],
  ])('finds what is wrong with %s before there is a server to ask', async (_what, make, words) => {
    const { ask, namespace } = scene();
    const group = `${namespace}.example.com`;

    const result = await ask('rehearse', {
      'a.yaml': [definition(group), make(group)].join('---'),
    });

    expect(result.outcome).toBe('refused');
    expect(result.sentence).toMatch(words);
  });

  it('works without any cluster, and says what that leaves open', async () => {
    const { ask, requests } = createScene({ controlPlane: real(), cluster: 'absent' });

    const result = await ask('rehearse', { 'a.yaml': [deployment(), SERVICE].join('---') });
    const broken = await ask('rehearse', {
      'a.yaml': deployment().replace('name: app', 'nam: app'),
    });

    expect(result.outcome).toBe('checked');
    expect(result.findings.map(({ mark }) => mark)).toEqual([
      'unverified',
      'unverified',
      'unverified',
    ]);
    expect(broken).toMatchObject({ outcome: 'refused' });
    expect(requests).toEqual([]);
  });

  it('names the values that are not known before the run', async () => {
    const { ask } = scene();
    const manifest = deployment().replace('db.example.com', '"${PROMOTED_HOST}"');

    const result = await ask('rehearse', { 'a.yaml': manifest });

    expect(result.outcome).toBe('checked');
    expect(result.findings).toMatchObject([
      { mark: 'unverified', words: expect.stringContaining('it waits for PROMOTED_HOST') },
    ]);
  });
});

/** What we have written, when: controllers write statuses of the same objects meanwhile. */
function written(kubectl: (...command: readonly string[]) => string): string {
  const ours = '{.metadata.managedFields[?(@.manager=="understudy")].time}';
  const each = `{.kind}{.metadata.name}{.metadata.generation}${ours}`;
  return kubectl(
    'get',
    'deployment,configmap,job,service',
    '-o',
    `jsonpath={range .items[*]}${each}{end}`,
  );
}

describeReal('preparing on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });

  it('applies what needs neither nodes nor the database, and what it needs later stays', async () => {
    const { ask, namespace, kubectl } = scene();
    const group = `${namespace}.example.com`;
    const host = CONFIG.replace('settings', 'database').replace('hello', '"${PROMOTED_HOST}"');
    const files = {
      'a.yaml': [deployment(), customResource(group), definition(group), CONFIG, host].join('---'),
    };

    const prepared = await ask('prepare', files);
    const pods = kubectl('get', 'deployments,pods', '-o', 'name');
    const applied = await ask('apply', files, { values: { PROMOTED_HOST: 'db.example.com' } });

    expect(prepared.outcome).toBe('applied');
    expect(prepared.objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'CustomResourceDefinition',
      'ConfigMap',
    ]);
    expect(prepared.findings).toMatchObject([
      { mark: 'unverified', words: 'left for later: it waits for PROMOTED_HOST' },
    ]);
    expect(pods).toBe('');
    expect(applied.outcome).toBe('applied');
    expect(applied.objects.filter(({ action }) => action === 'created')).toHaveLength(3);
  });
});
